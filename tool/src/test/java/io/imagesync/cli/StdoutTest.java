package io.imagesync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What becomes of the two streams, of whatever command.
@Timeout(120)
class StdoutTest {
    @TempDir
    private Path folder = Path.of("");

    private Path stderr() {
        return folder.resolve("stderr");
    }

    /// @param script that runs the program as `"$@"`
    private int run(String script, List<String> jvm, String... words) throws Exception {
        Path conf = folder.resolve("site.conf");
        Files.writeString(conf, "NODES='a b'\nPREFIX1=x\nLOG_DIR=%1$s/logs\nSTATE_DIR=%1$s/state\n".formatted(folder));
        List<String> command = new ArrayList<>(List.of("bash", "-c", script + " 2>'" + stderr() + "'", "bash"));
        List<String> java = Child.javaCommand(Main.class);
        java.addAll(1, jvm);
        command.addAll(java);
        command.addAll(Arrays.stream(words)
                .map(word -> word.equals("CONF") ? conf.toString() : word)
                .toList());
        return Child.run(command.toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--version", "--help", "config -c CONF", "report -c CONF", "generate-completion", "help sync"})
    void anAnswerThatDidNotArriveIsAFailure(String line) throws Exception {
        assertThat(run("\"$@\" >/dev/full", List.of(), line.split(" "))).isEqualTo(1);
        assertThat(stderr())
                .content()
                .contains("cannot write to stdout: No space left on device; free space there,")
                .hasLineCount(1);
    }

    @Test
    void aReaderWhoHasReadEnoughIsNoFailure() throws Exception {
        assertThat(run("set -o pipefail; \"$@\" | true", List.of(), "config", "-c", "CONF"))
                .isZero();
        assertThat(stderr()).isEmptyFile();
    }

    @Test
    void whatEndsTheProgramBeforeThereIsALogLooksLikeALineOfOne() throws Exception {
        assertThat(run("\"$@\"", List.of(), "-c", "/none/site.conf")).isEqualTo(1);
        assertThat(stderr())
                .content()
                .matches("\\[[-0-9]{10} [:0-9]{8}] \\[ERROR] Configuration file not found: /none/site.conf\n");

        assertThat(run("\"$@\"", List.of("-Dimagesync.stderr.terminal=true"), "-c", "/none/site.conf"))
                .isEqualTo(1);
        assertThat(stderr()).hasContent("Configuration file not found: /none/site.conf");
    }

    @Test
    void whatNeverHasALogHasNoLinesOfOne() throws Exception {
        assertThat(run("\"$@\"", List.of(), "config", "-c", "/none/site.conf")).isEqualTo(1);
        assertThat(stderr()).hasContent("Configuration file not found: /none/site.conf");
    }

    @ParameterizedTest
    @ValueSource(strings = {"config -c CONF --nodes=", "config -c CONF --nodes=,"})
    void noNodesAreNotNodesInRepair(String line) throws Exception {
        assertThat(run("\"$@\"", List.of(), line.split(" "))).isEqualTo(2);
        assertThat(stderr()).hasContent("--nodes names no node; name the nodes that receive images, or leave it out");
    }

    @Test
    void aPageNeedsAName() throws Exception {
        assertThat(run("\"$@\"", List.of(), "report", "-c", "CONF", "--html=")).isEqualTo(2);
        assertThat(stderr()).content().startsWith("--html: the name of the file is empty");
    }
}
