package io.imagesync.lab.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.lab.e2e.Ended;
import io.imagesync.lab.e2e.Running;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Prometheus' own checker, as `lab/promtool` finds or fetches it.
record Promtool(String program) {
    private static final Duration FETCHING = Duration.ofMinutes(5);
    private static final Duration CHECKING = Duration.ofSeconds(30);

    static Promtool installed() {
        Ended found = Running.run(new ProcessBuilder("./promtool"), FETCHING);
        assertThat(found.exitCode()).as(found.stderr()).isZero();
        return new Promtool(found.stdout().strip());
    }

    /// Runs it in a folder and fails with what it says when it does not agree.
    ///
    /// @param stdin what it reads
    void agrees(Path folder, Path stdin, String... words) {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(List.of(words));
        Ended ended = Running.run(
                new ProcessBuilder(command).directory(folder.toFile()).redirectInput(stdin.toFile()), CHECKING);
        assertThat(ended.exitCode()).as(ended.stdout() + ended.stderr()).isZero();
    }

    void agrees(Path folder, String... words) {
        agrees(folder, Path.of("/dev/null"), words);
    }
}
