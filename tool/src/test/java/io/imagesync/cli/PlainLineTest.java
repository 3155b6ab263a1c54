package io.imagesync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// What is read without picocli is what picocli reads.
class PlainLineTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sync",
                "-c F",
                "--config F",
                "--config=F",
                "--config=a=b",
                "-g gpu",
                "--group gpu",
                "--group=gpu",
                "-c /etc/a -g gpu",
                "--group=gpu --config=F",
                "sync -c F",
                "-c F sync",
                "-c F sync -g gpu",
                "-c sync sync",
                "-g report",
                "sync -g report"
            })
    void plainLinesAreReadAlike(String line) {
        assertThat(PlainLine.read(words(line))).isPresent();
        areReadAlike(words(line));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-c",
                "-c -g gpu",
                "-c --config=F",
                "-c F -c G",
                "-c F --config=F",
                "-c F sync -c G",
                "-g a -g b",
                "--config=",
                "--group=",
                "--config=-v",
                "-cF",
                "-c=F",
                "--conf F",
                "-c @F",
                "@F",
                "--",
                "-- sync",
                "sync sync",
                "sync F",
                "F",
                "plan",
                "help",
                "-h",
                "--help",
                "--version",
                "sync --help",
                "-q",
                "-v",
                "-o json",
                "--nodes a",
                "--dry-run",
                "sync --dry-run",
                "--retry-failed"
            })
    void otherLinesAreLeftToPicocli(String line) {
        assertThat(PlainLine.read(words(line))).isEmpty();
    }

    @Test
    void emptyWordsAreLeftToPicocli() {
        assertThat(PlainLine.read("")).isEmpty();
        assertThat(PlainLine.read("-c", "")).isEmpty();
        assertThat(PlainLine.read("sync", "")).isEmpty();
    }

    @Property(tries = 3000)
    void wheneverALineIsPlainItIsReadAlike(@ForAll("lines") List<String> line) {
        areReadAlike(line.toArray(String[]::new));
    }

    @Provide
    Arbitrary<List<String>> lines() {
        Arbitrary<String> words = Arbitraries.of(
                "sync",
                "-c",
                "--config",
                "--config=F",
                "--config=",
                "-g",
                "--group",
                "--group=gpu",
                "F",
                "gpu",
                "plan",
                "help",
                "-v",
                "@F",
                "",
                " ",
                "\"F\"",
                "'F'",
                "${sys:user.home}",
                "a=b",
                "-cF",
                "--",
                "-h",
                "a\nb");
        return words.list().ofMaxSize(5);
    }

    private static void areReadAlike(String... words) {
        Optional<CommonOptions> plain = PlainLine.read(words);
        if (plain.isEmpty()) {
            return;
        }
        CommandLine full = ImageSync.withCommands(new Screen(System.out, System.err, false, false));
        try {
            ParseResult result = full.parseArgs(words);
            ImageSync read = full.getCommand();
            assertThat(plain.get()).usingRecursiveComparison().isEqualTo(read.options());
            assertThat(read.syncOptions()).usingRecursiveComparison().isEqualTo(new SyncCommand.Options());
            assertThat(
                            result.hasSubcommand()
                                    ? result.subcommand().commandSpec().name()
                                    : "sync")
                    .isEqualTo("sync");
            assertThat(full.getUnmatchedArguments()).isEmpty();
        } catch (ParameterException e) {
            throw new AssertionError("picocli refuses " + List.of(words), e);
        }
    }

    private static String[] words(String line) {
        return line.isEmpty() ? new String[0] : line.split(" ", -1);
    }

    @Test
    void nothingOfPicocliIsLoadedForAPlainLine(@TempDir Path folder) throws Exception {
        assertThat(loaded(folder, "--config", folder.resolve("none").toString(), "sync"))
                .anyMatch(line -> line.contains(" io.imagesync.config.ConfigReader "))
                .noneMatch(line -> line.contains(" picocli."));
        assertThat(loaded(folder, "--version"))
                .as("else nothing is seen here")
                .anyMatch(line -> line.contains(" picocli."));
    }

    private static List<String> loaded(Path folder, String... words) throws Exception {
        Path log = folder.resolve("classes");
        List<String> command = new ArrayList<>(Child.javaCommand(Main.class));
        command.addAll(1, List.of("-Xlog:disable", "-Xlog:class+load:file=" + log));
        command.addAll(List.of(words));
        Child.run(command.toArray(String[]::new));
        return Files.readAllLines(log);
    }
}
