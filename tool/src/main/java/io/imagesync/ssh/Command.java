package io.imagesync.ssh;

import java.util.List;

/// A command for a remote host.
///
/// @param argv the words; they reach the command as they are, whatever the login shell
/// @param stdin sent first; then stdin stays open until the command ends
/// @param maxStdout bytes of stdout that are kept; more is dropped and said so
public record Command(List<String> argv, byte[] stdin, int maxStdout) {
    /// Bytes of stderr that are kept: its tail says why.
    public static final int MAX_STDERR = 64 * 1024;

    public Command {
        argv = List.copyOf(argv);
    }
}
