package io.imagesync.cluster;

import java.util.Locale;
import java.util.regex.Pattern;

/// What Kubernetes itself takes as names and labels (`apimachinery/pkg/util/validation`), and addresses that can be
/// nothing but one host.
final class Syntax {
    private static final int MAX_SUBDOMAIN = 253;
    private static final int MAX_LABEL = 63;

    private static final String DNS_LABEL = "[a-z0-9](?:[-a-z0-9]*[a-z0-9])?";
    private static final Pattern NAMESPACE = Pattern.compile(DNS_LABEL);
    private static final Pattern SUBDOMAIN = Pattern.compile(DNS_LABEL + "(?:\\." + DNS_LABEL + ")*");
    private static final Pattern NAME_PART = Pattern.compile("[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?");
    private static final Pattern IP = Pattern.compile(
            "[0-9]{1,3}(?:\\.[0-9]{1,3}){3}|(?=[0-9A-Fa-f:]*:)[0-9A-Fa-f:]{2,39}(?:(?<=:)[0-9]{1,3}(?:\\.[0-9]{1,3}){3})?");

    private Syntax() {}

    static boolean isNamespace(String text) {
        return text.length() <= MAX_LABEL && NAMESPACE.matcher(text).matches();
    }

    /// The name of a node, a pod, a workload.
    static boolean isName(String text) {
        return text.length() <= MAX_SUBDOMAIN && SUBDOMAIN.matcher(text).matches();
    }

    static boolean isLabelKey(String text) {
        int slash = text.indexOf('/');
        return (slash < 0 || isName(text.substring(0, slash))) && isNamePart(text.substring(slash + 1));
    }

    static boolean isLabelValue(String text) {
        return text.isEmpty() || isNamePart(text);
    }

    private static boolean isNamePart(String text) {
        return text.length() <= MAX_LABEL && NAME_PART.matcher(text).matches();
    }

    /// A name in DNS, in capitals too.
    static boolean isHostname(String text) {
        return text.length() <= MAX_SUBDOMAIN && isName(text.toLowerCase(Locale.ROOT));
    }

    static boolean isIp(String text) {
        return text.length() <= MAX_LABEL && IP.matcher(text).matches();
    }
}
