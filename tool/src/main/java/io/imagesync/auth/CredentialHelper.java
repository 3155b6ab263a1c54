package io.imagesync.auth;

import io.imagesync.auth.CredentialHelpers.Exited;
import io.imagesync.auth.CredentialHelpers.Failed;
import io.imagesync.json.StrictJson;
import io.imagesync.model.Credential;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// A `docker-credential-NAME`, asked as Docker asks it: `get`, the registry on its standard input, JSON on its standard
/// output.
record CredentialHelper(String name, CredentialHelpers helpers) {
    private static final String HUB_ADDRESS = "https://index.docker.io/v1/";

    /// How programs say that they know no credential; they also end with an error then.
    private static final String HAS_NONE = "credentials not found in native keychain";

    /// The user for whom a secret is a token instead of a password.
    private static final String TOKEN_USER = "<token>";

    /// Its file's name.
    String file() {
        return "docker-credential-" + name;
    }

    /// Nothing where it knows none.
    Optional<Held> ask(String registry) throws Failed, InterruptedException {
        String server = registry.equals(RegistryKey.DOCKER_HUB) ? HUB_ADDRESS : registry;
        Exited ended = helpers.run(file(), "get", server);
        if (ended.code() == 0) {
            return read(registry, ended.stdout());
        }
        if (!new String(ended.stdout(), StandardCharsets.UTF_8).contains(HAS_NONE)) {
            String byHand = CredentialHelpers.byHand(file(), "get", server);
            throw new Failed("ended with exit code " + ended.code(), byHand);
        }
        return Optional.empty();
    }

    private Optional<Held> read(String registry, byte[] stdout) throws Failed {
        Fields fields = new Fields();
        try {
            StrictJson.read(stdout, fields::field);
        } catch (StrictJson.Broken _) {
            throw new Failed("did not answer with the JSON of a credential helper", "correct or replace it");
        }
        if (fields.user.isEmpty() != fields.secret.isEmpty()) {
            throw new Failed("answered with a user or a secret without the other", "log in again");
        }
        Optional<Held> held = fields.credential(registry).map(credential -> new Held(credential, file()));
        if (held.isPresent() && !held.get().sendable()) {
            throw new Failed("answered with a character that cannot be sent", "log in again");
        }
        return held;
    }

    private static final class Fields {
        private Optional<String> user = Optional.empty();
        private Optional<String> secret = Optional.empty();

        void field(StrictJson json, String name) throws StrictJson.Broken {
            switch (name) {
                case "Username" -> user = json.text();
                case "Secret" -> secret = json.text();
                default -> json.skip();
            }
        }

        Optional<Credential> credential(String registry) {
            return user.map(name -> name.equals(TOKEN_USER)
                    ? new Credential.IdentityToken(registry, secret.orElseThrow())
                    : new Credential.Password(registry, name, secret.orElseThrow()));
        }
    }
}
