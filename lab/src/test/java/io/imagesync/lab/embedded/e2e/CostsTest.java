package io.imagesync.lab.embedded.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.lab.faults.Launcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// What a run with nothing to do costs, in counts: most runs are so.
class CostsTest {
    /// What the JVM makes as it goes, such as for switches over types, which cannot be archived.
    private static final int FROM_ELSEWHERE = 40;
    /// What the archive does not have, since plain runs load none of it.
    private static final int OF_PICOCLI = 300;

    /// Other command lines, terminals, metrics, pages, and what only other commands do.
    private static final List<String> NOT_FOR_QUIET_RUNS = List.of(
            " picocli.",
            " org.jline.",
            " io.prometheus.",
            " io.imagesync.doctor.",
            " io.imagesync.report.LiveProgress ",
            " io.imagesync.report.ReportPage ",
            " io.imagesync.report.DemandJson ",
            " io.imagesync.report.DemandWords ",
            " io.imagesync.report.RemovedWords ",
            " io.imagesync.state.RemovedJson ",
            " io.imagesync.cli.StatusCommand ");

    private static final Path DISTRIBUTION =
            Path.of(Program.built()).resolve("../..").normalize();

    @TempDir
    private Path folder;

    private Site site(Access access) throws IOException {
        return Site.of(folder, 2).by(access).holds("gpu01", "app:1.0", "b:1").holds("gpu02", "app:1.0", "b:1");
    }

    @ParameterizedTest
    @EnumSource
    void oneConnectionAndAtMostTwoCommandsANode(Access access) throws Exception {
        try (Site site = site(access)) {
            assertThat(site.run()).isEqualTo(new Ended(0, "", ""));

            assertThat(site.fleet().nodes())
                    .allMatch(node -> node.connections() == 1)
                    .allMatch(node -> node.commands() <= 2);
        }
    }

    /// The limits are what was counted when they were written, and some room. A run that needs more should know why.
    @ParameterizedTest
    @CsvSource({"CRICTL, 2450", "CRI, 3900"})
    void loadsSoManyClasses(Access access, int most) throws Exception {
        Path log = folder.resolve("classes");
        runs(site(access), shipped -> withoutArchive(shipped, "-Xlog:class+load:file=" + log));
        assertThat(Files.readAllLines(log))
                .hasSizeBetween(1000, most)
                .anyMatch(line -> line.contains(" io.imagesync.cli.SyncCommand "))
                .noneMatch(line -> NOT_FOR_QUIET_RUNS.stream().anyMatch(line::contains));
    }

    /// The training in the build is to go the whole way that a run goes.
    @ParameterizedTest
    @EnumSource
    void takesNearlyAllClassesFromTheArchive(Access access) throws Exception {
        Path log = folder.resolve("classes");
        runs(site(access), shipped -> recording(shipped, log));
        assertThat(fromElsewhere(log)).isLessThan(FROM_ELSEWHERE);
    }

    @ParameterizedTest
    @EnumSource
    void takesThoseForPullsFromTheArchiveToo(Access access) throws Exception {
        Path log = folder.resolve("classes");
        runs(site(access).holds("gpu01", "c:1"), shipped -> recording(shipped, log));
        assertThat(fromElsewhere(log)).isLessThan(FROM_ELSEWHERE);
        assertThat(Files.readString(log)).contains(" io.imagesync.sync.PullTask ");
    }

    private void runs(Site at, UnaryOperator<String> launcher) throws Exception {
        try (Site site = at.launchedBy(Launcher.changed(folder, launcher))) {
            assertThat(site.run()).isEqualTo(new Ended(0, "", ""));
        }
    }

    /// A copy that does not keep the times of files, which the archive depends on.
    @Test
    void aCopyStartsFromTheArchiveToo() throws Exception {
        Path copy = folder.resolve("copy");
        Process copying = new ProcessBuilder("cp", "-r", DISTRIBUTION.toString(), copy.toString()).start();
        assertThat(copying.waitFor()).isZero();
        Path log = folder.resolve("classes");
        Path launcher = copy.resolve("bin/image-sync");
        Files.writeString(launcher, recording(Files.readString(launcher), log));
        Process program = new ProcessBuilder(launcher.toString(), "--version").start();
        assertThat(program.waitFor()).isZero();
        assertThat(fromElsewhere(log)).isLessThan(FROM_ELSEWHERE + OF_PICOCLI);
    }

    /// With `-Xshare:on` there is no start without the archive.
    private static String recording(String launcher, Path log) {
        return launcher.replace("-Xlog:disable", "-Xlog:disable -Xshare:on -Xlog:class+load:file=" + log);
    }

    private static String withoutArchive(String launcher, String option) {
        return launcher.replace("-Xlog:disable", "-Xlog:disable " + option).replace("${share:+\"$share\"}", "");
    }

    private static int fromElsewhere(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log);
        assertThat(lines.size()).isGreaterThan(1000);
        return (int) lines.stream()
                .filter(line -> !line.contains("source: shared objects file"))
                .count();
    }
}
