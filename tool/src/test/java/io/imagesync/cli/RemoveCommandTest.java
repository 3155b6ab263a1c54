package io.imagesync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// How `remove` is called.
class RemoveCommandTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... words) {
        PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
        return ImageSync.execute(new Screen(stream, stream, false, false), words);
    }

    @Test
    void somethingHasToBeNamedAndOnlyInOneWay() {
        assertThat(run("remove")).isEqualTo(2);
        assertThat(run("remove", "--pending", "app:1")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("PATTERN", "--pending");
    }
}
