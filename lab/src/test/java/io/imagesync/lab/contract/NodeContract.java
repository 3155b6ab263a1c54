package io.imagesync.lab.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.imagesync.lab.contract.NodeFixture.Published;
import io.imagesync.model.ConnectFailure.ConnectionLost;
import io.imagesync.model.DiskUsage;
import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Listing;
import io.imagesync.model.PullFailure;
import io.imagesync.model.PullFailure.NodeTrouble;
import io.imagesync.model.PullFailure.Refused;
import io.imagesync.model.PullProgress;
import io.imagesync.model.PullProgress.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What every [io.imagesync.node.Node] does, whatever is behind it.
abstract class NodeContract extends RemovalContract {
    private static final int KILOBYTES = 100;
    /// Manifest, configuration and the frame of the layer.
    private static final int FRAME = 20_000;
    /// More than sshd allows on one connection (MaxSessions).
    private static final int MANY = 12;
    private static final int THOUSAND = 1000;

    @Test
    void listsWhatIsThere() throws Exception {
        Published one = held("bcm11/one:1.0");
        Published two = held("bcm11/two:2.0");

        Listing listing = list();

        assertThat(listing.images()).flatExtracting(HeldImage::tags).containsOnly(one.reference(), two.reference());
        assertThat(listing.images())
                .extracting(HeldImage::id)
                .doesNotHaveDuplicates()
                .allMatch(NodeContract::isDigest);
        assertThat(listing.images())
                .flatExtracting(HeldImage::digests)
                .extracting(digest -> digest.toString().replaceFirst(".*@", ""))
                .containsOnly(one.digest(), two.digest());
        assertThat(listing.images())
                .allSatisfy(image ->
                        assertThat(image.size().orElseThrow()).isBetween(KILOBYTES * 1024L, KILOBYTES * 1024L + FRAME));
        assertThat(listing.invalid()).isEmpty();
    }

    @Test
    void listsAnEmptyStoreWithMachineAndDisk() throws Exception {
        Listing listing = list();

        assertThat(listing.images()).isEmpty();
        assertThat(listing.architecture()).contains(fixture.architecture());
        assertThat(listing.disk())
                .hasValueSatisfying(disk -> assertThat(disk.mountPoint()).startsWith("/"));
    }

    @Test
    void tellsTheDiskOfTheListingAlsoAlone() throws Exception {
        DiskUsage listed = list().disk().orElseThrow();

        Optional<DiskUsage> disk = value(node.disk(LIMIT));

        assertThat(disk).hasValueSatisfying(alone -> {
            assertThat(alone.mountPoint()).isEqualTo(listed.mountPoint());
            assertThat(alone.capacity()).isEqualTo(listed.capacity());
        });
    }

    @Test
    void holdsAnImageOnceItWasPulled() throws Exception {
        Published image = fixture.publish("bcm11/app:1.0", KILOBYTES);
        assertThat(value(node.look(image.reference(), false, LIMIT)).held()).isFalse();

        assertThat(node.pull(image.reference(), LIMIT, _ -> {})).isEmpty();

        assertThat(value(node.look(image.reference(), false, LIMIT)).held()).isTrue();
        assertThat(fixture.held()).containsExactly(image.reference().toString());
    }

    @Test
    void pullsAgainWhatIsThere() throws Exception {
        Published image = held("bcm11/app:1.0");

        assertThat(node.pull(image.reference(), LIMIT, _ -> {})).isEmpty();

        assertThat(fixture.held()).containsExactly(image.reference().toString());
    }

    @Test
    void saysThatTheRegistryDoesNotHaveAnImage() throws Exception {
        Optional<PullFailure> failure = node.pull(fixture.unpublished(), LIMIT, _ -> {});

        assertThat(failure).hasValueSatisfying(why -> {
            assertThat(why).isInstanceOfSatisfying(Refused.class, refused -> {
                assertThat(refused.kind()).isEqualTo(PullFailure.Kind.NOT_FOUND);
                assertThat(refused.exitCode()).isEqualTo(1);
                assertThat(refused.detail()).contains("not found");
            });
            assertThat(why.retryable()).isFalse();
        });
    }

    @Test
    void endsAPullOnTheNodeWhenItsThreadIsInterrupted() throws Exception {
        Published image = stalled();
        PullInBackground pull = pulling(image);

        pull.interrupt();

        assertThatThrownBy(pull::result).hasCauseInstanceOf(InterruptedException.class);
        assertEndedWithout(image);
        assertThat(value(node.look(image.reference(), false, LIMIT)).held()).isFalse();
    }

