package io.imagesync.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.imagesync.model.ConnectFailure;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SshLogTest {
    @TempDir
    Path folder;

    private Path file(String text) throws Exception {
        return Files.writeString(folder.resolve("log"), text);
    }

    @ParameterizedTest
    @CsvSource({"1, 5_000_000", "200, 20_000", "100_000, 50", "10, 1_000"})
    void ofAFloodOnlyTheBeginningAndTheEndAreKept(int length, String count) throws Exception {
        String flood = ("x".repeat(length) + "\n").repeat(Integer.parseInt(count.replace("_", "")));

        SshLog log = SshLog.read(file("the first\n" + flood + "the last\n"));

        assertThat(log.cut()).isTrue();
        assertThat(log.lines()).startsWith("the first").endsWith("the last");
        assertThat(log.lines()).hasSizeLessThanOrEqualTo(2 * SshLog.LINES);
        assertThat(log.lines()).allMatch(line -> line.length() <= SshLog.LINE);
    }

    @Test
    void noLineBeginsInTheMiddleOfAnother() throws Exception {
        String line = "debug1: Remote: Authenticated to node\n";

        SshLog log = SshLog.read(file(line.repeat(10_000)));

        assertThat(log.lines()).allMatch(line::startsWith);
        assertThat(log.hops()).isZero();
    }

    @Test
    void strangersAreBoundedToo() {
        byte[] flood = "x\n".repeat(30_000).getBytes(StandardCharsets.UTF_8);

        assertThat(SshLog.of(flood).lines()).hasSize(2 * SshLog.LINES);
    }

    @Test
    void whatIsShortIsWhole() throws Exception {
        assertThat(SshLog.read(file(" one \n\ntwo"))).isEqualTo(new SshLog(List.of("one", "two"), false));
    }

    @Test
    void oneThatIsNotThereYetIsEmpty() throws Exception {
        assertThat(SshLog.read(folder.resolve("none"))).isEqualTo(SshLog.EMPTY);
    }

    @Test
    void oneThatCannotBeReadIsNoneThatSaysNothing() {
        assertThatExceptionOfType(SshFailure.Thrown.class)
                .isThrownBy(() -> SshLog.read(folder))
                .satisfies(e -> assertThat(e.why())
                        .isInstanceOfSatisfying(ConnectFailure.ClientConfigUnreadable.class, f -> {
                            assertThat(f.what()).contains("cannot read the log of ssh: Is a directory");
                            assertThat(f.remedy()).contains("ulimit -n");
                        }));
    }
}
