package io.imagesync.auth;

import io.imagesync.files.TrustedFile;
import io.imagesync.json.StrictJson;
import io.imagesync.model.Credentials;
import io.imagesync.model.Texts;
import java.nio.file.NoSuchFileException;
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
        String name = Texts.printable(file.toString(), 4096);
        try {
            AuthContent content = AuthContent.read(TrustedFile.CREDENTIALS.read(file));
            content.warnings().forEach(warning -> warnings.accept(name + ": " + warning));
            return new Read.Usable(new HostCredentials(name, content, helpers, warnings));
        } catch (NoSuchFileException _) {
            return new Read.Unusable(name + " does not exist", "make it (docker login), or name another one");
        } catch (TrustedFile.Refused e) {
            return new Read.Unusable(name + " " + e.getMessage(), e.remedy());
        } catch (StrictJson.Broken e) {
            return new Read.Unusable(
                    name + " cannot be used: " + e.getMessage(),
                    "correct it there, or make it anew with docker login or podman login");
        }
    }
}
