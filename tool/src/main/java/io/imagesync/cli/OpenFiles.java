package io.imagesync.cli;

import io.imagesync.config.Config;
import io.imagesync.files.SafeFiles;
import io.imagesync.files.UnusableFileException;
import io.imagesync.model.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Whether this process may have as many files open as its nodes need. The JVM has raised its limit to what is allowed.
///
/// @param limits where the kernel tells of limits: `/proc/self/limits`
record OpenFiles(Path limits) {
    private static final Pattern LIMIT = Pattern.compile("(?m)^Max open files +([0-9]+) ");

    /// Of the program itself: its jars, logs and state, and what is open for a moment.
    private static final int BASE = 64;

    /// Of a node that is connected to: the streams of its `ssh`, and sockets through it.
    private static final int A_NODE = 5;

    /// Of one command on a node: the streams of its `ssh`.
    private static final int A_COMMAND = 3;

    /// As Linux has it.
    OpenFiles() {
        this(Path.of("/proc/self/limits"));
    }

    /// @param warnings hears when it may be too little, should many nodes have something to pull
    /// @throws UnusableFileException when the nodes cannot even be asked
    void check(Config config, Consumer<String> warnings) throws UnusableFileException {
        Limits parallel = Wiring.limits(config);
        long limit = limit();
        int nodes = config.fleet().takingPart().size();
        long asked = Math.min(nodes, parallel.connections());
        long toAsk = BASE + asked * (A_NODE + A_COMMAND);
        if (limit < toAsk) {
            throw new UnusableFileException(words(limit, asked, toAsk), remedy(toAsk));
        }
        long pulls = (long) nodes * parallel.pullsANode();
        long toPull = toAsk
                + (nodes - asked) * A_NODE
                + A_COMMAND * (parallel.pulls() == 0 ? pulls : Math.min(pulls, parallel.pulls()));
        if (limit < toPull) {
            warnings.accept(words(limit, nodes, toPull) + " when all of them pull; " + remedy(toPull));
        }
    }

    private static String words(long limit, long nodes, long needed) {
        return "the limit of open files is " + limit + ", too few: " + nodes + " nodes need " + needed;
    }

    private static String remedy(long needed) {
        return "raise it (ulimit -n " + needed + ", LimitNOFILE= of the unit), or lower MAX_CONNECTIONS";
    }

    private long limit() throws UnusableFileException {
        try {
            Matcher limit = LIMIT.matcher(Files.readString(limits));
            return limit.find() ? Long.parseLong(limit.group(1)) : Long.MAX_VALUE;
        } catch (IOException e) {
            throw new UnusableFileException(
                    "cannot read " + limits + ": " + SafeFiles.reason(e), "raise the limit of open files (ulimit -n)");
        }
    }
}
