package io.imagesync.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.PinReason;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/// Each reason for a pin of ours ends alone, and pins of others stay.
class PinLabelsTest {
    private static final String PIN = "io.cri-containerd.pinned";
    private static final String REASONS = "io.image-sync.pinned";

    private static Map<String, String> with(Map<String, String> labels) {
        return new PinLabels(labels).with(PinReason.RELAY);
    }

    private static Map<String, String> without(Map<String, String> labels) {
        return new PinLabels(labels).without(PinReason.RELAY);
    }

    @Test
    void aPinOfOursSaysWhy() {
        assertThat(with(Map.of("io.cri-containerd.image", "managed")))
                .isEqualTo(Map.of(PIN, "pinned", REASONS, "relay"));
    }

    @Test
    void itIsPinnedOnce() {
        assertThat(with(Map.of(PIN, "pinned", REASONS, "relay"))).isEmpty();
    }

    @Test
    void aReasonComesToThoseThatThereAre() {
        assertThat(with(Map.of(PIN, "pinned", REASONS, "pattern")))
                .isEqualTo(Map.of(PIN, "pinned", REASONS, "pattern,relay"));
    }

    @Test
    void whatSomebodyHasUnpinnedByHandIsPinnedAgain() {
        assertThat(with(Map.of(REASONS, "relay"))).isEqualTo(Map.of(PIN, "pinned", REASONS, "relay"));
        assertThat(with(Map.of(PIN, "no", REASONS, ""))).isEqualTo(Map.of(PIN, "pinned", REASONS, "relay"));
    }

    @Test
    void aPinOfSomebodyElseIsLeftAlone() {
        assertThat(with(Map.of(PIN, "pinned"))).isEmpty();
        assertThat(without(Map.of(PIN, "pinned"))).isEmpty();
        assertThat(without(Map.of(PIN, "pinned", REASONS, ""))).isEmpty();
    }

    @Test
    void withTheLastReasonThePinEnds() {
        assertThat(without(Map.of(PIN, "pinned", REASONS, "relay"))).isEqualTo(Map.of(PIN, "", REASONS, ""));
    }

    @Test
    void aReasonThatEndsLeavesTheOthersAndThePin() {
        assertThat(without(Map.of(PIN, "pinned", REASONS, "relay,pattern"))).isEqualTo(Map.of(REASONS, "pattern"));
        assertThat(without(Map.of(PIN, "pinned", REASONS, "a,relay,b"))).isEqualTo(Map.of(REASONS, "a,b"));
    }

    @Test
    void aReasonThatIsNotThereEndsNothing() {
        assertThat(without(Map.of(PIN, "pinned", REASONS, "pattern"))).isEmpty();
        assertThat(without(Map.of(PIN, "pinned", REASONS, "relays"))).isEmpty();
        assertThat(without(Map.of())).isEmpty();
    }

    /// Whatever a node says.
    @Property
    void whatIsPinnedAndUnpinnedIsAsItWasBefore(@ForAll boolean pinned, @ForAll String reasons) {
        Assume.that(!List.of(reasons.split(",", -1)).contains("relay"));
        Map<String, String> before = new HashMap<>();
        if (pinned || !reasons.isEmpty()) {
            before.put(PIN, "pinned");
        }
        if (!reasons.isEmpty()) {
            before.put(REASONS, reasons);
        }
        Map<String, String> after = new HashMap<>(before);
        after.putAll(with(before));
        after.putAll(without(after));
        after.values().removeIf(String::isEmpty);
        assertThat(after).isEqualTo(before);
    }
}
