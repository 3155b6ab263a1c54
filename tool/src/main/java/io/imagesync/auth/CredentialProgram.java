package io.imagesync.auth;

import io.imagesync.auth.Programs.End;
import io.imagesync.files.StrictJson;
import io.imagesync.model.Credential;
import io.imagesync.model.Failure;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// A `docker-credential-NAME`, asked as Docker asks it: `get`, the registry on its standard input, JSON on its standard
/// output.
record CredentialProgram(String name, Programs programs) {
    private static final String HUB_ADDRESS = "https://index.docker.io/v1/";

    /// How programs say that they know no credential; they also end with an error then.
    private static final String HAS_NONE = "credentials not found in native keychain";

    /// The user for whom a secret is a token instead of a password.
    private static final String TOKEN_USER = "<token>";

    sealed interface Answer {
        record Found(Held held) implements Answer {}

        record None() implements Answer {}

        /// @param what happened, as what follows the name of the program; nothing of what it said
        record Failed(String what, String remedy) implements Answer {}
    }

    /// Its file's name.
    String file() {
        return "docker-credential-" + name;
    }

    Answer ask(String registry) throws InterruptedException {
        String server = registry.equals(RegistryKey.DOCKER_HUB) ? HUB_ADDRESS : registry;
        String byHand = "look what this says: printf " + server + " | " + file() + " get";
        return switch (programs.run(file(), "get", server)) {
            case End.Exited(int code, byte[] stdout) ->
                code == 0 ? read(registry, stdout) : ended(code, stdout, byHand);
            case End.NotFound(String program) ->
                new Answer.Failed(
                        program.equals(file())
                                ? "is not found on " + programs.path()
                                : "cannot be run without " + program,
                        "install " + program + " there");
            case End.NotRun(String why) -> new Answer.Failed("cannot be run: " + why, byHand);
            case End.TimedOut() -> new Answer.Failed("did not end within " + Failure.seconds(programs.limit()), byHand);
            case End.TooLong() -> new Answer.Failed("said more than " + Programs.MAX_OUTPUT / 1024 + " KiB", byHand);
        };
    }

    private static Answer ended(int code, byte[] stdout, String byHand) {
        return new String(stdout, StandardCharsets.UTF_8).contains(HAS_NONE)
                ? new Answer.None()
                : new Answer.Failed("ended with exit code " + code, byHand);
    }

    private Answer read(String registry, byte[] stdout) {
        Fields fields = new Fields();
        try {
            StrictJson.read(stdout, fields::field);
        } catch (StrictJson.Broken _) {
            return new Answer.Failed("did not answer with the JSON of a credential helper", "correct or replace it");
        }
        if (fields.user.isEmpty() && fields.secret.isEmpty()) {
            return new Answer.None();
        }
        if (fields.user.isEmpty() || fields.secret.isEmpty()) {
            return new Answer.Failed("answered with a user or a secret without the other", "log in anew");
        }
        Held held = new Held(fields.credential(registry), file());
        return held.sendable()
                ? new Answer.Found(held)
                : new Answer.Failed("answered with a character that cannot be sent", "log in anew");
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

        Credential credential(String registry) {
            String name = user.orElseThrow();
            return name.equals(TOKEN_USER)
                    ? new Credential.IdentityToken(registry, secret.orElseThrow())
                    : new Credential.Password(registry, name, secret.orElseThrow());
        }
    }
}
