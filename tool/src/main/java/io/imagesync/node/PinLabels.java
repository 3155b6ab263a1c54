package io.imagesync.node;

import io.imagesync.model.PinReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The pin of one name, in the labels that containerd has for it. A label of ours says why we have pinned it; a pin
/// without one is somebody else's, and stays as it is.
record PinLabels(Map<String, String> labels) {
    /// Of containerd's CRI plugin, from 1.7 on.
    static final String PIN = "io.cri-containerd.pinned";
    /// Reasons, with commas between them.
    static final String REASONS = "io.image-sync.pinned";

    private static final String PINNED = "pinned";

    /// Labels to set so that it is pinned for that reason too; none where nothing has to be changed.
    Map<String, String> with(PinReason why) {
        List<String> reasons = reasons();
        boolean ours = !reasons.isEmpty();
        boolean known = reasons.contains(why.toString());
        if (PINNED.equals(labels.get(PIN)) && (known || !ours)) {
            return Map.of();
        }
        if (!known) {
            reasons.add(why.toString());
        }
        return Map.of(PIN, PINNED, REASONS, String.join(",", reasons));
    }

    /// Labels to set so that it is not pinned for that reason, those to take away with an empty value; none where
    /// nothing
    /// has to be changed. With the last reason the pin ends.
    Map<String, String> without(PinReason why) {
        List<String> reasons = reasons();
        if (!reasons.remove(why.toString())) {
            return Map.of();
        }
        return reasons.isEmpty() ? Map.of(PIN, "", REASONS, "") : Map.of(REASONS, String.join(",", reasons));
    }

    /// Whether we have pinned it for that reason.
    boolean has(PinReason why) {
        return PINNED.equals(labels.get(PIN)) && reasons().contains(why.toString());
    }

    /// Whether somebody else has pinned it, and not we.
    boolean areOfOthers() {
        return PINNED.equals(labels.get(PIN)) && reasons().isEmpty();
    }

    /// Also those of other versions.
    private List<String> reasons() {
        String written = labels.getOrDefault(REASONS, "");
        return written.isEmpty() ? new ArrayList<>() : new ArrayList<>(List.of(written.split(",", -1)));
    }
}
