package io.imagesync.ssh;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;

/// The `ssh` of this host, and what it knows. Its keywords and algorithms stand in it as text, and to look there costs
/// less than to start it and ask. Where `ssh` is a script, the `ssh` of the system is looked at in its place; where
/// that is none either, it is taken for one of OpenSSH 8.7 to 9.8.
///
/// @param text of the program
record ClientProgram(String text) {
    private static final Path SYSTEM = Path.of("/usr/bin/ssh");

    /// Found through PATH; that of the system where there is no PATH or no `ssh` on it.
    static Path installed() {
        String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
        return Stream.of(path.split(File.pathSeparator, -1))
                .filter(folder -> folder.startsWith("/"))
                .map(folder -> Path.of(folder, "ssh"))
                .filter(ssh -> Files.isRegularFile(ssh) && Files.isExecutable(ssh))
                .findFirst()
                .orElse(SYSTEM);
    }

    static ClientProgram at(Path path) {
        return new ClientProgram(Stream.of(path, SYSTEM)
                .map(ClientProgram::text)
                .filter(text -> text.startsWith("\u007fELF"))
                .findFirst()
                .orElse("forkafterauthentication sntrup761x25519-sha512"));
    }

    private static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    /// @param word a keyword in small letters, or the name of an algorithm
    boolean has(String word) {
        return text.contains(word);
    }
}
