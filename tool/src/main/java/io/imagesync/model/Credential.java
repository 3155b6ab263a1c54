package io.imagesync.model;

/// What a registry is shown to be let in. Its text never shows the secret.
public sealed interface Credential {
    String registry();

    record Password(String registry, String user, String password) implements Credential {
        @Override
        public String toString() {
            return "password for " + registry;
        }
    }

    record IdentityToken(String registry, String token) implements Credential {
        @Override
        public String toString() {
            return "identity token for " + registry;
        }
    }

    record RegistryToken(String registry, String token) implements Credential {
        @Override
        public String toString() {
            return "registry token for " + registry;
        }
    }
}
