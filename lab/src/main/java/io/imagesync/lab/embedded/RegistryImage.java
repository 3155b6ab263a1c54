package io.imagesync.lab.embedded;

import io.imagesync.model.Descriptor;
import io.imagesync.model.Texts;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// An image as a registry offers it.
///
/// @param root its manifest or, when it exists for several platforms, its index
/// @param ids image id by machine architecture (`x86_64`, `aarch64`): one for each platform it exists for
/// @param blobs what it consists of on all platforms, by digest
/// @param size bytes of compressed content
/// @param unpackedSize bytes on disk
public record RegistryImage(
        Descriptor root, Map<String, String> ids, Map<String, Content> blobs, long size, long unpackedSize) {
    /// Unpacked content is about this much larger than compressed content.
    static final double UNPACKED = 2.7;

    private static final String OCI = "application/vnd.oci.image.";

    public RegistryImage {
        ids = Map.copyOf(ids);
        blobs = Map.copyOf(blobs);
    }

    /// An image of one layer made up from a word: the same word gives the same digest and ids, another word others.
    ///
    /// @param size bytes of compressed content
    /// @param architectures it exists for; `x86_64` if none is given
    public static RegistryImage of(String content, long size, String... architectures) {
        return layered(content, Map.of(content, size), architectures);
    }

    /// The same, which says when it was made.
    public static RegistryImage made(Instant created, String content, long size) {
        String field = "\"created\":\"" + created + "\",";
        return layered(content, Map.of(content, size), field, List.of("x86_64"));
    }

    /// An image made up from a word, of layers that are each made up from a word: other images can have them too.
    ///
    /// @param layers each with its bytes of compressed content
    public static RegistryImage layered(String content, Map<String, Long> layers, String... architectures) {
        return layered(content, layers, "", architectures.length == 0 ? List.of("x86_64") : List.of(architectures));
    }

    /// @param made what the configuration begins with
    private static RegistryImage layered(
            String content, Map<String, Long> layers, String made, List<String> architectures) {
        Map<String, Content> blobs = new HashMap<>();
        Map<String, String> ids = new TreeMap<>();
        Map<String, Descriptor> manifests = new TreeMap<>();
        for (String machine : architectures) {
            Map<String, Long> named = new TreeMap<>();
            layers.forEach((word, size) -> named.put(word + " for " + machine, size));
            List<Descriptor> parts = layers(blobs, named);
            Descriptor config = put(blobs, OCI + "config.v1+json", config(content, machine, parts, made));
            ids.put(machine, config.digest());
            manifests.put(machine, put(blobs, OCI + "manifest.v1+json", manifest(config, parts)));
        }
        Descriptor root = manifests.size() == 1
                ? manifests.values().iterator().next()
                : put(blobs, OCI + "index.v1+json", index(manifests));
        long size = layers.values().stream().mapToLong(Long::longValue).sum();
        return new RegistryImage(root, ids, blobs, size, (long) (size * UNPACKED));
    }

    private static List<Descriptor> layers(Map<String, Content> blobs, Map<String, Long> named) {
        return named.entrySet().stream()
                .map(layer -> layer(blobs, layer.getKey(), layer.getValue()))
                .toList();
    }

    private static Descriptor layer(Map<String, Content> blobs, String word, long size) {
        if (size < 0) {
            throw new IllegalArgumentException("size " + size + " of " + Texts.printable(word, 80));
        }
        Descriptor layer = Content.layer(word, size);
        blobs.put(layer.digest(), Content.ofLayer(word, size));
        return layer;
    }

    private static Descriptor put(Map<String, Content> blobs, String mediaType, String json) {
        Content content = Content.of(json);
        Descriptor descriptor = new Descriptor(mediaType, content.digest(), content.size());
        blobs.put(descriptor.digest(), content);
        return descriptor;
    }

    private static String config(String content, String machine, List<Descriptor> layers, String made) {
        String unpacked = layers.stream()
                .map(layer -> "\"" + sha256("unpacked " + layer.digest()) + "\"")
                .collect(Collectors.joining(","));
        return """
                {%s"architecture":"%s","os":"linux","config":{"Labels":{"content":"%s"}},\
                "rootfs":{"type":"layers","diff_ids":[%s]}}""".formatted(made, Layout.architecture(machine), sha256(content), unpacked);
    }

    private static String manifest(Descriptor config, List<Descriptor> layers) {
        return """
                {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",\
                "config":%s,"layers":[%s]}""".formatted(
                json(config, ""), layers.stream().map(layer -> json(layer, "")).collect(Collectors.joining(",")));
    }

    private static String index(Map<String, Descriptor> manifests) {
        String all = manifests.entrySet().stream()
                .map(manifest -> json(
                        manifest.getValue(),
                        ",\"platform\":{\"architecture\":\"%s\",\"os\":\"linux\"}"
                                .formatted(Layout.architecture(manifest.getKey()))))
                .collect(Collectors.joining(","));
        return """
                {"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[%s]}""".formatted(all);
    }

    private static String json(Descriptor blob, String more) {
        return """
                {"mediaType":"%s","digest":"%s","size":%d%s}""".formatted(blob.mediaType(), blob.digest(), blob.size(), more);
    }

    /// The digest of its manifest or index, `sha256:...`.
    public String digest() {
        return root.digest();
    }

    /// The digests of its layers for one kind of machine, in order.
    public List<String> layers(String machine) {
        return on(machine).map(Layout::layers).orElse(List.of()).stream()
                .map(Descriptor::digest)
                .toList();
    }

    /// What it consists of on one kind of machine; nothing when it does not exist for that.
    Optional<Layout> on(String machine) {
        return Layout.of(root, machine, digest -> Optional.ofNullable(blobs.get(digest)));
    }

    /// The digest of a text, `sha256:...`.
    public static String sha256(String text) {
        return Content.of(text).digest();
    }
}
