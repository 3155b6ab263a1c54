package io.imagesync.ssh;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.Set;

/// Adds keys to known_hosts files, whole lines only, one writer at a time within this process; other processes append
/// likewise. Nothing is ever taken out.
final class HostKeyRecorder {
    private final boolean records;

    /// @param records whether anything is written at all
    HostKeyRecorder(boolean records) {
        this.records = records;
    }

    synchronized void record(Path file, String name, boolean hash, KeyBlob key) throws IOException {
        if (!records) {
            return;
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null && !Files.exists(folder)) {
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        String line = (hash ? HostPatterns.hashed(name) : name) + " " + key.type() + " "
                + Base64.getEncoder().encodeToString(key.bytes()) + "\n";
        Set<StandardOpenOption> append = Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        try (FileChannel out = FileChannel.open(
                file, append, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            String text = endsOpen(file) ? "\n" + line : line;
            out.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        }
    }

    /// Whether the file's last line lacks its end.
    private static boolean endsOpen(Path file) throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) == 0) {
            return false;
        }
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            in.read(last, in.size() - 1);
            return last.get(0) != '\n';
        }
    }
}
