package io.imagesync.archive;

import io.imagesync.archive.OciArchive.Saved;
import io.imagesync.model.Descriptor;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/// The documents that we write. They have digests, sizes and names that were read strictly, so nothing in them needs to
/// be escaped. The same images are the same bytes on every run and every host.
final class ImageWriting {
    private ImageWriting() {}

    static byte[] manifest(Descriptor config, List<Descriptor> layers) {
        return bytes("{\"schemaVersion\":2,\"mediaType\":\"" + ImageJson.MANIFEST + "\",\"config\":"
                + descriptor(config, "") + ",\"layers\":["
                + layers.stream().map(layer -> descriptor(layer, "")).collect(Collectors.joining(",")) + "]}");
    }

    /// Each name of an image stands there by itself. Our own reader and containerd take containerd's key, skopeo OCI's.
    static byte[] index(List<Saved> images) {
        return bytes("{\"schemaVersion\":2,\"mediaType\":\"" + ImageJson.INDEX + "\",\"manifests\":["
                + images.stream()
                        .map(image -> descriptor(image.target(), annotations(image)))
                        .collect(Collectors.joining(","))
                + "]}");
    }

    private static String annotations(Saved image) {
        String names = ImageJson.NAMES.stream()
                .map(key -> text(key) + ":" + text(image.name().canonical()))
                .collect(Collectors.joining(","));
        String digest = image.digest()
                .map(name -> "," + text(ImageJson.DIGEST_NAME) + ":" + text(name.canonical()))
                .orElse("");
        return ",\"annotations\":{" + names + digest + "}";
    }

    /// What `docker load` without containerd reads.
    static byte[] dockerList(List<Saved> images) {
        return bytes("[" + images.stream().map(ImageWriting::dockerImage).collect(Collectors.joining(",")) + "]");
    }

    private static String dockerImage(Saved image) {
        List<Descriptor> blobs = image.manifest();
        String tag = image.name().isDigested() ? "null" : "[" + text(shortened(image.name())) + "]";
        return "{\"Config\":" + text(Sha256.path(blobs.getFirst().digest())) + ",\"RepoTags\":" + tag + ",\"Layers\":["
                + blobs.stream()
                        .skip(1)
                        .map(layer -> text(Sha256.path(layer.digest())))
                        .collect(Collectors.joining(","))
                + "]}";
    }

    /// Docker knows what is on Docker Hub by its short name.
    private static String shortened(ImageRef name) {
        return name.spellings().getLast();
    }

    private static String descriptor(Descriptor one, String more) {
        return "{\"mediaType\":" + text(one.mediaType()) + ",\"digest\":" + text(one.digest()) + ",\"size\":"
                + one.size() + more + "}";
    }

    private static String text(String plain) {
        return "\"" + plain + "\"";
    }

    private static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.US_ASCII);
    }
}
