package io.imagesync.lab.faults;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// All rows as a page for users.
final class FailuresDoc {
    private static final String INTRODUCTION = """
            # What can go wrong, what is said, and what to do

            This page is made from the table of the tests that cause each of these faults (`lab/src/test`, package `faults`;
            `make faults` runs all of them). After each, nothing of image-sync goes on on a node or on its host, the lock is
            free, no line of a log is torn, and the next run brings all in step as soon as the fault is gone.

            The same holds after a kill -9 at any moment. Without memory the run ends at once, with exit code 3 and `out of memory,
            the run has ended: raise -Xmx in ...` on stderr (see decisions/009-out-of-memory.md).

            `<NODE>` and `<IMAGE>` stand for the node and the image, `...` for any text. Where nothing else is said a line is in
            the log; the remedy follows in the same line. What is said on stderr before there is a log has the time and `[ERROR]`
            before it, unless stderr is a terminal. "Reason" is what `failed_images-DATE.log` has. Exit code 3 means that
            the other nodes were served.
            """;

    private FailuresDoc() {}

    static Map<String, List<? extends Row<?>>> areas() {
        Map<String, List<? extends Row<?>>> areas = new LinkedHashMap<>();
        areas.put("The way to a node", all(ReachingFaults.REAL, ReachingFaults.SESSIONS));
        areas.put("A node that is reached", NodeFaults.USING);
        areas.put("crictl on a node", NodeFaults.CRICTL);
        areas.put("What a node answers", all(NodeFaults.ANSWERS, NodeFaults.HANGING));
        areas.put("The registry", RegistryFaults.REAL);
        areas.put("The registry, more than once", RegistryFaults.EMBEDDED);
        areas.put("Images through this host: sshd", RelayFaults.SSHD);
        areas.put("Images through this host: nodes", RelayFaults.NODES);
        areas.put("Images through this host: mirrors", MirrorFaults.RELAYS);
        areas.put("Disks of nodes", all(DiskFaults.EMBEDDED, DiskFaults.REAL));
        areas.put("The logs on this host", HostFaults.LOGS);
        areas.put("The file systems of this host", HostFaults.FILE_SYSTEMS);
        areas.put("Rights and times", HostFaults.TIME_AND_RIGHTS);
        areas.put("What runs remember", MemoryFaults.EMBEDDED);
        areas.put("The lock", HostFaults.LOCK);
        areas.put("The configuration", ConfigurationFaults.FILES);
        areas.put("Kubernetes", ClusterFaults.ANSWERS);
        areas.put("Listings that are none", HostileFaults.LISTINGS);
        areas.put("Names and words meant to do harm", HostileFaults.NAMES);
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
                + "\n\n| fault | what is said | reason | exit code | what to do |\n|---|---|---|---|---|\n"
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
