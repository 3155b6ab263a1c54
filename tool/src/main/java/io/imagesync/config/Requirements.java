package io.imagesync.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What a configuration must have, and what it must not. Nothing is said to be missing that was tried and was wrong.
record Requirements(Values values, Problems problems) {
    private static final String MISSING = "Missing required configuration variables: ";
    private static final Pattern STATE =
            Pattern.compile("(memory|removed|pins|created|last-run|progress|on-result|cluster)\\.json|history\\.jsonl");
    private static final Pattern LOG = Pattern.compile("(image-sync|success_images|failed_images)-.*\\.log");

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
        boolean othersJoin = values.isSet(Key.NODE_SELECTOR);
        if (!othersJoin && !fleet.nodes().isEmpty() && fleet.takingPart().isEmpty()) {
            values.error(Key.EXCLUDE_NODES, Fleet.ALL_IN_REPAIR);
        }
        if (!isNamed(wanted) && !fleet.union()) {
            String remedy = "name images in IMAGES, or set IMAGES_FROM=workloads";
            values.error(Key.SOURCE_NODES, new Fault("with none, no image is wanted", remedy));
        } else if (!isNamed(wanted) && !othersJoin && fleet.nodes().size() == 1 && areSound(Key.NODE, Key.NODES)) {
            problems.error(
                    0,
                    "",
                    new Fault(
                            "there is only one node, nothing to compare with",
                            "add another one (NODE2), or name the images that it should have (IMAGES)"));
        }
    }

    private List<String> missing(Fleet fleet, Config.Wanted wanted) {
        List<String> missing = new ArrayList<>();
        if (fleet.nodes().isEmpty() && areSound(Key.NODE, Key.NODES) && !values.isSet(Key.NODE_SELECTOR)) {
            missing.addAll(List.of("NODE1", "NODE2"));
        }
        if (wanted.prefixes().isEmpty() && !isNamed(wanted) && fleet.union() && areSound(Key.PREFIX, Key.PREFIXES)) {
            missing.add("PREFIX1");
        }
        if (!values.isSet(Key.LOG_DIR)) {
            missing.add("LOG_DIR");
        }
        return missing;
    }

    /// Whether images are wanted that no node needs to have, or that was tried.
    private boolean isNamed(Config.Wanted wanted) {
        return !wanted.images().isEmpty() || !areSound(Key.IMAGES) || values.isSet(Key.IMAGES_FROM);
    }

    private boolean areSound(Key... keys) {
        return Stream.of(keys).noneMatch(values::isUnusable);
    }

    /// What is written to may be nothing else: it would be lost.
    ///
    /// @param configuration the file that is read
    void checkWritten(Path configuration, Config.Files files, Config.Logs logs, Optional<Path> kubeconfig) {
        Map<Path, String> taken = new HashMap<>();
        taken.put(configuration.toAbsolutePath().normalize(), "the configuration");
        files.auth().ifPresent(file -> taken.put(file, Key.AUTH_FILE.name()));
        kubeconfig.ifPresent(file -> taken.put(file, Key.KUBECONFIG_FILE.name()));
        checkWritten(Key.LOCK_FILE, files.lock(), taken, files, logs);
        taken.put(files.lock(), Key.LOCK_FILE.name());
        files.metrics().ifPresent(file -> checkWritten(Key.METRICS_FILE, file, taken, files, logs));
    }

    private void checkWritten(Key key, Path file, Map<Path, String> taken, Config.Files files, Config.Logs logs) {
        Path folder = Objects.requireNonNullElse(file.getParent(), file);
        String name = String.valueOf(file.getFileName());
        boolean state = folder.equals(files.state()) && STATE.matcher(name).lookingAt();
        boolean log = folder.equals(logs.folder()) && LOG.matcher(name).matches();
        String other = state ? "a file of STATE_DIR" : log ? "a log" : taken.getOrDefault(file, "");
        if (!other.isEmpty()) {
            String what = file + " is " + other + ", which would be overwritten";
            values.error(key, new Fault(what, "name another file"));
        }
    }
}
