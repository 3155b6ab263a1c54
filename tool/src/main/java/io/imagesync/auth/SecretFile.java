package io.imagesync.auth;

import io.imagesync.files.SafeFiles;
import io.imagesync.model.Texts;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// Gets the bytes of a file with secrets, when only its owner can read and write it and the owner is root or this
/// user. Links are followed; what counts is the file that they lead to.
record SecretFile(Path name) {
    /// Larger files are refused.
    static final int MAX_BYTES = 1 << 20;

    private static final int READ_OR_WRITE_BY_OTHERS = 0066;
    private static final int ROOT = 0;

    sealed interface Content {
        record Bytes(byte[] bytes) implements Content {}

        record Refused(String what, String remedy) implements Content {}
    }

    /// Owner, mode and identity of what a name leads to.
    private record Facts(boolean regular, int owner, int mode, Object identity) {
        static Facts of(Path file) throws IOException {
            Map<String, Object> is =
                    Files.readAttributes(file, "unix:isRegularFile,uid,mode,fileKey", LinkOption.NOFOLLOW_LINKS);
            return new Facts(
                    Boolean.TRUE.equals(is.get("isRegularFile")),
                    (Integer) Objects.requireNonNull(is.get("uid")),
                    (Integer) Objects.requireNonNull(is.get("mode")),
                    Objects.requireNonNull(is.get("fileKey")));
        }
    }

    Content read() {
        try {
            Path real = name.toRealPath();
            Facts before = Facts.of(real);
            Optional<Content> refusal = refusal(before);
            return refusal.isPresent() ? refusal.get() : read(real, before);
        } catch (NoSuchFileException _) {
            return refused("does not exist", "make it (docker login), or name another one");
        } catch (AccessDeniedException _) {
            return refused("may not be read by this user", "run as its owner, or as root");
        } catch (IOException e) {
            return refused(
                    "cannot be read: " + SafeFiles.reason(e),
                    SafeFiles.unreadable(name, e).remedy());
        }
    }

    /// The facts are taken before opening, so that a FIFO is never opened, and again while it is open, so that they are
    /// those of the opened file.
    private Content read(Path real, Facts before) throws IOException {
        try (SeekableByteChannel opened =
                        Files.newByteChannel(real, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
                InputStream in = Channels.newInputStream(opened)) {
            if (!Facts.of(real).equals(before)) {
                return refused("was replaced while it was read", "start again");
            }
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            return bytes.length > MAX_BYTES
                    ? refused("is larger than 1 MiB", "name a file of credentials")
                    : new Content.Bytes(bytes);
        }
    }

    private Optional<Content> refusal(Facts facts) throws IOException {
        if (!facts.regular) {
            return Optional.of(refused("is not a regular file", "name a file of credentials"));
        }
        int user = (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        if (facts.owner != ROOT && facts.owner != user) {
            return Optional.of(refused(
                    "belongs to another user",
                    "name a copy of your own, or run: chown " + (user == ROOT ? "root" : user) + " " + quoted()));
        }
        if ((facts.mode & READ_OR_WRITE_BY_OTHERS) != 0) {
            return Optional.of(
                    refused("can be read or written by others than its owner", "run: chmod 600 " + quoted()));
        }
        return Optional.empty();
    }

    private Content refused(String what, String remedy) {
        return new Content.Refused(shown() + " " + what, remedy);
    }

    /// Its name, fit to be shown.
    String shown() {
        return Texts.shown(name.toString(), 4096);
    }

    /// Quoted for a shell where it has to be.
    private String quoted() {
        String text = shown();
        return text.matches("[A-Za-z0-9_./@%+=:-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
