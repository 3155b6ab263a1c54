package io.imagesync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.config.Config;
import io.imagesync.model.Level;
import io.imagesync.report.RunResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ResultCommandTest {
    private static final RunResult CHANGED =
            new RunResult("incomplete", true, out -> out.write("{\"nodes\": \"" + "x".repeat(1 << 20) + "\"}"));

    @TempDir
    private Path folder = Path.of("");

    private final List<String> log = new ArrayList<>();

    private Path program(String... lines) throws IOException {
        Path file = folder.resolve("tell");
        Files.writeString(file, "#!/bin/sh\ncd " + folder + "\n" + String.join("\n", lines) + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return file;
    }

    private void told(boolean always, Duration limit, RunResult result, String... words) throws Exception {
        new ResultCommand(
                        new Config.OnResult(List.of(words), always),
                        folder,
                        "gpu",
                        limit,
                        (Level level, String text) -> log.add(level + " " + text))
                .tell(result);
    }

    private void told(RunResult result) throws Exception {
        told(false, ResultCommand.LIMIT, result, folder.resolve("tell").toString());
    }

    private String file(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }

    @Test
    void getsTheRunOnStdinAndTheSameEnvironmentAlways() throws Exception {
        String tell = program(
                        "cat >json", "env | sort >env", "pwd >pwd", "printf '%s\\n' \"$@\" >words; echo done; ls -a")
                .toString();
        told(false, ResultCommand.LIMIT, CHANGED, tell, "two words", "$HOME");

        assertThat(file("json")).hasSize((1 << 20) + 13).startsWith("{\"nodes\": \"x");
        assertThat(file("env").lines().filter(line -> !line.matches("(PWD|OLDPWD|_|SHLVL)=.*")))
                .containsExactly(
                        "IMAGE_SYNC_GROUP=gpu",
                        "IMAGE_SYNC_RESULT=incomplete",
                        "LANG=C.UTF-8",
                        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        assertThat(file("words")).isEqualTo("two words\n$HOME\n");
        assertThat(log).singleElement().asString().startsWith("DEBUG ON_RESULT: " + tell + " said: done\\n");
        assertThat(folder.resolve("on-result.json")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({
        "false, incomplete, true,  true",
        "false, complete,   true,  true",
        "false, impossible, false, false",
        "true,  complete,   false, true",
        "true,  impossible, false, true",
        "true,  cancelled,  true,  false",
    })
    void isToldOfChangesOrAlways(boolean always, String word, boolean changed, boolean isTold) throws Exception {
        String tell = program("echo >>told").toString();
        told(always, ResultCommand.LIMIT, new RunResult(word, changed, out -> out.write("{}")), tell);

        assertThat(Files.exists(folder.resolve("told"))).isEqualTo(isTold);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sleep 613.7",
                "trap '' TERM HUP; while :; do sleep 613.7; done",
                "sleep 613.7 & wait",
                "(trap '' TERM; sleep 613.7) & sleep 613.7",
                "yes 613.7"
            })
    void isEndedWithItsChildren(String hang) throws Exception {
        program("echo $$ >pid", hang);
        long start = System.nanoTime();
        told(false, Duration.ofMillis(700), CHANGED, folder.resolve("tell").toString());

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
        assertThat(log).last().asString().contains("WARNING ON_RESULT: ", "tell was ended after 0s");
        assertThat(ProcessHandle.allProcesses()
                        .map(process -> process.info().commandLine().orElse("")))
                .noneMatch(line -> line.endsWith(" 613.7"));
    }

    @Test
    void whatItLeavesBehindIsEndedToo() throws Exception {
        program("(trap '' TERM HUP; exec sleep 617.5) &", "echo all well");
        told(CHANGED);

        assertThat(log).singleElement().asString().endsWith("said: all well");
        assertThat(ProcessHandle.allProcesses()
                        .map(process -> process.info().commandLine().orElse("")))
                .noneMatch(line -> line.endsWith("sleep 617.5"));
    }

    @Test
    void whatItSaysIsBoundedAndFitToBeShown() throws Exception {
        program("printf '\\033[2J'", "head -c 3000000 /dev/zero | tr '\\0' x");
        told(CHANGED);

        assertThat(log)
                .singleElement()
                .satisfies(line -> assertThat(line).hasSizeLessThan(1700).contains("said: \\u001B[2Jxxx"));
    }

    @Test
    void thatItFailsIsAWarning() throws Exception {
        program("exit 7");
        told(CHANGED);
        assertThat(log)
                .containsExactly("WARNING ON_RESULT: " + folder.resolve("tell")
                        + " ended with exit code 7; what it says is in the log with LOG_LEVEL=DEBUG");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            rwxrwxr-x | can be written by others than its owner; run: chmod go-w
            rwxr-xrwx | can be written by others than its owner; run: chmod go-w
            rw-r--r-- | is not executable; run: chmod u+x
            """)
    void oneThatOthersCouldHaveWrittenIsNotRun(String mode, String words) throws Exception {
        Path tell = program("echo >told");
        Files.setPosixFilePermissions(tell, PosixFilePermissions.fromString(mode));
        told(CHANGED);

        assertThat(log).singleElement().asString().startsWith("WARNING ON_RESULT: " + tell + " " + words);
        assertThat(folder.resolve("told")).doesNotExist();
    }

    @Test
    void oneThatIsNotThere() throws Exception {
        told(CHANGED);
        assertThat(log)
                .containsExactly("WARNING ON_RESULT: cannot use " + folder.resolve("tell")
                        + ": no such file or folder; name a program");
        Files.createDirectory(folder.resolve("tell"));
        told(CHANGED);
        assertThat(log).last().asString().contains("tell is not a regular file; name a program");
    }
}