    @Test
    void endsAPullOnTheNodeAtItsLimit() throws Exception {
        Published image = stalled();
        Duration limit = Duration.ofSeconds(2);

        assertThat(node.pull(image.reference(), limit, _ -> {})).contains(new PullFailure.TimedOut(limit));

        assertEndedWithout(image);
    }

    @Test
    void endsAPullOnTheNodeWhenItIsClosed() throws Exception {
        Published image = stalled();
        PullInBackground pull = pulling(image);

        node.close();

        assertThat(pull.result()).isPresent();
        assertEndedWithout(image);
    }

    @Test
    void pullsMoreAtOnceThanAConnectionAllows() throws Exception {
        List<Published> images = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            images.add(fixture.publish("bcm11/app:" + i, 1));
        }
        fixture.stallPulls();
        List<PullInBackground> pulls = images.stream()
                .map(image -> new PullInBackground(node, image.reference(), LIMIT))
                .toList();

        await("all to run at once", () -> fixture.started() == MANY);
        fixture.releasePulls();

        for (PullInBackground pull : pulls) {
            assertThat(pull.result()).isEmpty();
        }
        assertThat(fixture.held()).hasSize(MANY);
    }

    @Test
    void isUsableAgainAfterItsConnectionBroke() throws Exception {
        Published image = stalled();
        PullInBackground pull = pulling(image);

        fixture.breakConnections();

        assertThat(pull.result()).hasValueSatisfying(why -> {
            assertThat(why)
                    .isInstanceOfSatisfying(
                            NodeTrouble.class,
                            trouble -> assertThat(trouble.cause()).isInstanceOf(ConnectionLost.class));
            assertThat(why.retryable()).isTrue();
        });
        assertEndedWithout(image);
        assertThat(list().images()).isEmpty();
    }

    @Test
    void tellsHowFarAPullIsWhereTheRuntimeTells() throws Exception {
        Published image = stalled();
        PullInBackground pull = pulling(image);
        if (fixture.tellsProgress()) {
            fixture.downloaded(image, KILOBYTES / 4);
            await("a quarter to be told", () -> pull.told().stream().anyMatch(NodeContract::isAQuarter));
            fixture.downloaded(image, KILOBYTES);
            await("unpacking to be told", () -> pull.told().getLast().phase() == Phase.UNPACKING);
        }

        fixture.releasePulls();

        assertThat(pull.result()).isEmpty();
        assertThat(pull.told().isEmpty()).isEqualTo(!fixture.tellsProgress());
    }

    private static boolean isAQuarter(PullProgress told) {
        long total = told.total().orElseThrow();
        return told.phase() == Phase.DOWNLOADING
                && told.bytes() == KILOBYTES / 4 * 1024L
                && total >= KILOBYTES * 1024L
                && total <= KILOBYTES * 1024L + FRAME;
    }

    @Test
    void listsAThousandNamesAtOnce() throws Exception {
        List<ImageRef> names = fixture.holdMany(THOUSAND);

        assertThat(list().images()).flatExtracting(HeldImage::tags).containsExactlyInAnyOrderElementsOf(names);
    }

    @Test
    void isNotConfusedByWhatALoginShellSays() throws Exception {
        Published image = held("bcm11/app:1.0");
        fixture.shellSays("Welcome\nimages\n{\"images\":[]}\n", "tput: No value for $TERM\n");

        assertThat(list().images()).flatExtracting(HeldImage::tags).containsExactly(image.reference());
    }

    private Published held(String name) throws Exception {
        Published image = fixture.publish(name, KILOBYTES);
        fixture.hold(image);
        return image;
    }

    private Published stalled() throws Exception {
        Published image = fixture.publish("bcm11/app:1.0", KILOBYTES);
        fixture.stallPulls();
        return image;
    }

    private PullInBackground pulling(Published image) throws Exception {
        PullInBackground pull = new PullInBackground(node, image.reference(), LIMIT);
        await("the pull to run", () -> fixture.started() == 1);
        return pull;
    }

    private void assertEndedWithout(Published image) throws Exception {
        await("nothing to run on the node", fixture::idle);
        fixture.releasePulls();
        assertThat(fixture.held()).doesNotContain(image.reference().toString());
    }

    private Listing list() throws Exception {
        return value(node.list(LIMIT));
    }

    private static boolean isDigest(String text) {
        return text.matches("sha256:[0-9a-f]{64}");
    }
}
