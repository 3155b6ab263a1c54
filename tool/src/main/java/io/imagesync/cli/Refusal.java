package io.imagesync.cli;

import java.util.List;

/// The program stops here, with these words for stderr and this exit code.
final class Refusal extends Exception {
    private final ExitCode code;
    private final List<String> lines;

    Refusal(ExitCode code, List<String> lines) {
        super(String.join("\n", lines));
        this.code = code;
        this.lines = List.copyOf(lines);
    }

    Refusal(ExitCode code, String... lines) {
        this(code, List.of(lines));
    }

    ExitCode code() {
        return code;
    }

    List<String> lines() {
        return lines;
    }
}
