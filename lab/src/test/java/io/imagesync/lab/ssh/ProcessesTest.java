package io.imagesync.lab.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.lab.e2e.Await;
import io.imagesync.lab.e2e.Ended;
import io.imagesync.lab.e2e.Running;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The clients that a run starts, and what is left of them.
class ProcessesTest extends InRoom {
    @Test
    void oneForEachNodeWithNothingToDo() throws Exception {
        for (RealSshd node : nodes()) {
            for (String other : NODES) {
                node.holds(RealSshd.onlyOn(other));
            }
        }
        Path calls = countCalls();

        Ended ended = imageSync().run("sync", "-v");

        assertThat(ended.exitCode()).as(ended.stdout() + ended.stderr()).isZero();
        assertThat(Files.readAllLines(calls)).hasSizeBetween(1, 2);
    }

    @Test
    void oneForEachOf200Nodes() throws Exception {
        RealSshd all = RealSshd.start(room, "all", "0.0.0.0");
        client.knows(all.knownHost("127.1.0.*"));
        Path calls = countCalls();

        Ended ended = new ImageSync(room, "127.1.0.[1-200]").run("sync", "-v");

        assertThat(ended.exitCode()).as(ended.stdout() + ended.stderr()).isZero();
        assertThat(Files.readAllLines(calls)).hasSizeBetween(1, 200);
        assertThat(all.asked().stream().filter(words -> words.startsWith("images")))
                .hasSizeGreaterThanOrEqualTo(200);
    }

    @Test
    void noneSoonAfterAKill() throws Exception {
        List<RealSshd> nodes = nodes();
        try (Running running = pulling(nodes)) {
            kill(running);
        }
        assertNoneWithin(Duration.ofSeconds(2));

        imageSync().reachesAll();

        assertThat(room.run().resolve("image-sync"))
                .satisfiesAnyOf(
                        folder -> assertThat(folder).doesNotExist(),
                        folder -> assertThat(folder).isEmptyDirectory());
    }

    @Test
    void noneWithinAMinuteOfAKillWhereTheNodesAreFrozen() throws Exception {
        client.config("Host *\n  ServerAliveInterval 0\nHost b\n  ProxyCommand ssh -W %h:%p a\n");
        List<RealSshd> nodes = nodes();
        try (Running running = pulling(nodes)) {
            room.signal("STOP", room.processes("sshd: root"));
            kill(running);
        }
        assertNoneWithin(Duration.ofSeconds(60));
    }

    /// Starts a run and waits until both nodes pull.
    private Running pulling(List<RealSshd> nodes) throws IOException {
        for (RealSshd node : nodes) {
            node.pullsSlowly();
        }
        Running running = imageSync().start("sync", "-v");
        for (RealSshd node : nodes) {
            Await.until(
                    "a pull on " + node.name(),
                    () -> asked(node),
                    lines -> lines.stream().anyMatch(line -> line.startsWith("pull ")));
        }
        assertThat(client.running()).isNotEmpty();
        return running;
    }

    private static List<String> asked(RealSshd node) {
        try {
            return node.asked();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void kill(Running running) {
        List<String> programs = room.processes("\\S*/java .*io\\.imagesync\\.cli\\.Main ");
        assertThat(programs).hasSize(1);
        room.signal("KILL", programs);
        assertThat(running.end(Duration.ofSeconds(10)).exitCode()).isEqualTo(137);
    }

    private void assertNoneWithin(Duration limit) throws InterruptedException {
        long start = System.nanoTime();
        while (!client.running().isEmpty()) {
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as("left: " + client.running())
                    .isLessThan(limit);
            Thread.sleep(100);
        }
    }

    /// Puts an ssh first in the `PATH` that is the real one, and gives the file with a line for each of its calls.
    private Path countCalls() throws IOException {
        Path calls = room.folder().resolve("calls");
        Room.script(room.bin().resolve("ssh"), "#!/bin/sh\necho \"$*\" >>'" + calls + "'\nexec /usr/bin/ssh \"$@\"\n");
        return calls;
    }
}
