package io.imagesync.model;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A reference to an image as the OCI distribution specification and the reference grammar of the `distribution`
/// project define it: `[registry/]repository[:tag][@digest]`.
///
/// It is kept as it was written, because that is what a runtime is asked for and what a log shows; two references
/// are equal when they mean the same, so `nginx`, `nginx:latest` and `docker.io/library/nginx:latest` are equal.
public final class ImageRef implements Comparable<ImageRef> {
    /// References longer than this are refused: 255 for the name, 128 for the tag, and room for a digest.
    public static final int MAX_LENGTH = 512;

    private static final int MAX_PATH = 255;
    private static final String HUB = "docker.io";
    private static final String OFFICIAL = "library/";

    private static final String DOMAIN_PART = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
    private static final String DOMAIN =
            "(?:" + DOMAIN_PART + "(?:\\." + DOMAIN_PART + ")*|\\[[a-fA-F0-9:]+\\])(?::[0-9]{1,5})?";
    private static final String PATH_PART = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
    private static final Pattern REFERENCE = Pattern.compile("(?:(?<domain>" + DOMAIN + ")/)??"
            + "(?<path>" + PATH_PART + "(?:/" + PATH_PART + ")*)"
            + "(?::(?<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?"
            + "(?:@(?<digest>[A-Za-z][A-Za-z0-9]*(?:[+._-][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,128}))?");

    private final String text;
    private final String registry;
    private final String canonical;
    private final boolean digested;

    private ImageRef(String text, String registry, String canonical, boolean digested) {
        this.text = text;
        this.registry = registry;
        this.canonical = canonical;
        this.digested = digested;
    }

    /// The reference, or nothing when the text is not one.
    public static Optional<ImageRef> parse(String text) {
        if (text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        Matcher m = REFERENCE.matcher(text);
        if (!m.matches()) {
            return Optional.empty();
        }
        String domain = m.group("domain");
        String path = m.group("path");
        String first = path.contains("/") ? path.substring(0, path.indexOf('/')) : "";
        if (domain == null && (first.contains(".") || first.equals("localhost"))) {
            domain = first;
            path = path.substring(first.length() + 1);
        } else if (domain != null && !isRegistry(domain)) {
            if (domain.startsWith("[")) {
                return Optional.empty();
            }
            path = domain + "/" + path;
            domain = null;
        }
        if (domain == null || domain.equals("index.docker.io")) {
            domain = HUB;
        }
        if (domain.equals(HUB) && !path.contains("/")) {
            path = OFFICIAL + path;
        }
        if (path.length() > MAX_PATH) {
            return Optional.empty();
        }
        String digest = m.group("digest");
        String tag = m.group("tag");
        String version = digest != null ? "@" + digest : ":" + (tag == null ? "latest" : tag);
        return Optional.of(new ImageRef(text, domain, domain + "/" + path + version, digest != null));
    }

    /// The reference.
    ///
    /// @throws IllegalArgumentException when the text is not one
    public static ImageRef of(String text) {
        return parse(text)
                .orElseThrow(
                        () -> new IllegalArgumentException("not an image reference: " + Texts.printable(text, 200)));
    }

    /// As `splitDockerDomain` of the `distribution` project has it: no part of a path has capitals.
    private static boolean isRegistry(String domain) {
        return domain.contains(".")
                || domain.contains(":")
                || domain.equals("localhost")
                || !domain.equals(domain.toLowerCase(Locale.ROOT));
    }

    /// The registry host, with its port where one is written: `docker.io`, `localhost:5000`.
    public String registry() {
        return registry;
    }

    /// The repository within its registry: `library/nginx`.
    public String repository() {
        return name().substring(registry.length() + 1);
    }

    /// The reference written out in full: registry, repository, and tag or digest (with a digest the tag is dropped).
    public String canonical() {
        return canonical;
    }

    /// Registry and repository, without tag and digest: `docker.io/library/nginx`.
    public String name() {
        return canonical.substring(0, digested ? canonical.indexOf('@') : canonical.lastIndexOf(':'));
    }

    /// The ways to write the tag or digest with its name: in full, and as Docker shortens what is on Docker Hub.
    public List<String> spellings() {
        if (!registry.equals(HUB)) {
            return List.of(canonical);
        }
        String path = canonical.substring(HUB.length() + 1);
        return path.startsWith(OFFICIAL)
                ? List.of(canonical, path, path.substring(OFFICIAL.length()))
                : List.of(canonical, path);
    }

    /// Whether it can be pulled at all: `localhost` without a port is podman's name for what was built on the machine.
    public boolean hasRegistry() {
        return !registry.equals("localhost");
    }

    /// The same reference as [#canonical()] in its own spelling too.
    public ImageRef completed() {
        return text.equals(canonical) ? this : new ImageRef(canonical, registry, canonical, digested);
    }

    public boolean isDigested() {
        return digested;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ImageRef ref && ref.canonical.equals(canonical);
    }

    @Override
    public int hashCode() {
        return canonical.hashCode();
    }

    @Override
    public int compareTo(ImageRef other) {
        return canonical.compareTo(other.canonical);
    }

    /// As it was written.
    @Override
    public String toString() {
        return text;
    }
}
