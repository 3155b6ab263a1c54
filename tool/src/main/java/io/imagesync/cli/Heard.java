package io.imagesync.cli;

import io.imagesync.cluster.Members;
import io.imagesync.model.Demand;
import io.imagesync.model.Demand.LeftAlone;
import io.imagesync.model.Level;
import io.imagesync.model.SyncEvent.Noted;
import java.util.List;
import java.util.stream.Stream;

/// What Kubernetes says, as a run has it.
///
/// @param warnings what a human should know
/// @param details for those who look closely
record Heard(Members members, Demand demand, List<String> warnings, List<Noted> details) {
    Heard {
        warnings = List.copyOf(warnings);
        details = List.copyOf(details);
    }

    /// What is worth knowing and asks for nothing.
    List<Noted> notes() {
        return Stream.concat(
                        members.leftAlone().stream()
                                .map(one -> new Noted(Level.INFO, "Left out on purpose: " + words(one))),
                        details.stream())
                .toList();
    }

    /// `w1 (cordoned, not-ready)`.
    static String words(LeftAlone one) {
        return one.node() + " (" + one.reasons() + ")";
    }
}
