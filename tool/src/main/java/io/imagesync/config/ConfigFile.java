package io.imagesync.config;

import io.imagesync.model.Texts;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Gets the text of a configuration file, when the file can be trusted: a regular file (links to it are followed)
/// that nobody but its owner can write, of a bounded size, in UTF-8. It and its folder belong to root or to the user
/// who runs this: it says which commands run.
final class ConfigFile {
    /// Larger files are refused.
    static final int MAX_BYTES = 1 << 20;

    private ConfigFile() {}

    /// @param parse what becomes of the text, when the file can be used
    static ConfigResult read(Path file, Function<String, ConfigResult> parse) {
        try {
            PosixFileAttributes attributes = Files.readAttributes(file, PosixFileAttributes.class);
            if (!attributes.isRegularFile()) {
                return refused(file, "is not a regular file", "name a text file");
            }
            Optional<ConfigResult> others = ofOthers(file);
            if (others.isPresent()) {
                return others.get();
            }
            if (attributes.permissions().contains(PosixFilePermission.GROUP_WRITE)
                    || attributes.permissions().contains(PosixFilePermission.OTHERS_WRITE)) {
                return refused(file, "can be written by others than its owner", "run: chmod go-w " + quoted(file));
            }
            try (InputStream in = Files.newInputStream(file)) {
                return decode(file, in.readNBytes(MAX_BYTES + 1), parse);
            }
        } catch (NoSuchFileException e) {
            return rejected(Problem.watched(
                    "Configuration file not found: " + Place.whole(file.toString()),
                    "write it, or name another one: --config FILE"));
        } catch (AccessDeniedException e) {
            return refused(file, "may not be read by this user", "run as its owner, or as root");
        } catch (IOException e) {
            return refused(file, "cannot be read: " + reason(e), "check the file and its file system");
        }
    }

    /// Where a link has that name, both folders count: the one with the link, and the one with the file.
    private static Optional<ConfigResult> ofOthers(Path file) throws IOException {
        Path itself = file.toRealPath();
        for (Path one : List.of(itself, folder(itself), folder(file.toAbsolutePath()))) {
            Object owner = Files.getAttribute(one, "unix:uid");
            if (!owner.equals(0) && !owner.equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))) {
                return Optional.of(refused(
                        one,
                        "belongs to user " + owner + ", neither to root nor to the user who runs this",
                        "run: chown root " + quoted(one)));
            }
        }
        return Optional.empty();
    }

    private static Path folder(Path file) {
        Path folder = file.getParent();
        return folder == null ? file : folder;
    }

    private static ConfigResult decode(Path file, byte[] bytes, Function<String, ConfigResult> parse) {
        if (bytes.length > MAX_BYTES) {
            return refused(file, "is larger than 1 MiB", "name a configuration file");
        }
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == 0) {
                return notText(file, bytes, i, "a NUL byte");
            }
        }
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(in, out, true);
        if (result.isError()) {
            return notText(file, bytes, in.position(), "a byte that is not UTF-8");
        }
        return parse.apply(out.flip().toString());
    }

    private static ConfigResult notText(Path file, byte[] bytes, int at, String found) {
        int line = 1;
        for (int i = 0; i < at; i++) {
            line += bytes[i] == '\n' ? 1 : 0;
        }
        return rejected(new Problem(
                Problem.Severity.ERROR,
                new Place(file.toString(), line),
                "",
                new Fault("has " + found, "save the file as UTF-8 text")));
    }

    private static ConfigResult refused(Path file, String what, String remedy) {
        return rejected(Problem.ofFile(file.toString(), what, remedy));
    }

    private static ConfigResult rejected(Problem problem) {
        return new ConfigResult.Rejected(List.of(problem));
    }

    private static String reason(IOException e) {
        String message = e.getMessage();
        return Texts.shown(message == null ? e.toString() : message, 200);
    }

    /// Quoted for a shell where it has to be.
    private static String quoted(Path file) {
        String name = Place.whole(file.toString()).toString();
        return name.matches("[A-Za-z0-9_./@%+=:-]+") ? name : "'" + name.replace("'", "'\\''") + "'";
    }
}
