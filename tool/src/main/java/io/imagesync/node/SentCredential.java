package io.imagesync.node;

import io.imagesync.model.Credential;
import io.imagesync.model.Credentials;
import io.imagesync.model.Credentials.Refusal;
import io.imagesync.model.ImageRef;
import io.imagesync.model.PullFailure;
import io.imagesync.model.PullFailure.CredentialNotSent;
import io.imagesync.model.PullFailure.CredentialRefused;
import io.imagesync.model.PullFailure.CredentialWithheld;
import io.imagesync.model.PullFailure.Kind;
import io.imagesync.model.PullFailure.Refused;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// The credential that goes along with a pull, and what it means for it that the pull fails.
///
/// @param source where it comes from
/// @param image that it is for
/// @param known for it, whether it can be sent or not
/// @param sent what goes along; nothing where there is none that can be sent
record SentCredential(Credentials source, ImageRef image, Optional<Credential> known, Optional<Credential> sent) {
    /// Shorter texts stand in any message by chance.
    private static final int SHORTEST_SECRET = 4;

    /// HTTP's own scheme, where no token stands between the password and the answer.
    private static final Pattern BASIC = Pattern.compile("(?i)(?<!no )basic (?:auth|realm)");

    /// One try of a pull.
    interface Attempt {
        Optional<PullFailure> with(SentCredential sent) throws InterruptedException;
    }

    /// Has a pull tried with the credential that there is for the image, unless that is not used any more: without it
    /// the registry's no would mean something else.
    ///
    /// @param sendable what the runtime takes, in the way it is spoken to
    static Optional<PullFailure> along(
            Credentials source, ImageRef image, Predicate<Credential> sendable, Attempt attempt)
            throws InterruptedException {
        Optional<Credential> known = source.forImage(image);
        if (known.isPresent() && source.isWithheld(known.get(), image)) {
            return Optional.of(new CredentialWithheld(known.get().registry(), image.repository()));
        }
        SentCredential sent = new SentCredential(source, image, known, known.filter(sendable));
        return attempt.with(sent).map(sent::judged);
    }

    /// A no of a registry ends the use of the credential there: a dozen requests go with each pull, and accounts get
    /// locked.
    private PullFailure judged(PullFailure failure) {
        if (known.isEmpty()
                || !(failure instanceof Refused refused)
                || (refused.kind() != Kind.UNAUTHORIZED && refused.kind() != Kind.FORBIDDEN)) {
            return failure;
        }
        if (sent.isEmpty()) {
            return new CredentialNotSent(known.get().registry(), refused);
        }
        source.refused(known.get(), image, refusal(refused));
        return new CredentialRefused(known.get().registry(), refused);
    }

    private static Refusal refusal(Refused refused) {
        if (refused.kind() == Kind.FORBIDDEN) {
            return Refusal.REPOSITORY;
        }
        return BASIC.matcher(refused.detail()).find() ? Refusal.CREDENTIAL : Refusal.LOGIN;
    }

    /// What a runtime says, without the secret.
    String masked(String text) {
        return known.map(credential -> withoutSecret(text, credential)).orElse(text);
    }

    /// A registry may say again what it was told, and a runtime passes it on.
    private static String withoutSecret(String text, Credential credential) {
        return switch (credential) {
            case Credential.Password(var _, var user, var password) ->
                masked(masked(text, encoded(user, password)), password);
            case Credential.IdentityToken(var _, var token) -> masked(text, token);
            case Credential.RegistryToken(var _, var token) -> masked(text, token);
        };
    }

    private static String masked(String text, String secret) {
        return secret.length() < SHORTEST_SECRET ? text : text.replace(secret, "***");
    }

    /// As the header `Authorization: Basic` has it, and as crictl takes it in CRICTL_AUTH.
    static String encoded(String user, String password) {
        return Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }
}
