package io.imagesync;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A committed file that a test writes: it has to be what would be written now.
///
/// @param file below the module's folder
/// @param test that says so, and writes it anew with -Dregenerate=true
public record Committed(String file, Class<?> test) {
    private static final Path MODULE = Path.of(System.getProperty("basedir", "."));

    /// Compares, after writing it anew when asked.
    public void is(String text) throws IOException {
        Path path = MODULE.resolve(file).normalize();
        if (Boolean.getBoolean("regenerate")) {
            Files.createDirectories(path.resolveSibling("."));
            Files.writeString(path, text);
        }
        assertThat(Files.exists(path) ? Files.readString(path) : "")
                .as(
                        "%s; write it anew: ./mvnw -pl tool -am test -Dsurefire.failIfNoSpecifiedTests=false -Dtest=%s -Dregenerate=true",
                        path, test.getSimpleName())
                .isEqualTo(text);
    }
}
