package io.imagesync.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.Descriptor;
import io.imagesync.model.Level;
import io.imagesync.model.NodeFailure.CommandTimedOut;
import io.imagesync.model.PullFailure;
import io.imagesync.model.PullFailure.Kind;
import io.imagesync.model.PullFailure.Refused;
import io.imagesync.model.RelayMode;
import io.imagesync.model.Result;
import io.imagesync.model.SyncEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What is said of pins that a runtime ignores, and when pins of images that came through this host end.
class PinsTest {
    private static final String DIGEST = "sha256:" + "a".repeat(64);
    private static final PullFailure BROKEN = new Refused(Kind.REGISTRY_ERROR, 1, "broken off");

    private final Scenario scenario = new Scenario();

    private List<String> noted(String words) {
        return scenario.heard(SyncEvent.Noted.class).stream()
                .filter(noted -> noted.level() == Level.INFO)
                .map(SyncEvent.Noted::text)
                .filter(text -> text.contains(words))
                .toList();
    }

    private void relayTo(String... nodes) throws Exception {
        scenario.relay = RelayMode.LOADED;
        scenario.node("a").holdingByHand("hand:1", "x").holdingByHand("hand:2", "y");
        for (String node : nodes) {
            scenario.node(node);
        }
        scenario.run();
    }

    @Test
    void runtimesThatIgnorePinsAreNamedOnce() throws Exception {
        scenario.node("c").pins = true;
        relayTo("d", "c", "b");

        assertThat(noted("ignores pins"))
                .containsExactly("The runtime ignores pins, as containerd does before 1.7; the kubelet may delete"
                        + " pinned images on b, d");
    }

    @Test
    void whereAllArePinnedNothingIsSaid() throws Exception {
        scenario.node("b").pins = true;
        relayTo();
        assertThat(noted("pins")).isEmpty();
    }

    @Test
    void whereNothingIsToBePinnedNothingIsSaid() throws Exception {
        scenario.pins = false;
        relayTo("b");
        assertThat(noted("pins")).isEmpty();
    }

    @Test
    void ofWhatHasNotComeNothingIsSaid() throws Exception {
        scenario.through.sending = (_, _, _) -> Optional.of(BROKEN);
        relayTo("b");
        assertThat(noted("pins")).isEmpty();
    }

    /// Whose pin it is the node knows.
    private FakeNode pulled(boolean pinned) throws Exception {
        scenario.node("a").holding("r.io/app:1", 5);
        FakeNode node = scenario.node("b");
        node.pins = pinned;
        assertThat(scenario.run().outcomes()).hasSize(1);
        return node;
    }

    @Test
    void whenItsRegistryHasServedItAnImageNeedNotStayPinned() throws Exception {
        scenario.node("b").contents.target = new Result.Ok<>(Optional.of(new Descriptor("m", DIGEST, 5)));

        assertThat(pulled(true).contents.unpinned).containsExactly("r.io/app:1", DIGEST + " for relay");
        assertThat(noted("No longer pinned"))
                .containsExactly("No longer pinned: r.io/app:1 on b, its registry has served it");
    }

    @Test
    void aPinOfSomebodyElseIsNotSpokenOf() throws Exception {
        scenario.node("b").contents.target = new Result.Ok<>(Optional.of(new Descriptor("m", DIGEST, 5)));
        scenario.node("b").contents.pinned = false;

        assertThat(pulled(true).contents.unpinned).hasSize(2);
        assertThat(noted("pinned")).isEmpty();
    }

    @Test
    void ofWhatIsNotPinnedNothingIsAsked() throws Exception {
        assertThat(pulled(false).contents.unpinned).isEmpty();
    }

    @Test
    void aPinThatCannotBeEndedStaysAndThePullCounts() throws Exception {
        scenario.node("b").contents.target = new Result.Ok<>(Optional.of(new Descriptor("m", DIGEST, 5)));
        scenario.node("b").contents.failure = Optional.of(new CommandTimedOut(Duration.ofSeconds(1)));

        assertThat(pulled(true).contents.unpinned).hasSize(2);
        assertThat(noted("pinned")).isEmpty();
    }

    @Test
    void aRelayDoesNotEndThePin() throws Exception {
        scenario.node("b").pins = true;
        relayTo();
        assertThat(scenario.node("b").contents.unpinned).isEmpty();
    }
}
