package io.imagesync.lab.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.lab.e2e.Await;
import io.imagesync.lab.e2e.Ended;
import io.imagesync.lab.e2e.Running;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One row on one stage: a run with the fault, a look at everything that it must leave in order, and a run without it.
record Trial<S extends Stage>(Row<S> row, S stage) {
    private static final Pattern LOG_LINE = Pattern.compile(
            "\\[\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d] \\[(DEBUG|INFO|SUCCESS|WARNING|ERROR)] \\P{Cntrl}+");
    private static final int MOST_COMPLAINTS = 10;

    void run() throws Exception {
        try {
            row.arrange(stage);
            Ended ended;
            try (Stage.Begun run = stage.begin()) {
                row.during(stage, run);
                ended = run.end(row.limit());
            }
            stage.restore();
            look(ended);
        } finally {
            stage.end();
        }
    }

    private void look(Ended ended) throws Exception {
        assertThat(ended.exitCode())
                .as(() -> "exit code; stderr: " + ended.stderr())
                .isEqualTo(row.exitCode());
        assertThat(ended.stdout()).isEmpty();
        complains(ended.stderr().lines().toList());
        if (row.isLogged()) {
            logs();
            lists();
        }
        nothingIsLeft();
        images();
        row.look(stage);
        if (row.isMended() && (Suite.ALL || row.hasDeed())) {
            theNextRunBringsAllInStep();
        }
    }

    private void complains(List<String> lines) {
        if (row.exitCode() == 0 || row.isSilent()) {
            assertThat(lines).isEmpty();
            return;
        }
        assertThat(lines).hasSizeBetween(1, MOST_COMPLAINTS).allMatch(line -> line.matches("\\P{Cntrl}+"));
        for (Row.Words words : row.words()) {
            if (!words.logged()) {
                assertThat(lines).anyMatch(line -> pattern(words).matcher(line).find());
            } else if (!words.remedy().isEmpty()) {
                assertThat(lines)
                        .anyMatch(line -> pattern(words.remedy()).matcher(line).find());
            }
        }
    }

    private void logs() throws Exception {
        List<String> lines = stage.log();
        assertThat(lines).allMatch(line -> LOG_LINE.matcher(line).matches());
        for (Row.Words words : row.words().stream().filter(Row.Words::logged).toList()) {
            Pattern pattern = Pattern.compile("^\\[[^]]+] " + pattern(words).pattern());
            assertThat(lines)
                    .as(words.line())
                    .anyMatch(line -> pattern.matcher(line).find());
        }
    }

    /// One pull, one line.
    private void lists() throws Exception {
        String place = stage.sick() + " " + stage.image() + " (";
        List<String> reasons = stage.failed().stream()
                .filter(line -> line.contains(place))
                .map(line -> line.substring(line.indexOf(place) + place.length()))
                .toList();
        assertThat(reasons)
                .isEqualTo(row.failed().map(reason -> reason + ") - FAILED").stream()
                        .toList());
    }

    private void images() {
        assertThat(stage.holds(stage.sick())).as("held by " + stage.sick()).isEqualTo(row.arrives());
        if (row.exitCode() == 0 || row.exitCode() == 3) {
            assertThat(stage.holds(stage.well())).as("held by " + stage.well()).isTrue();
        }
    }

    /// What ends because we have ended, which may take a moment.
    private void nothingIsLeft() {
        stage.awaitNothingOnNodes();
        Await.until("a free lock", () -> isFree(stage.lock()), free -> free);
        Await.until("no processes of ours on this host", () -> processesIn(stage.folder()), List::isEmpty);
    }

    static boolean isFree(Path lock) {
        return !Files.isRegularFile(lock)
                || Running.run("flock", "-n", lock.toString(), "true").exitCode() == 0;
    }

    /// The program runs in its own folder, and so does what it starts.
    private static List<String> processesIn(Path folder) {
        List<String> found = new ArrayList<>();
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            for (Path process :
                    all.filter(p -> p.getFileName().toString().matches("\\d+")).toList()) {
                try {
                    if (Files.readSymbolicLink(process.resolve("cwd")).equals(folder)) {
                        found.add(Files.readString(process.resolve("cmdline")));
                    }
                } catch (IOException e) {
                    // It has ended, or it is none of ours.
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private void theNextRunBringsAllInStep() throws Exception {
        try (Stage.Begun run = stage.begin("--retry-failed")) {
            assertThat(run.end(Duration.ofSeconds(90))).isEqualTo(new Ended(0, "", ""));
        }
        assertThat(stage.holds(stage.sick())).isTrue();
        assertThat(stage.holds(stage.well())).isTrue();
    }

    private Pattern pattern(Row.Words words) {
        return pattern(words.line() + (words.remedy().isEmpty() ? "" : "..." + words.remedy()));
    }

    private Pattern pattern(String text) {
        String filled = text.replace("<NODE>", stage.sick()).replace("<IMAGE>", stage.image());
        return Pattern.compile(
                Stream.of(filled.split("\\.\\.\\.", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
    }
}
