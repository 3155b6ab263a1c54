package io.imagesync.model;

import java.util.Optional;

/// The registry credentials that this host knows. Asked by many threads at once.
public interface Credentials {
    /// Knows none.
    Credentials NONE = new Credentials() {
        @Override
        public Optional<Credential> forImage(ImageRef image) {
            return Optional.empty();
        }

        @Override
        public void refused(Credential credential, ImageRef image, Refusal refusal) {}

        @Override
        public boolean isWithheld(Credential credential, ImageRef image) {
            return false;
        }
    };

    /// The credential to pull the image with; one for the image's own registry, or none. May take as long as the
    /// programs that are asked for it.
    Optional<Credential> forImage(ImageRef image) throws InterruptedException;

    /// What a registry's no is about.
    enum Refusal {
        /// The one repository.
        REPOSITORY,
        /// Perhaps the credential: nobody is let in with it, as far as this answer goes.
        LOGIN,
        /// The credential, for certain.
        CREDENTIAL
    }

    /// To be told when a registry said no to a credential that was sent to it. Its use for the repository ends
    /// for the whole fleet for this run: a wrong password sent by every node locks the account. A second
    /// repository to which it is no login ends its use everywhere.
    void refused(Credential credential, ImageRef image, Refusal refusal);

    /// Whether it is not to be sent for the image in this run. A pull without it would fail for another reason.
    boolean isWithheld(Credential credential, ImageRef image);
}
