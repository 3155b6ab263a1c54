package io.imagesync.lab.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.lab.contract.NodeFixture.Published;
import io.imagesync.model.Failure;
import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.InUse;
import io.imagesync.model.NodeFailure.NotRemoved;
import io.imagesync.model.PinReason;
import io.imagesync.node.Contents;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What every [io.imagesync.node.Node] knows and does to let images go.
abstract class RemovalContract extends ContentsContract {
    private static final int KILOBYTES = 10;

    private Published held(String name) throws Exception {
        Published image = fixture.publish(name, KILOBYTES);
        fixture.hold(image);
        return image;
    }

    private List<HeldImage> images() throws Exception {
        return value(node.list(LIMIT)).images();
    }

    private HeldImage listed(ImageRef name) throws Exception {
        await(name + " to be listed", () -> images().stream().anyMatch(image -> image.isNamed(name)));
        return images().stream()
                .filter(image -> image.isNamed(name))
                .findFirst()
                .orElseThrow();
    }

    private boolean isHeld(ImageRef name) throws Exception {
        return value(node.look(name, false, LIMIT)).held();
    }

    @Test
    void knowsWhatContainersAndSandboxesUse() throws Exception {
        HeldImage byTag = listed(held("bcm11/by-tag:1.0").reference());
        HeldImage byId = listed(held("bcm11/by-id:1.0").reference());
        HeldImage free = listed(held("bcm11/free:1.0").reference());
        Published sandbox = held("bcm11/sandbox:1.0");
        fixture.container("one", byTag.tags().getFirst().toString());
        fixture.container("two", byId.id());
        fixture.makeSandboxesOf(sandbox);

        InUse inUse = value(node.inUse(LIMIT));

        assertThat(inUse.by(byTag).isPresent()).isEqualTo(fixture.knowsContainers());
        assertThat(inUse.by(byId).isPresent()).isEqualTo(fixture.knowsContainers());
        assertThat(inUse.by(byTag).orElse("container one")).contains("container one");
        assertThat(inUse.by(free)).isEmpty();
        HeldImage made = listed(sandbox.reference());
        assertThat(inUse.by(made).isPresent() || made.pinned())
                .as("used, or pinned by the runtime itself")
                .isTrue();
    }

    @Test
    void removesOneTagOfTwoOrRefuses() throws Exception {
        Published image = held("bcm11/app:1.0");
        ImageRef other = ImageRef.of(image.reference().name() + ":other");
        fixture.tag(image, other);
        listed(other);
        HeldImage both = listed(image.reference());

        Optional<Failure> failure = node.remove(image.reference(), both, LIMIT);

        assertThat(isHeld(other)).isTrue();
        assertThat(isHeld(image.reference())).isNotEqualTo(fixture.hasContents());
        if (fixture.hasContents()) {
            assertThat(failure).isEmpty();
            assertThat(listed(other).digests()).isEqualTo(both.digests());
            assertThat(node.remove(other, listed(other), LIMIT)).isEmpty();
            await("all to be gone", () -> images().isEmpty());
        } else {
            assertThat(failure).contains(new NotRemoved(NotRemoved.Obstacle.OTHER_NAMES, other.canonical()));
        }
    }

    @Test
    void theLastTagIsTheEndOfAnImage() throws Exception {
        Published image = held("bcm11/app:1.0");
        HeldImage held = listed(image.reference());
        assertThat(value(node.created(image.reference(), LIMIT))).isEqualTo(fixture.created());
        assertThat(value(node.created(fixture.unpublished(), LIMIT))).isEmpty();
        assertThat(held.pinned()).isFalse();

        assertThat(node.remove(image.reference(), held, LIMIT)).isEmpty();

        await("it to be gone", () -> images().isEmpty());
        assertThat(node.remove(image.reference(), held, LIMIT)).as("again").isEmpty();
    }

    @Test
    void tellsThePartsOfAnImageAndItsPinUntilItIsGone() throws Exception {
        if (hasNone()) {
            return;
        }
        Contents contents = node.contents().orElseThrow();
        Published image = held("bcm11/app:1.0");
        String name = image.reference().canonical();
        HeldImage held = listed(image.reference());

        Map<String, Long> parts = value(contents.parts(name, LIMIT));
        assertThat(parts).containsKeys(image.digest(), held.id()).hasSizeBetween(3, 4);
        assertThat(parts.values()).anyMatch(bytes -> bytes >= KILOBYTES * 1024L);
        assertThat(contents.pin(image.digest(), PinReason.PATTERN, LIMIT)).isEmpty();
        if (fixture.takesPins()) {
            await("the pin to be listed", () -> listed(image.reference()).pinned());
        }

        assertThat(node.remove(image.reference(), held, LIMIT))
                .as("the pin is ours")
                .isEmpty();
        assertThat(value(contents.parts(name, LIMIT))).isEmpty();
        assertThat(value(contents.sizes(parts.keySet(), LIMIT)))
                .as("its content is gone")
                .isEmpty();
    }
}
