package io.imagesync.lab.embedded.e2e;

import java.util.List;

/// How a process ended.
public record Ended(int exitCode, String stdout, String stderr) {
    /// Without the time and the level, which they have where there is no log yet.
    List<String> complaints() {
        return stderr.lines()
                .map(line -> line.replaceFirst("^\\[[-0-9]{10} [:0-9]{8}] \\[ERROR] ", ""))
                .toList();
    }
}
