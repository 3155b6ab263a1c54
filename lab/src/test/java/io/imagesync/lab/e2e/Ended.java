package io.imagesync.lab.e2e;

import java.util.List;

/// How a command ended.
public record Ended(int exitCode, String stdout, String stderr) {
    List<String> errors() {
        return stderr.lines().toList();
    }
}
