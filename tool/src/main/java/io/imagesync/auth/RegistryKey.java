package io.imagesync.auth;

import io.imagesync.model.ImageRef;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a key of an auth file stands for: a registry, or with a path the repositories below it.
///
/// @param registry in lower case, with its port where it has one; Docker Hub is `docker.io`
/// @param path without slashes at its ends; empty for the whole registry
record RegistryKey(String registry, String path) {
    static final String DOCKER_HUB = "docker.io";

    private static final Set<String> DOCKER_HUBS = Set.of(DOCKER_HUB, "index.docker.io", "registry-1.docker.io");

    /// Docker Hub's address is sometimes written without its scheme too, and its end is no path.
    private static final Set<String> API_VERSIONS = Set.of("v1", "v2");

    private static final Pattern SCHEME = Pattern.compile("https?://", Pattern.CASE_INSENSITIVE);
    private static final Pattern END_SLASHES = Pattern.compile("^/+|/+\\z");
    private static final Pattern PATH = Pattern.compile("[a-z0-9._-]++(?:/[a-z0-9._-]++)*+");

    /// As Docker writes keys (`https://HOST/ignored`, `HOST`) and as the containers tools do (`HOST/path`).
    /// Nothing when the text names no registry.
    static Optional<RegistryKey> of(String key) {
        Matcher scheme = SCHEME.matcher(key);
        boolean url = scheme.lookingAt();
        String rest = key.substring(url ? scheme.end() : 0);
        int slash = (rest + "/").indexOf('/');
        String path = url ? "" : END_SLASHES.matcher(rest.substring(slash)).replaceAll("");
        if (!path.isEmpty() && !PATH.matcher(path).matches()) {
            return Optional.empty();
        }
        return host(rest.substring(0, slash)).map(host -> new RegistryKey(host, isApi(host, path) ? "" : path));
    }

    private static boolean isApi(String host, String path) {
        return host.equals(DOCKER_HUB) && API_VERSIONS.contains(path);
    }

    /// A host that images can be of: what is one is known where references are read.
    private static Optional<String> host(String text) {
        String host = text.toLowerCase(Locale.ROOT);
        return ImageRef.parse(host + "/a/b")
                .filter(ref -> ref.canonical().equals(ref.registry() + "/a/b:latest"))
                .map(RegistryKey::registryOf);
    }

    static String registryOf(ImageRef image) {
        String host = image.registry().toLowerCase(Locale.ROOT);
        return DOCKER_HUBS.contains(host) ? DOCKER_HUB : host;
    }

    /// Whether the image is of this registry and, part by part, below this path.
    boolean covers(ImageRef image) {
        return registry.equals(registryOf(image))
                && (path.isEmpty() || (image.repository() + "/").startsWith(path + "/"));
    }

    @Override
    public String toString() {
        return path.isEmpty() ? registry : registry + "/" + path;
    }
}
