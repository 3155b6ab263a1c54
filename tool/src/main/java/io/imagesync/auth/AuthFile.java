package io.imagesync.auth;

import io.imagesync.files.TrustedFile;
import io.imagesync.files.UnusableFileException;
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

    /// @param warnings is given one line each, at once or later by any thread that asks for a credential
    public static Credentials read(Path file, Consumer<String> warnings) throws UnusableFileException {
        return read(file, CredentialHelpers.OF_THIS_HOST, warnings);
    }

    static Credentials read(Path file, CredentialHelpers helpers, Consumer<String> warnings)
            throws UnusableFileException {
        String name = Texts.printable(file.toString(), 4096);
        try {
            AuthContent content = AuthContent.read(TrustedFile.CREDENTIALS.read(file));
            content.warnings().forEach(warning -> warnings.accept(name + ": " + warning));
            return new HostCredentials(name, content, helpers, warnings);
        } catch (NoSuchFileException _) {
            throw new UnusableFileException(name + " does not exist", "create it (docker login), or name another one");
        } catch (TrustedFile.Refused e) {
            throw new UnusableFileException(name + " " + e.getMessage(), e.remedy());
        } catch (StrictJson.Broken e) {
            throw new UnusableFileException(
                    name + " cannot be used: " + e.getMessage(),
                    "correct it there, or create it again with docker login or podman login");
        }
    }
}
