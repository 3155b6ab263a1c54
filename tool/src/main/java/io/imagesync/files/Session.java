package io.imagesync.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The session of a program that `setsid` started: the program and what it starts, also what it has left behind, which
/// is no longer known as its descendant. A daemon with a session of its own that a program leaves behind stays.
///
/// @param leader its process, whose number is the session's
public record Session(Process leader) {
    /// Where programs are looked for, whatever the environment says.
    public static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// Between two looks a process of the session can start another one.
    private static final int MAX_LOOKS = 20;

    private static final int STATE = 0;
    private static final int SESSION = 3;

    /// The program of that name.
    ///
    /// @param path folders, separated by colons
    public static Optional<Path> find(String path, String program) {
        return Stream.of(path.split(":", -1))
                .map(folder -> Path.of(folder, program))
                .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                .findFirst();
    }

    /// Starts a program that what is sent to our session does not reach. It runs in the folder `/` with
    /// this environment and no other; `timeout` ends it where we are ended before.
    ///
    /// @param limit from the start to the end, as the caller will watch it
    public static Session start(ProcessBuilder program, Map<String, String> environment, Duration limit)
            throws IOException {
        List<String> words = new ArrayList<>();
        for (String before : List.of("setsid", "timeout")) {
            words.add(find(PATH, before)
                    .orElseThrow(() -> new UnusableFileException(
                            before + " is not found on " + PATH, "install util-linux and coreutils"))
                    .toString());
        }
        words.addAll(List.of("-k", "1", Long.toString(limit.toSeconds() + 1)));
        words.addAll(program.command());
        program.command(words).directory(Path.of("/").toFile()).environment().clear();
        program.environment().putAll(environment);
        return new Session(program.start());
    }

    /// Ends what is still there, without asking; while the program runs, also all that is known as its descendant. What
    /// was said can still be read.
    public void kill() {
        List<ProcessHandle> descendants = leader.descendants().toList();
        leader.toHandle().destroyForcibly();
        descendants.forEach(ProcessHandle::destroyForcibly);
        List<ProcessHandle> members = members();
        for (int look = 0; look < MAX_LOOKS && !members.isEmpty(); look++) {
            members.forEach(ProcessHandle::destroyForcibly);
            members = members();
        }
    }

    private List<ProcessHandle> members() {
        return ProcessHandle.allProcesses().filter(this::hasIn).toList();
    }

    private boolean hasIn(ProcessHandle process) {
        String[] fields = stat(process.pid());
        return fields.length > SESSION
                && fields[SESSION].equals(Long.toString(leader.pid()))
                && !fields[STATE].equals("Z");
    }

    /// The fields of proc(5)'s `stat` that follow the command's name, which may have anything in it.
    private static String[] stat(long pid) {
        try {
            String text = Files.readString(Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
            return text.substring(text.lastIndexOf(')') + 1).strip().split(" ", -1);
        } catch (IOException gone) {
            return new String[0];
        }
    }
}
