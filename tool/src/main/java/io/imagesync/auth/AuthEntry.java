package io.imagesync.auth;

import io.imagesync.json.StrictJson;
import io.imagesync.model.Credential;
import io.imagesync.model.Credential.IdentityToken;
import io.imagesync.model.Credential.Password;
import io.imagesync.model.Credential.RegistryToken;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/// The fields of one entry of `auths`. A token wins over a password, and `auth` over `username` and `password`, as with
/// Docker.
final class AuthEntry {
    private Optional<String> auth = Optional.empty();
    private Optional<String> user = Optional.empty();
    private Optional<String> password = Optional.empty();
    private Optional<String> identityToken = Optional.empty();
    private Optional<String> registryToken = Optional.empty();

    /// Says what is wrong with an entry, and nothing of what is written there.
    static final class Unfit extends Exception {
        Unfit(String message) {
            super(message);
        }
    }

    void field(StrictJson json, String name) throws StrictJson.Broken {
        switch (name) {
            case "auth" -> auth = json.text();
            case "username" -> user = json.text();
            case "password" -> password = json.text();
            case "identitytoken" -> identityToken = json.text();
            case "registrytoken" -> registryToken = json.text();
            default -> json.skip();
        }
    }

    /// Nothing when the entry has none, as Docker leaves it behind for a registry whose credential is elsewhere.
    Optional<Held> credential(RegistryKey key) throws Unfit {
        Optional<Held> held = credential(key.registry()).map(c -> new Held(c, "key " + key));
        if (held.isPresent() && !held.get().sendable()) {
            throw new Unfit("has a character that cannot be sent");
        }
        return held;
    }

    private Optional<Credential> credential(String registry) throws Unfit {
        if (identityToken.isPresent()) {
            return identityToken.map(token -> new IdentityToken(registry, token));
        }
        if (registryToken.isPresent()) {
            return registryToken.map(token -> new RegistryToken(registry, token));
        }
        if (auth.isPresent()) {
            return Optional.of(decoded(registry, auth.get()));
        }
        if (user.isPresent() != password.isPresent()) {
            throw new Unfit("has a user name or a password without the other");
        }
        return user.map(name -> new Password(registry, name, password.orElseThrow()));
    }

    private static Password decoded(String registry, String auth) throws Unfit {
        String text = fromBase64(auth);
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new Unfit("has an auth that is not the base64 of USER:PASSWORD");
        }
        String password = withoutEndNuls(text.substring(colon + 1));
        if (colon == 0 || password.isEmpty()) {
            throw new Unfit("has an auth without a user or without a password");
        }
        return new Password(registry, text.substring(0, colon), password);
    }

    /// The base64 command breaks long lines.
    private static String fromBase64(String auth) throws Unfit {
        try {
            byte[] bytes = Base64.getDecoder().decode(auth.replaceAll("[\r\n]", ""));
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (IllegalArgumentException _) {
            throw new Unfit("has an auth that is not base64");
        } catch (CharacterCodingException _) {
            throw new Unfit("has an auth that is not the base64 of UTF-8 text");
        }
    }

    private static String withoutEndNuls(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '\0') {
            end--;
        }
        return text.substring(0, end);
    }
}
