package io.imagesync.report;

import java.nio.file.Path;
import java.time.Clock;

/// Makes a log folder and a line in it, in a process that has a umask of its own.
final class WriteOnce {
    private WriteOnce() {}

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        SafeFiles.prepareFolder(folder);
        try (DayLog log = new DayLog(folder, Clock.systemUTC(), Level.INFO, 10_000, _ -> {})) {
            log.write(Level.INFO, "text");
        }
    }
}
