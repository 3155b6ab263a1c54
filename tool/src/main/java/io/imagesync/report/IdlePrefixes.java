package io.imagesync.report;

import io.imagesync.model.Plan;
import java.util.List;

/// The warning for a prefix that takes nothing: most likely it is misspelt.
public final class IdlePrefixes {
    public static final String REMEDY =
            "correct or remove it; it has to be how names begin in what crictl images -o json prints on a node";

    private IdlePrefixes() {}

    public static String what(String prefix) {
        return "The prefix " + prefix + " takes no image on any node";
    }

    static List<String> words(Plan plan) {
        return plan.idlePrefixes().stream()
                .map(prefix -> what(prefix) + "; " + REMEDY)
                .toList();
    }
}
