package io.imagesync.files;

import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// Makes a folder, a log and a replaced file in it, in a process that has a umask of its own.
final class WriteOnce {
    private WriteOnce() {}

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        SafeFolders.prepare(folder);
        try (FileChannel log = SafeFiles.openForAppend(folder.resolve("log"), "rw-r-----")) {
            log.force(false);
        }
        AtomicFile.replace(folder.resolve("state"), "text".getBytes(StandardCharsets.UTF_8));
    }
}
