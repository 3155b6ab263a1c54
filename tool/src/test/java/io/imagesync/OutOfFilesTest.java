package io.imagesync;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a process says that has no file descriptor left (EMFILE).
@Timeout(60)
class OutOfFilesTest {
    private static final String WHY = ": Too many open files; raise the limit of open files";

    @TempDir
    private Path folder = Path.of("");

    private Path memory = Path.of("");
    private Path credentials = Path.of("");
    private String said = "";

    @BeforeEach
    void run() throws Exception {
        Path state = Files.createDirectory(folder.resolve("state"));
        memory = Files.writeString(state.resolve("memory.json"), "{\"version\":1,\"entries\":[]}");
        credentials = Files.writeString(folder.resolve("auth.json"), "{}");
        Files.setPosixFilePermissions(credentials, PosixFilePermissions.fromString("rw-------"));
        Process process = new ProcessBuilder(
                        "sh",
                        "-c",
                        "ulimit -n 200; exec \"$0\" \"$@\"",
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        OutOfFiles.class.getName(),
                        state.toString(),
                        credentials.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(50, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    @Test
    void whatCouldNotBeReadForAMomentIsNeitherMovedAsideNorReplaced() {
        assertThat(said)
                .contains("STATE_DIR: cannot read " + memory + WHY)
                .contains("; this run remembers nothing, and leaves it as it is");
        assertThat(memory).hasContent("{\"version\":1,\"entries\":[]}");
        assertThat(memory.resolveSibling("memory.json.broken")).doesNotExist();
    }

    @Test
    void credentialsThatCouldNotBeReadAreNotBlamed() {
        assertThat(said).contains(credentials + " cannot be read" + WHY);
    }
}
