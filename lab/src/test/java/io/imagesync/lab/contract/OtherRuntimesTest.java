package io.imagesync.lab.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.lab.embedded.EmbeddedFleet;
import io.imagesync.lab.embedded.EmbeddedNode;
import io.imagesync.lab.embedded.Profile;
import io.imagesync.lab.embedded.StoredContainer;
import io.imagesync.lab.embedded.StoredContainer.Kind;
import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.InUse;
import io.imagesync.model.NodeFailure.NotRemoved;
import io.imagesync.model.NodeFailure.NotRemoved.Obstacle;
import io.imagesync.model.Result;
import io.imagesync.model.RuntimeAccess;
import io.imagesync.node.Node;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is known of images that are in use, and how they go, with runtimes that differ in what they tell.
class OtherRuntimesTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final ImageRef APP = ImageRef.of("registry.example.com/bcm11/app:1.0");
    private static final ImageRef PAUSE = ImageRef.of("registry.example.com/bcm11/pause:3");
    private static final ImageRef FREE = ImageRef.of("registry.example.com/bcm11/free:1.0");

    private static <T> T value(Result<T> result) {
        return switch (result) {
            case Result.Ok<T>(T value) -> value;
            case Result.Failed<T>(var why) -> throw new AssertionError(why.what());
        };
    }

    private static HeldImage held(List<HeldImage> images, ImageRef name) {
        return images.stream().filter(image -> image.isNamed(name)).findFirst().orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "CONTAINERD_2, CRI,    false",
        "CONTAINERD_2, CRICTL, false",
        "SPARSE,       CRI,    true",
        "SPARSE,       CRICTL, true",
        "CRIO,         CRI,    true",
        "CRIO,         CRICTL, true",
    })
    void whatIsInUseIsKnownAndTheRestGoes(Profile profile, RuntimeAccess access, boolean tellsSandboxes)
            throws Exception {
        try (EmbeddedFleet fleet = EmbeddedFleet.start(1, settings -> settings.profile(profile));
                NodeConnection connection = new NodeConnection(fleet.ssh().config(), access);
                Node node = connection.open("gpu01")) {
            List.of(APP, PAUSE, FREE).forEach(image -> fleet.registry().push(image.toString(), 1000));
            EmbeddedNode there = fleet.node(0).seed(APP.toString(), PAUSE.toString(), FREE.toString());
            there.containers(new StoredContainer("web", APP.toString(), Kind.CREATED));
            there.sandboxImage(PAUSE.toString());
            List<HeldImage> images = value(node.list(LIMIT)).images();

            InUse inUse = value(node.inUse(LIMIT));

            assertThat(inUse.by(held(images, APP))).contains("container web (created)");
            assertThat(inUse.by(held(images, PAUSE)).isPresent()).isEqualTo(tellsSandboxes);
            assertThat(inUse.by(held(images, FREE))).isEmpty();
            assertThat(node.remove(FREE, held(images, FREE), LIMIT)).isEmpty();
            assertThat(there.store().holds(FREE.toString())).isFalse();
            assertThat(there.store().holds(APP.toString())).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"CRI", "CRICTL"})
    void whereTheRuntimeSaysNothingOfSandboxesNothingIsKnown(RuntimeAccess access) throws Exception {
        try (EmbeddedFleet fleet = EmbeddedFleet.start(1, settings -> settings.profile(Profile.CRIO_OLD));
                NodeConnection connection = new NodeConnection(fleet.ssh().config(), access);
                Node node = connection.open("gpu01")) {
            assertThat(node.inUse(LIMIT))
                    .isInstanceOfSatisfying(
                            Result.Failed.class,
                            failed -> assertThat(failed.failure())
                                    .isInstanceOfSatisfying(
                                            NotRemoved.class,
                                            no -> assertThat(no.obstacle()).isEqualTo(Obstacle.USE_UNKNOWN)));
        }
    }
}
