package io.imagesync.ssh;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The first field of a known_hosts line (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT): a comma-separated list of patterns
/// with `*`, `?` and a leading `!`, or one hashed name.
final class HostPatterns {
    private static final String HASHED = "|1|";
    private static final int SALT_LENGTH = 20;

    private HostPatterns() {}

    static boolean match(String field, String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (field.startsWith("|")) {
            return matchesHash(field, lower);
        }
        boolean found = false;
        for (String pattern : field.toLowerCase(Locale.ROOT).split(",", -1)) {
            boolean negated = pattern.startsWith("!");
            if (matches(negated ? pattern.substring(1) : pattern, lower)) {
                if (negated) {
                    return false;
                }
                found = true;
            }
        }
        return found;
    }

    private static boolean matches(String pattern, String name) {
        StringBuilder regex = new StringBuilder();
        for (char c : pattern.replaceAll("\\*+", "*").toCharArray()) {
            regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
        }
        return Pattern.matches(regex.toString(), name);
    }

    private static boolean matchesHash(String field, String name) {
        String[] parts = field.split("\\|", -1);
        if (!field.startsWith(HASHED) || parts.length != 4) {
            return false;
        }
        try {
            Base64.Decoder base64 = Base64.getDecoder();
            return MessageDigest.isEqual(hmac(base64.decode(parts[2]), name), base64.decode(parts[3]));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /// The name as `HashKnownHosts yes` has it written.
    static String hashed(String name) {
        byte[] salt = new byte[SALT_LENGTH];
        new SecureRandom().nextBytes(salt);
        Base64.Encoder base64 = Base64.getEncoder();
        return HASHED + base64.encodeToString(salt) + "|"
                + base64.encodeToString(hmac(salt, name.toLowerCase(Locale.ROOT)));
    }

    private static byte[] hmac(byte[] salt, String name) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(salt, "HmacSHA1"));
            return mac.doFinal(name.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
