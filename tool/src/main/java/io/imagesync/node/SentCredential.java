package io.imagesync.node;

import io.imagesync.model.Credential;
import io.imagesync.model.Credentials;
import io.imagesync.model.ImageRef;
import io.imagesync.model.PullFailure;
import io.imagesync.model.PullFailure.CredentialRefused;
import io.imagesync.model.PullFailure.Kind;
import io.imagesync.model.PullFailure.Refused;
import java.util.Optional;

/// A credential that goes along with a pull, and what it means for it that the pull fails.
///
/// @param known where it comes from
/// @param credential nothing where there is none that can be sent
record SentCredential<C extends Credential>(Credentials known, Optional<C> credential) {
    /// @param sendable what the node can send
    static <C extends Credential> SentCredential<C> of(Credentials known, ImageRef image, Class<C> sendable)
            throws InterruptedException {
        return new SentCredential<>(
                known, known.forImage(image).filter(sendable::isInstance).map(sendable::cast));
    }

    /// The first no of a registry ends the use of the credential: a dozen requests go with each pull, and accounts get
    /// locked.
    PullFailure judged(PullFailure failure) {
        if (credential.isEmpty()
                || !(failure instanceof Refused refused)
                || (refused.kind() != Kind.UNAUTHORIZED && refused.kind() != Kind.FORBIDDEN)) {
            return failure;
        }
        known.refused(credential.get());
        return new CredentialRefused(credential.get().registry(), refused);
    }
}
