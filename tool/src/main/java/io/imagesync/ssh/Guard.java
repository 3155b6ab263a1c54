package io.imagesync.ssh;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// A process that outlives ours when that is killed. Every `ssh` ends then by itself, since its stdin does; one that
/// waits for a host that has gone silent may not. The guard ends those that are left after 40 seconds: all that have
/// the path of our folder on their command lines.
///
/// @param process of the guard
record Guard(Process process) implements AutoCloseable {
    private static final String SCRIPT = """
            trap '' INT HUP TERM
            read -r ended && exit 0
            left() { printf '%s\\n' "$folder" | grep -lsF -f - /proc/[0-9]*/cmdline; }
            end() { for p in $(left); do p=${p#/proc/}; kill "-$1" "${p%/cmdline}"; done; }
            n=0
            while [ $n -lt 40 ] && [ -n "$(left)" ]; do sleep 1; n=$((n + 1)); done
            end TERM; sleep 5; end KILL
            """;

    /// @param folder whose path is on the command line of each `ssh`, and so must not be on that of the guard
    static Guard of(Path folder) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", SCRIPT)
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD);
        builder.environment().put("folder", folder.toString());
        return new Guard(builder.start());
    }

    /// There is nothing left to end.
    @Override
    public void close() {
        try (OutputStream to = process.getOutputStream()) {
            to.write('\n');
        } catch (IOException e) {
            // It has ended already.
        }
        process.onExit().completeOnTimeout(process, 2, TimeUnit.SECONDS).join();
    }
}
