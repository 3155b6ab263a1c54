package io.imagesync.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/// The version of the jar that this runs from, the commit that it was built from, and the Java that runs it.
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {
            "image-sync " + Objects.requireNonNullElse(version, "(not from a jar)"),
            "commit " + commit(),
            "Java " + Runtime.version()
        };
    }

    /// The build writes it beside this class, with `-dirty` when files differ from the commit.
    private static String commit() {
        try (InputStream text = Version.class.getResourceAsStream("commit")) {
            return text == null ? "unknown" : new String(text.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return "unknown (" + e.getMessage() + ")";
        }
    }
}
