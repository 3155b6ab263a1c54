package io.imagesync.model;

import java.util.Optional;

/// The registry credentials that this host has.
public interface Credentials {
    Credentials NONE = new Credentials() {
        @Override
        public Optional<Credential> forImage(ImageRef image) {
            return Optional.empty();
        }

        @Override
        public void refused(Credential credential) {}
    };

    Optional<Credential> forImage(ImageRef image) throws InterruptedException;

    void refused(Credential credential);
}
