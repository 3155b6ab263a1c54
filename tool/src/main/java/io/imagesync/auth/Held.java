package io.imagesync.auth;

import io.imagesync.model.Credential;

/// A credential and where it came from.
///
/// @param origin fit to be shown
record Held(Credential credential, String origin) {
    /// Whether a request can carry it: no control characters, no half of a character, no colon in a user name.
    boolean sendable() {
        return switch (credential) {
            case Credential.Password password ->
                plain(password.user()) && !password.user().contains(":") && plain(password.password());
            case Credential.IdentityToken token -> plain(token.token());
            case Credential.RegistryToken token -> plain(token.token());
        };
    }

    private static boolean plain(String text) {
        return text.codePoints().noneMatch(c -> c < ' ' || c == 0x7F || Character.getType(c) == Character.SURROGATE);
    }
}
