package io.imagesync.node;

import io.imagesync.model.Texts;
import java.util.regex.Pattern;

/// Takes out of what a runtime or a registry says whatever could be a credential: the user and the query of an address,
/// what follows the schemes of HTTP's Authorization header, fields whose name says that they are secret, JSON web
/// tokens.
final class Mask {
    private static final String HIDDEN = "***";
    private static final Pattern USER_IN_URL = Pattern.compile("://[^/\\s\"]*@");
    private static final Pattern QUERY_IN_URL = Pattern.compile("(https?://[^\\s?\"]{1,2048})\\?[^\\s\"]*");

    /// Plain words such as "basic authentication" and `Bearer realm=` stay: a credential has a digit or a capital.
    private static final Pattern SCHEME = Pattern.compile(
            "\\b((?i:bearer|basic))\\s{1,4}(?!(?i:realm)\\b)(?=[a-z._~+/=-]{0,200}[A-Z0-9])[A-Za-z0-9._~+/=-]{6,}");

    private static final Pattern FIELD = Pattern.compile(
            "((?i:token|passwd|password|secret|api_?key|signature|\\bsig|credential))(=|\\\\?\"\\s{0,4}[:=]\\s{0,4}\\\\?\")"
                    + "[^\\s\"',;&\\\\]+");

    /// RFC 7519: three parts in base64url, the first of them of a JSON object.
    private static final Pattern JSON_WEB_TOKEN =
            Pattern.compile("\\beyJ[A-Za-z0-9_-]{4,}\\.[A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]*)?");

    private Mask() {}

    /// Of a long text, only its two ends.
    static String of(String text) {
        String masked = USER_IN_URL.matcher(Texts.ends(text)).replaceAll("://" + HIDDEN + "@");
        masked = QUERY_IN_URL.matcher(masked).replaceAll("$1?" + HIDDEN);
        masked = SCHEME.matcher(masked).replaceAll("$1 " + HIDDEN);
        masked = FIELD.matcher(masked).replaceAll("$1$2" + HIDDEN);
        return JSON_WEB_TOKEN.matcher(masked).replaceAll(HIDDEN);
    }
}
