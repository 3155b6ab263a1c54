package io.imagesync.lab.embedded.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.lab.faults.Launcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// What a run with nothing to do costs, in counts: most runs are so.
///
/// With `-Dregenerate=true` the classes that runs load are recorded, for the archive that the next build makes of them.
class CostsTest {
    private static final Path CLASSES = Path.of("../tool/src/packaging/classes.lst");
    /// What the JVM makes as it goes, for native calls and for switches over types, which cannot be archived.
    private static final int FROM_ELSEWHERE = 300;

    /// Other command lines, terminals, metrics, pages, and what only other commands do.
    private static final List<String> NOT_FOR_QUIET_RUNS = List.of(
            " picocli.",
            " org.jline.",
            " io.prometheus.",
            " io.imagesync.doctor.",
            " io.imagesync.report.LiveProgress ",
            " io.imagesync.report.ReportPage ",
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
        runs(access, shipped -> withoutArchive(shipped, "-Xlog:class+load:file=" + log));
        assertThat(Files.readAllLines(log))
                .hasSizeBetween(1000, most)
                .anyMatch(line -> line.contains(" io.imagesync.cli.SyncCommand "))
                .noneMatch(line -> NOT_FOR_QUIET_RUNS.stream().anyMatch(line::contains));
    }

    @ParameterizedTest
    @EnumSource
    void takesNearlyAllClassesFromTheArchive(Access access) throws Exception {
        Path log = folder.resolve("classes");
        runs(access, shipped -> recording(shipped, log));
        assertThat(fromElsewhere(log)).isLessThan(FROM_ELSEWHERE);
    }

    private void runs(Access access, UnaryOperator<String> launcher) throws Exception {
        try (Site site = site(access).launchedBy(Launcher.changed(folder, launcher))) {
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
        assertThat(fromElsewhere(log)).isLessThan(FROM_ELSEWHERE);
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

    @Test
    void theClassesToArchiveAreRecorded() throws Exception {
        if (Boolean.getBoolean("regenerate")) {
            Files.write(CLASSES, recorded());
        }
        try (Stream<String> lines = Files.lines(CLASSES)) {
            assertThat(lines)
                    .contains(
                            "io/imagesync/node/CriNode", "io/imagesync/node/CrictlNode", "io/imagesync/sync/PullTask");
        }
    }

    private Set<String> recorded() throws Exception {
        Set<String> classes = new LinkedHashSet<>();
        for (Access access : Access.values()) {
            Path list = folder.resolve(access.toString());
            Path launcher =
                    Launcher.changed(folder, shipped -> withoutArchive(shipped, "-XX:DumpLoadedClassList=" + list));
            try (Site site =
                    Site.of(folder, 3).by(access).holds("gpu01", "app:1.0").launchedBy(launcher)) {
                site.set("NODE1", "").set("NODE2", "").set("NODE3", "").set("NODES", "gpu[01-03]");
                site.set("PREFIX1", "").set("PREFIXES", "registry.example.com/bcm11");
                assertThat(site.run().exitCode()).isZero();
                Predicate<String> plain =
                        line -> !line.startsWith("#") && !line.contains("super:") && !line.contains("source:");
                Files.readAllLines(list).stream()
                        .filter(plain)
                        .map(line -> line.replaceFirst(" id: \\d+$", ""))
                        .forEach(classes::add);
            }
        }
        return classes;
    }
}
