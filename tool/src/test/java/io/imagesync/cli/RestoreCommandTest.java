package io.imagesync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.ImageRef;
import io.imagesync.model.Tombstone;
import io.imagesync.state.RemovedImages;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `restore`, and what comes of a file that cannot be read.
class RestoreCommandTest {
    @TempDir
    private Path temp = Path.of("");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void configure() throws Exception {
        Files.createDirectory(temp.resolve("state"));
        Files.writeString(temp.resolve("c.conf"), """
                NODE1=127.0.0.1
                NODE2=127.0.0.2
                PREFIX1=reg.io
                SSH_PORT=1
                LOG_DIR=%1$s/log
                LOCK_FILE=%1$s/lock
                STATE_DIR=%1$s/state
                """.formatted(temp));
    }

    private RemovedImages removed() {
        return RemovedImages.open(temp.resolve("state"), Clock.systemUTC());
    }

    private void remove(String... images) {
        removed()
                .add(Stream.of(images)
                        .map(image -> new Tombstone(ImageRef.of(image), Instant.now(), "alice", Set.of(), Set.of()))
                        .toList());
    }

    private int run(String... words) {
        out.reset();
        err.reset();
        String[] all = Stream.concat(Stream.of("-c", temp.resolve("c.conf").toString()), Stream.of(words))
                .toArray(String[]::new);
        return ImageSync.execute(
                new Screen(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        false,
                        true),
                all);
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }

    private List<String> left() {
        return removed().all().stream().map(one -> one.image().toString()).toList();
    }

    @Test
    void forgetsWhatMatchesAndLogsIt() throws Exception {
        remove("reg.io/a:1", "reg.io/a:2", "docker.io/library/nginx:latest", "reg.io/b:1");

        assertThat(run("restore", "--yes", "reg.io/a:*", "nginx")).isZero();

        assertThat(text(out))
                .contains("reg.io/a:1 ", "reg.io/a:2 ", "nginx:latest ", "by alice")
                .doesNotContain("/b:1");
        assertThat(text(err)).isEmpty();
        assertThat(left()).containsExactly("reg.io/b:1");
        try (Stream<Path> logs = Files.list(temp.resolve("log"))) {
            assertThat(Files.readString(logs.findFirst().orElseThrow()))
                    .contains("[INFO] Restored: reg.io/a:1 (removed ", " by alice)");
        }
    }

    @Test
    void withoutYesAndATerminalItShowsAndDoesNothing() {
        remove("reg.io/a:1");
        assertThat(run("restore", "*")).isEqualTo(2);
        assertThat(text(out)).contains("reg.io/a:1");
        assertThat(text(err)).contains("nothing was done", "--yes");
        assertThat(left()).hasSize(1);
        assertThat(temp.resolve("log")).doesNotExist();
    }

    @Test
    void whatWasNotRemovedCannotBeRestored() {
        assertThat(run("restore", "--yes", "*")).isEqualTo(1);
        assertThat(text(err)).contains("no image is remembered as removed");
        remove("reg.io/a:1");
        assertThat(run("restore", "--yes", "reg.io/b:*")).isEqualTo(1);
        assertThat(text(err)).contains("no removed image has the name reg.io/b:*");
        assertThat(run("restore", "--yes")).isEqualTo(2);
        assertThat(left()).hasSize(1);
    }

    @Test
    void waitsForNoOtherRun() throws Exception {
        remove("reg.io/a:1");
        try (InstanceLock _ =
                InstanceLock.take(temp.resolve("lock"), Clock.systemUTC()).orElseThrow()) {
            assertThat(run("restore", "--yes", "*")).isEqualTo(1);
        }
        assertThat(text(err)).contains("already running");
        assertThat(left()).hasSize(1);
    }

    @Test
    void aFileThatCannotBeReadEndsEveryRunAndIsToldByTheOthers() throws Exception {
        Path file = temp.resolve("state/removed.json");
        Files.writeString(file, "{\"version\":1,\"removed\":[{]}");

        assertThat(run("sync")).isEqualTo(1);
        assertThat(text(err)).contains("STATE_DIR: " + file + " cannot be used", "move removed.json away");
        assertThat(temp.resolve("state/history.jsonl")).content().contains("\"impossible\":true");
        assertThat(run("restore", "--yes", "*")).isEqualTo(1);
        assertThat(text(err)).contains(file + " cannot be used");
        assertThat(Files.readString(file)).endsWith("[{]}");
    }
}
