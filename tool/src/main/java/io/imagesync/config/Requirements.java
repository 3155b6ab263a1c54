package io.imagesync.config;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// What a configuration must have. Nothing is said to be missing that was tried and was wrong.
record Requirements(Values values, Problems problems) {
    private static final String MISSING = "Missing required configuration variables: ";

    /// @param cutShort whether a part of the file could not be read, so that nothing can be said to be missing
    void check(Fleet fleet, Config.Wanted wanted, boolean cutShort) {
        if (cutShort) {
            return;
        }
        List<String> missing = missing(fleet, wanted);
        if (!missing.isEmpty()) {
            String names = String.join(" ", missing);
            String nodes = missing.contains("NODE1") ? "; nodes can also be in NODES, in any number" : "";
            problems.add(Problem.watched(MISSING + names + "; set them in " + problems.place(0) + nodes, ""));
        }
        if (!fleet.nodes().isEmpty() && fleet.takingPart().isEmpty()) {
            values.error(
                    Key.EXCLUDE_NODES, new Fault("leaves out every node", "take out those that are not in repair"));
        }
        if (fleet.nodes().size() == 1 && wanted.images().isEmpty() && areSound(Key.NODE, Key.NODES, Key.IMAGES)) {
            problems.error(
                    0,
                    "",
                    new Fault(
                            "there is only one node, nothing to compare with",
                            "add another one (NODE2), or name the images that it shall have (IMAGES)"));
        }
    }

    private List<String> missing(Fleet fleet, Config.Wanted wanted) {
        List<String> missing = new ArrayList<>();
        if (fleet.nodes().isEmpty() && areSound(Key.NODE, Key.NODES)) {
            missing.addAll(List.of("NODE1", "NODE2"));
        }
        if (wanted.prefixes().isEmpty()
                && wanted.images().isEmpty()
                && areSound(Key.PREFIX, Key.PREFIXES, Key.IMAGES)) {
            missing.add("PREFIX1");
        }
        if (!values.isSet(Key.LOG_DIR)) {
            missing.add("LOG_DIR");
        }
        return missing;
    }

    private boolean areSound(Key... keys) {
        return Stream.of(keys).noneMatch(values::isUnusable);
    }
}
