package io.imagesync.lab.embedded.e2e;

import java.util.List;

/// How a process ended.
public record Ended(int exitCode, String stdout, String stderr) {
    List<String> complaints() {
        return stderr.lines().toList();
    }
}
