package io.imagesync.lab.faults;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// All rows as a page for users.
final class FailuresDoc {
    private static final String INTRODUCTION = """
            # Failures: what image-sync reports, and what to do

            Search this page for the words in your log or on stderr. It is generated from tests that cause each of
            these faults (`lab/src/test`, package `faults`; `make faults` runs them all). The tests also check that after each
            fault nothing of image-sync still runs on a node or on this host, the lock is free and no log line is torn. Once the
            fault is gone, the next run brings all nodes in step.

            The same is true after `kill -9` at any moment. If memory runs out, the run ends at once with exit code 3
            and `out of memory, the run has ended: raise -Xmx in ...` on stderr ([why](decisions/009-out-of-memory.md)).

            How to read the tables:

            - `<NODE>` and `<IMAGE>` stand for a node and an image, `...` for any text.
            - A message is in the log, followed by what to do on the same line, unless "on stderr" is given. What is on
              stderr before the log exists begins with the time and `[ERROR]`, unless stderr is a terminal.
            - The reason is the one in `failed_images-DATE.log`.
            - Exit code 3 means that the other nodes got their images.
            """;

    private FailuresDoc() {}

    static Map<String, List<? extends Row<?>>> areas() {
        Map<String, List<? extends Row<?>>> areas = new LinkedHashMap<>();
        areas.put("SSH to a node", all(ReachingFaults.REAL, ReachingFaults.SESSIONS));
        areas.put("A node and its container runtime", NodeFaults.USING);
        areas.put("crictl and sudo on a node", NodeFaults.CRICTL);
        areas.put("Answers of a node", all(NodeFaults.ANSWERS, NodeFaults.HANGING));
        areas.put("The registry", RegistryFaults.REAL);
        areas.put("The registry, repeatedly", RegistryFaults.EMBEDDED);
        areas.put("Relays: sshd", RelayFaults.SSHD);
        areas.put("Relays: nodes", RelayFaults.NODES);
        areas.put("Relays: mirrors", MirrorFaults.RELAYS);
        areas.put("Disks of nodes", all(DiskFaults.EMBEDDED, DiskFaults.REAL));
        areas.put("Logs and metrics on this host", HostFaults.LOGS);
        areas.put("The file systems of this host", HostFaults.FILE_SYSTEMS);
        areas.put("Umask, limits and time", HostFaults.TIME_AND_RIGHTS);
        areas.put("What runs remember", MemoryFaults.EMBEDDED);
        areas.put("The lock", HostFaults.LOCK);
        areas.put("The configuration", ConfigurationFaults.FILES);
        areas.put("Kubernetes", ClusterFaults.ANSWERS);
        areas.put("Listings that cannot be read", HostileFaults.LISTINGS);
        areas.put("Hostile names and messages", HostileFaults.NAMES);
        areas.put("Signals", SignalFaults.SIGNALS);
        areas.put("Several runs", SignalFaults.INSTANCES);
        return areas;
    }

    private static List<Row<?>> all(List<? extends Row<?>> some, List<? extends Row<?>> others) {
        return Stream.of(some, others).<Row<?>>flatMap(List::stream).toList();
    }

    static String markdown() {
        return INTRODUCTION
                + areas().entrySet().stream()
                        .map(area -> section(area.getKey(), area.getValue()))
                        .collect(Collectors.joining());
    }

    private static String section(String title, List<? extends Row<?>> rows) {
        return "\n## " + title
                + "\n\n| fault | message | reason | exit code | what to do |\n|---|---|---|---|---|\n"
                + rows.stream().map(FailuresDoc::line).collect(Collectors.joining());
    }

    private static String line(Row<?> row) {
        String said = row.words().stream().map(FailuresDoc::said).collect(Collectors.joining("<br>"));
        String remedy = row.remedies();
        return "| " + row.fault() + " | " + (said.isEmpty() ? "nothing" : said) + " | "
                + row.failed().map(FailuresDoc::code).orElse("") + " | " + row.exitCode() + " | "
                + (remedy.isEmpty() ? "nothing" : cell(remedy)) + " |\n";
    }

    private static String said(Row.Words words) {
        return (words.logged() ? "" : "on stderr: ") + code(words.line());
    }

    private static String code(String text) {
        return "`" + cell(text) + "`";
    }

    private static String cell(String text) {
        return text.strip().replace("|", "\\|");
    }
}
