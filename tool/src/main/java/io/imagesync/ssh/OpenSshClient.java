package io.imagesync.ssh;

import io.imagesync.model.ConnectFailure;
import io.imagesync.model.Texts;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The `ssh` of this host. It connects nowhere: it only prints the configuration that it would use (`ssh -G`).
///
/// @param command the words to start it with
record OpenSshClient(List<String> command) {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int MAX_OUTPUT = 256 * 1024;

    /// What `-v` says of files, and all that it says besides errors.
    private static final Pattern FILE = Pattern.compile("debug1: Reading configuration data (/.*?)\\s*");
    private static final Pattern CHATTER = Pattern.compile("debug[123]: |OpenSSH_");

    /// Found through PATH; `/usr/bin/ssh` where there is no PATH or no `ssh` on it.
    static List<String> installed() {
        String path = System.getenv("PATH");
        for (String folder : path == null ? List.<String>of() : List.of(path.split(File.pathSeparator, -1))) {
            Path ssh = Path.of(folder, "ssh");
            if (folder.startsWith("/") && Files.isRegularFile(ssh) && Files.isExecutable(ssh)) {
                return List.of(ssh.toString());
            }
        }
        return List.of("/usr/bin/ssh");
    }

    /// @param files that it read its configuration from; nothing when it does not tell
    record Answer(Directives directives, Optional<List<Path>> files) {}

    Answer ask(HostQuery query) throws SshFailed, InterruptedException {
        List<String> words = new ArrayList<>(command);
        words.addAll(List.of("-T", "-G", "-v"));
        words.addAll(query.options());
        words.addAll(List.of("--", query.host()));
        Process process = start(words);
        try {
            return answer(process);
        } finally {
            // To look for descendants means to read all of /proc.
            if (process.isAlive()) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        }
    }

    private static Process start(List<String> words) throws SshFailed {
        try {
            return new ProcessBuilder(words)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .start();
        } catch (IOException e) {
            throw new SshFailed(new ConnectFailure.ClientConfigUnreadable(
                    "cannot run " + Texts.shown(words.getFirst(), 200), "install openssh-client"));
        }
    }

    private static Answer answer(Process process) throws SshFailed, InterruptedException {
        Deadline deadline = Deadline.in(LIMIT);
        Head stdout = new Head(MAX_OUTPUT);
        Tail stderr = new Tail(MAX_OUTPUT);
        Thread errors = Thread.ofPlatform().daemon().start(() -> drain(process.getErrorStream(), stderr));
        try {
            BlockingCall.within(
                    deadline,
                    Thread.ofPlatform().daemon().factory(),
                    () -> drain(process.getInputStream(), stdout),
                    length -> {});
        } catch (TimeoutException e) {
            throw unreadable("ssh -G did not end within " + LIMIT.toSeconds() + "s");
        }
        if (!process.waitFor(deadline.millisLeft(), TimeUnit.MILLISECONDS) || stdout.cut()) {
            throw unreadable("ssh -G did not come to its end");
        }
        errors.join(deadline.left().plusMillis(1));
        if (process.exitValue() != 0) {
            throw unreadable(Texts.shown(
                    stderr.text()
                            .lines()
                            .map(String::strip)
                            .filter(line ->
                                    !line.isEmpty() && !CHATTER.matcher(line).lookingAt())
                            .collect(Collectors.joining("; ")),
                    300));
        }
        return new Answer(Directives.parse(new String(stdout.bytes(), StandardCharsets.UTF_8)), files(stderr.text()));
    }

    /// An OpenSSH that has nothing to read says no more than its version.
    private static Optional<List<Path>> files(String stderr) {
        if (stderr.lines().noneMatch(line -> line.startsWith("OpenSSH_"))) {
            return Optional.empty();
        }
        return Optional.of(stderr.lines()
                .map(FILE::matcher)
                .filter(Matcher::matches)
                .map(matcher -> Path.of(matcher.group(1)))
                .toList());
    }

    private static long drain(InputStream from, OutputStream to) {
        try (from) {
            return from.transferTo(to);
        } catch (IOException e) {
            return -1;
        }
    }

    private static SshFailed unreadable(String detail) {
        return new SshFailed(new ConnectFailure.ClientConfigUnreadable(
                detail, "correct it until ssh -G prints it without an error"));
    }
}
