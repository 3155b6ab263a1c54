package io.imagesync.config;

import io.imagesync.files.TrustedFile;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/// The text of a configuration file: UTF-8, of a file that can be trusted.
final class ConfigFile {
    private ConfigFile() {}

    /// @param parse what becomes of the text, when the file can be used
    static ConfigResult read(Path file, Function<String, ConfigResult> parse) {
        try {
            return decode(file, TrustedFile.CONFIGURATION.read(file), parse);
        } catch (NoSuchFileException e) {
            return rejected(Problem.watched(
                    "Configuration file not found: " + Place.whole(file.toString()),
                    "create it, or name another one: --config FILE"));
        } catch (TrustedFile.Refused e) {
            return rejected(Problem.ofFile(e.file().toString(), String.valueOf(e.getMessage()), e.remedy()));
        }
    }

    private static ConfigResult decode(Path file, byte[] bytes, Function<String, ConfigResult> parse) {
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == 0) {
                return notText(file, bytes, i, "a NUL byte");
            }
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        return StandardCharsets.UTF_8.newDecoder().decode(in, out, true).isError()
                ? notText(file, bytes, in.position(), "a byte that is not UTF-8")
                : parse.apply(out.flip().toString());
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

    private static ConfigResult rejected(Problem problem) {
        return new ConfigResult.Rejected(List.of(problem));
    }
}
