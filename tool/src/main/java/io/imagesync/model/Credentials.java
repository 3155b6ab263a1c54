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
        public void refused(Credential credential) {}
    };

    /// The credential to pull the image with; one for the image's own registry, or none. May take as long as the
    /// programs that are asked for it.
    Optional<Credential> forImage(ImageRef image) throws InterruptedException;

    /// To be told when a registry answered 401 or 403 to a credential. Its use ends for the whole fleet for this run:
    /// a wrong password sent by every node locks the account.
    void refused(Credential credential);
}
