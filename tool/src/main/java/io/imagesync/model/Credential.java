package io.imagesync.model;

/// What a registry is shown to be let in. The text of a credential never shows it: neither user nor secret.
public sealed interface Credential {
    /// The registry that it is for, in lower case, with its port where it has one, as [ImageRef#registry()] spells it;
    /// Docker Hub is `docker.io` in all its spellings.
    String registry();

    record Password(String registry, String user, String password) implements Credential {
        @Override
        public String toString() {
            return "a user and password for " + registry;
        }
    }

    /// An OAuth2 refresh token: `identitytoken`, or what a credential helper gives to the user `<token>`.
    record IdentityToken(String registry, String token) implements Credential {
        @Override
        public String toString() {
            return "an identity token for " + registry;
        }
    }

    /// A bearer token that the registry itself takes: `registrytoken`.
    record RegistryToken(String registry, String token) implements Credential {
        @Override
        public String toString() {
            return "a registry token for " + registry;
        }
    }
}
