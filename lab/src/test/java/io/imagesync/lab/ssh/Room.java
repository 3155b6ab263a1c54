package io.imagesync.lab.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.lab.e2e.Ended;
import io.imagesync.lab.e2e.Running;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Namespaces in which servers, the plain client and image-sync run, with a loopback, processes, a `/run`, an
/// `/etc/ssh` and a home of root of their own. Nothing in there reaches out, nothing of this machine changes, and
/// all of it is gone when the room is closed or the tests' JVM ends.
final class Room implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /// Its first process lives until its stdin is at its end. Being bash, it waits for orphans that have ended.
    private static final String FIRST = """
            set -e
            ip link set lo up
            for file in passwd shadow hosts resolv.conf ssh; do mount --bind "$0/etc/$file" "/etc/$file"; done
            mount --bind "$0/run" /run
            echo ready
            read -r _ || :
            """;

    private final Path folder;
    private final Process process;
    private final long first;
    private final Map<String, String> environment = new LinkedHashMap<>();

    private Room(Path folder, Process process, long first) {
        this.folder = folder;
        this.process = process;
        this.first = first;
        environment.put("HOME", home().toString());
        environment.put("PATH", bin() + ":/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        environment.put("LC_ALL", "C.UTF-8");
    }

    /// @param parent where its folder is made
    static Room open(Path parent) throws IOException {
        Path folder = Files.createTempDirectory(parent, "room");
        for (String name : List.of("etc/ssh", "run/sshd", "home/.ssh", "bin")) {
            Files.createDirectories(folder.resolve(name));
        }
        Path etc = folder.resolve("etc");
        List<String> users = new ArrayList<>(List.of("root:x:0:0:root:" + folder.resolve("home") + ":/bin/sh"));
        Files.readAllLines(Path.of("/etc/passwd")).stream()
                .filter(line -> !line.startsWith("root:"))
                .forEach(users::add);
        Files.write(etc.resolve("passwd"), users);
        Files.writeString(etc.resolve("shadow"), "root:*:19000::::::\n");
        Files.writeString(etc.resolve("hosts"), "127.0.0.1 localhost\n");
        // Nobody listens there.
        Files.writeString(etc.resolve("resolv.conf"), "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n");
        Process process = new ProcessBuilder(
                        "unshare",
                        "--mount",
                        "--net",
                        "--pid",
                        "--ipc",
                        "--fork",
                        "--kill-child",
                        "--mount-proc",
                        "bash",
                        "-c",
                        FIRST,
                        folder.toString())
                .redirectError(folder.resolve("log").toFile())
                .start();
        try {
            if (!"ready".equals(process.inputReader().readLine())) {
                throw new IllegalStateException("no room: " + Files.readString(folder.resolve("log")));
            }
            long first = process.children().findFirst().orElseThrow().pid();
            return new Room(folder, process, first);
        } catch (IOException | RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    Path folder() {
        return folder;
    }

    Path home() {
        return folder.resolve("home");
    }

    /// `/etc/ssh` as it is in there.
    Path etcSsh() {
        return folder.resolve("etc/ssh");
    }

    /// `/run` as it is in there.
    Path run() {
        return folder.resolve("run");
    }

    /// What is first in the `PATH`.
    Path bin() {
        return folder.resolve("bin");
    }

    /// Sets a variable of all that is started from now on.
    void environment(String name, String value) {
        environment.put(name, value);
    }

    /// Puts a folder first in the `PATH`.
    void prefersCommandsOf(String directory) {
        environment.merge("PATH", directory, (path, added) -> added + ":" + path);
    }

    /// Adds a line to `/etc/hosts`.
    void knows(String address, String name) throws IOException {
        Files.writeString(folder.resolve("etc/hosts"), address + " " + name + "\n", StandardOpenOption.APPEND);
    }

    /// Writes an executable.
    static Path script(Path file, String text) throws IOException {
        Files.writeString(file, text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }

    /// To start a command in there.
    ProcessBuilder command(List<String> words) {
        List<String> all = new ArrayList<>(
                List.of("/usr/bin/nsenter", "--target", "" + first, "--mount", "--net", "--pid", "--ipc", "--"));
        // Signals act as they do by default, even when the tests run under nohup or in the background.
        all.addAll(List.of("env", "--default-signal=HUP,INT,TERM"));
        all.addAll(words);
        ProcessBuilder builder = new ProcessBuilder(all);
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder;
    }

    /// Starts what lives until the room is closed, and gives the file with what it says.
    Path background(String... words) {
        try {
            Path log = Files.createTempFile(folder, words[0].replaceFirst(".*/", ""), ".log");
            command(List.of(words))
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            return log;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Running start(String... words) {
        return Running.start(command(List.of(words)));
    }

    Ended run(String... words) {
        return Running.run(command(List.of(words)), LIMIT);
    }

    /// Runs a command that has to succeed.
    String output(String... words) {
        Ended ended = run(words);
        assertThat(ended.exitCode()).as(ended.stdout() + ended.stderr()).isZero();
        return ended.stdout();
    }

    /// The processes in there whose command line matches an extended regular expression: a line for each, with its pid
    /// there and its command line. Those that have ended and that nobody has waited for are none.
    List<String> processes(String pattern) {
        return output("ps", "-e", "-o", "pid=,state=,args=")
                .lines()
                .map(String::strip)
                .filter(line -> !line.matches("\\d+ Z .*"))
                .map(line -> line.replaceFirst("^(\\d+) \\S+ +", "$1 "))
                .filter(line -> line.matches("\\d+ (" + pattern + ").*"))
                .toList();
    }

    /// Sends a signal, by its name without SIG, to processes as [#processes] tells them.
    void signal(String name, List<String> processes) {
        List<String> words = new ArrayList<>(List.of("kill", "-" + name));
        processes.forEach(line -> words.add(line.substring(0, line.indexOf(' '))));
        output(words.toArray(String[]::new));
    }

    @Override
    public void close() throws IOException {
        try {
            process.getOutputStream().close();
            // Its first process is gone only after all others are.
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            process.destroyForcibly();
        }
    }
}
