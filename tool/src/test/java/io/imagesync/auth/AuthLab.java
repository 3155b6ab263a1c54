package io.imagesync.auth;

import io.imagesync.files.UnusableFileException;
import io.imagesync.model.Credential;
import io.imagesync.model.Credentials;
import io.imagesync.model.ImageRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// A folder with an auth file and with programs, real ones. They have the folder in their PATH, so that what outlives a
/// run can be found, and ended.
final class AuthLab implements AutoCloseable {
    private static final Duration LONG = Duration.ofSeconds(50);

    final Path folder;
    final Path file;
    final List<String> warnings = new CopyOnWriteArrayList<>();
    Duration limit = LONG;

    AuthLab(Path folder) {
        this.folder = folder;
        this.file = folder.resolve("auth.json");
    }

    /// What reading one comes to.
    sealed interface Read {
        record Usable(Credentials credentials) implements Read {}

        record Unusable(String what, String remedy) implements Read {}
    }

    /// As our own file of mode 600.
    Read read(String json) {
        return read(json.getBytes(StandardCharsets.UTF_8));
    }

    Read read(byte[] bytes) {
        try {
            Files.write(file, bytes);
            mode(file, "rw-------");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return read(file);
    }

    Read read(Path name) {
        try {
            return new Read.Usable(
                    AuthFile.read(name, new CredentialHelpers(folder + ":/usr/bin:/bin", limit), warnings::add));
        } catch (UnusableFileException e) {
            return new Read.Unusable(String.valueOf(e.getMessage()), e.remedy());
        }
    }

    Credentials usable(String json) {
        return usable(read(json));
    }

    static Credentials usable(Read read) {
        return switch (read) {
            case Read.Usable(Credentials credentials) -> credentials;
            case Read.Unusable unusable -> throw new AssertionError("unusable: " + unusable);
        };
    }

    static Read.Unusable unusable(Read read) {
        return switch (read) {
            case Read.Usable _ -> throw new AssertionError("usable");
            case Read.Unusable unusable -> unusable;
        };
    }

    Optional<Credential> ask(String json, String image) throws InterruptedException {
        return usable(json).forImage(ImageRef.of(image));
    }

    static void mode(Path file, String permissions) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /// An entry with these credentials, to stand in `auths`.
    static String entry(String key, String user, String password) {
        return "\"" + key + "\": {\"auth\": \"" + base64(user + ":" + password) + "\"}";
    }

    /// A `docker-credential-NAME` in the folder, run by `sh` in the folder; each call adds a line to the file `calls`.
    void program(String name, String... lines) throws IOException {
        Path program = folder.resolve("docker-credential-" + name);
        Files.writeString(
                program,
                "#!/bin/sh\ncd '" + folder + "' || exit\necho \"$*\" >> calls\n" + String.join("\n", lines) + "\n");
        mode(program, "rwx------");
    }

    /// The command with which a program answers.
    static String answers(String user, String secret) {
        return "printf '%s' '{\"ServerURL\":\"\",\"Username\":\"" + user + "\",\"Secret\":\"" + secret + "\"}'";
    }

    String text(String name) throws IOException {
        return Files.exists(folder.resolve(name)) ? Files.readString(folder.resolve(name)) : "";
    }

    /// Its processes that are still there.
    List<ProcessHandle> processes() {
        return ProcessHandle.allProcesses().filter(this::isOurs).toList();
    }

    private boolean isOurs(ProcessHandle process) {
        try {
            String environment = Files.readString(
                    Path.of("/proc", Long.toString(process.pid()), "environ"), StandardCharsets.ISO_8859_1);
            return environment.contains("PATH=" + folder + ":");
        } catch (IOException goneOrNotOurs) {
            return false;
        }
    }

    static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("waited in vain");
            }
            Thread.onSpinWait();
        }
    }

    boolean has(String name) {
        return Files.exists(folder.resolve(name));
    }

    @Override
    public void close() {
        processes().forEach(ProcessHandle::destroyForcibly);
    }
}
