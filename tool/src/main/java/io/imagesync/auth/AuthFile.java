package io.imagesync.auth;

import io.imagesync.files.StrictJson;
import io.imagesync.model.Credentials;
import java.nio.file.Path;
import java.util.function.Consumer;

/// The file that `AUTH_FILE` names: registry credentials in the format of Docker's `config.json` and the containers
/// tools' `auth.json`.
public final class AuthFile {
    private AuthFile() {}

    /// What reading one comes to.
    public sealed interface Read {
        record Usable(Credentials credentials) implements Read {}

        /// @param what is wrong, one line with the file's name, without a final full stop
        /// @param remedy what to do, one line, imperative
        record Unusable(String what, String remedy) implements Read {}
    }

    /// @param warnings is given one line each, at once or later by any thread that asks for a credential
    public static Read read(Path file, Consumer<String> warnings) {
        return read(file, CredentialHelpers.OF_THIS_HOST, warnings);
    }

    static Read read(Path file, CredentialHelpers helpers, Consumer<String> warnings) {
        SecretFile secret = new SecretFile(file);
        return switch (secret.read()) {
            case SecretFile.Content.Refused(String what, String remedy) -> new Read.Unusable(what, remedy);
            case SecretFile.Content.Bytes(byte[] bytes) -> parsed(secret.shown(), bytes, helpers, warnings);
        };
    }

    private static Read parsed(String file, byte[] bytes, CredentialHelpers helpers, Consumer<String> warnings) {
        try {
            AuthContent content = AuthContent.read(bytes);
            content.warnings().forEach(warning -> warnings.accept(file + ": " + warning));
            return new Read.Usable(new HostCredentials(file, content, helpers, warnings));
        } catch (StrictJson.Broken e) {
            return new Read.Unusable(
                    file + " cannot be used: " + e.getMessage(),
                    "correct it there, or make it anew with docker login or podman login");
        }
    }
}
