package io.imagesync.config;

import io.imagesync.model.ClusterSettings;
import io.imagesync.model.NodeAddress;
import io.imagesync.model.NodeSkip;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads how the Kubernetes cluster is asked, and for what.
record ClusterReader(Values values) {
    private static final Pattern AGE = Pattern.compile("0*([0-9]{1,12})([smhd]?)");
    private static final Map<String, Integer> UNITS = Map.of("m", 60, "h", 3600, "d", 86_400);
    private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9*?-]{1,63}");
    private static final String NONE = "none";
    private static final int LONGEST = 255;

    ClusterSettings read() {
        Optional<String> selector = values.read(Key.NODE_SELECTOR, LabelSelector::checked);
        NodeAddress address = values.read(Key.NODE_ADDRESS, text -> Scalars.oneOf(NodeAddress.class, text))
                .orElseThrow();
        List<NodeSkip> skip = values.read(
                        Key.NODE_SKIP, ClusterReader::skip, words -> words.isEmpty() ? NONE : Words.joined(words))
                .orElseThrow();
        boolean workloads =
                values.read(Key.IMAGES_FROM, ClusterReader::workloads).isPresent();
        List<String> namespaces =
                values.readList(Key.NAMESPACES, text -> Words.distinct(text, ClusterReader::namespace));
        List<String> kubectl = values.read(Key.KUBECTL, Remotes::command, words -> String.join(" ", words))
                .orElseThrow();
        Optional<Path> kubeconfig = values.read(Key.KUBECONFIG_FILE, Scalars::path);
        Optional<String> context = values.read(Key.KUBE_CONTEXT, ClusterReader::context);
        Duration maxAge = values.read(Key.KUBE_MAX_AGE, ClusterReader::age, ClusterReader::shown)
                .orElseThrow();
        warnOfIdleKeys();
        return new ClusterSettings(
                selector, address, Set.copyOf(skip), workloads, namespaces, kubectl, kubeconfig, context, maxAge);
    }

    private void warnOfIdleKeys() {
        for (Key key : List.of(Key.NODE_ADDRESS, Key.NODE_SKIP)) {
            warnOfIdle(key, "NODE_SELECTOR", Key.NODE_SELECTOR);
        }
        warnOfIdle(Key.NAMESPACES, "IMAGES_FROM", Key.IMAGES_FROM);
        for (Key key : List.of(Key.KUBECTL, Key.KUBECONFIG_FILE, Key.KUBE_CONTEXT, Key.KUBE_MAX_AGE)) {
            warnOfIdle(key, "NODE_SELECTOR or IMAGES_FROM", Key.NODE_SELECTOR, Key.IMAGES_FROM);
        }
    }

    private void warnOfIdle(Key key, String names, Key... needed) {
        if (values.isChanged(key) && List.of(needed).stream().noneMatch(values::isSet)) {
            values.warning(key, new Fault("has no effect without " + names, "set that too, or remove the line"));
        }
    }

    private static List<NodeSkip> skip(String text) throws WrongValue {
        return text.equalsIgnoreCase(NONE)
                ? List.of()
                : Words.distinct(text, word -> Scalars.oneOf(NodeSkip.class, word));
    }

    private static String workloads(String text) throws WrongValue {
        if (!text.equalsIgnoreCase("workloads")) {
            throw new WrongValue(text, "is not understood", "write workloads, or remove the line");
        }
        return "workloads";
    }

    private static String namespace(String word) throws WrongValue {
        if (!NAMESPACE.matcher(word).matches()) {
            throw new WrongValue(
                    word,
                    "is not a pattern of namespaces",
                    "write lower-case letters, digits and - with * for any characters and ? for one, such as team-*");
        }
        return word;
    }

    /// A kubeconfig may name contexts as it likes; what could be taken for an option is refused all the same.
    private static String context(String text) throws WrongValue {
        if (text.startsWith("-") || text.length() > LONGEST || text.chars().anyMatch(Character::isISOControl)) {
            throw new WrongValue(text, "is not the name of a context", "kubectl config get-contexts lists them");
        }
        return text;
    }

    /// `24h`; a bare number is seconds.
    private static Duration age(String text) throws WrongValue {
        Matcher m = AGE.matcher(text);
        if (!m.matches()) {
            throw new WrongValue(text, "is not an age", "write a whole number and s, m, h or d, such as 24h");
        }
        long seconds = Long.parseLong(m.group(1)) * UNITS.getOrDefault(m.group(2), 1);
        if (seconds > Integer.MAX_VALUE) {
            throw new WrongValue(text, "is too large", "write a shorter time, such as 24h");
        }
        return Duration.ofSeconds(seconds);
    }

    private static String shown(Duration age) {
        long seconds = age.toSeconds();
        return seconds % 3600 == 0 ? seconds / 3600 + "h" : seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
