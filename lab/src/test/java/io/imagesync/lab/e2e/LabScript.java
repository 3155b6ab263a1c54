package io.imagesync.lab.e2e;

import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// `lab/real/real` for the lab in one folder.
record LabScript(Path folder) {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Path SCRIPT = Path.of("real/real").toAbsolutePath();

    /// @return what the verb printed
    String run(String... words) {
        return run(Redirect.from(Path.of("/dev/null").toFile()), words);
    }

    String run(Redirect stdin, String... words) {
        List<String> all = new ArrayList<>(List.of(SCRIPT.toString(), "--dir", folder.toString()));
        all.addAll(List.of(words));
        Ended ended = Running.run(new ProcessBuilder(all).redirectInput(stdin), LIMIT);
        if (ended.exitCode() != 0) {
            throw new AssertionError(String.join(" ", words) + ": " + ended.stdout() + ended.stderr());
        }
        return ended.stdout();
    }
}
