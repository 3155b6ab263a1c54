package io.imagesync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// How `save` is called.
class SaveCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... words) {
        return ImageSync.execute(
                new Screen(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        false,
                        false),
                words);
    }

    @Test
    void aFileAndAnImageHaveToBeNamed() {
        assertThat(run("save", "nginx:1")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("-o").contains("FILE");
        err.reset();
        assertThat(run("save", "-o", "/tmp/x.tar")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("IMAGE");
    }

    @Test
    void nothingIsWrittenToStdout() {
        assertThat(run("save", "nginx:1", "-o", "-")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("name a file");
    }

    @Test
    void theFolderOfTheFileHasToBeThere() {
        assertThat(run("save", "nginx:1", "-o", "/no/such/folder/x.tar")).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("/no/such/folder");
    }
}
