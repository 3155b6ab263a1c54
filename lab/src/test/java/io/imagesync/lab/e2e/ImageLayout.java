package io.imagesync.lab.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Images of chosen layers in an OCI layout, to be loaded by hand. A layer is a tar archive without files, whose length
/// makes it what it is.
final class ImageLayout {
    private static final int TAR_BLOCK = 512;
    private static final String TYPES = "application/vnd.oci.image.";

    private final Path folder;
    private final Path blobs;
    private final List<String> index = new ArrayList<>();

    /// @param folder that is there and empty
    ImageLayout(Path folder) throws IOException {
        this.folder = folder;
        this.blobs = Files.createDirectories(folder.resolve("blobs/sha256"));
        Files.writeString(folder.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
    }

    /// @param blocks of each layer, 512 bytes each
    /// @return bytes of what is this image's alone: manifest and configuration, no layers
    long add(String name, int... blocks) {
        List<byte[]> layers = IntStream.of(blocks)
                .mapToObj(count -> new byte[TAR_BLOCK * count])
                .toList();
        String ids = layers.stream().map(layer -> '"' + digest(layer) + '"').collect(Collectors.joining(","));
        byte[] config = ("{\"architecture\":\"%s\",\"os\":\"linux\",\"config\":{},\"comment\":\"%s\","
                        + "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[%s]}}")
                .formatted(architecture(), name, ids)
                .getBytes(StandardCharsets.UTF_8);
        byte[] manifest = "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[%s]}"
                .formatted(
                        TYPES + "manifest.v1+json",
                        put("config.v1+json", config, ""),
                        layers.stream()
                                .map(layer -> put("layer.v1.tar", layer, ""))
                                .collect(Collectors.joining(",")))
                .getBytes(StandardCharsets.UTF_8);
        String named = ",\"annotations\":{\"io.containerd.image.name\":\"%s\"}".formatted(name);
        index.add(put("manifest.v1+json", manifest, named));
        return (long) config.length + manifest.length;
    }

    /// Has the node's containerd import all of them.
    void load(RealLab lab, String node) throws IOException {
        Files.writeString(
                folder.resolve("index.json"),
                "{\"schemaVersion\":2,\"manifests\":[%s]}".formatted(String.join(",", index)));
        Path archive = Files.createTempFile("image-sync-layout", ".tar");
        try {
            Running.run("tar", "-C", folder.toString(), "-cf", archive.toString(), ".");
            lab.put(node, archive, "/tmp/layout.tar", "600");
            lab.on(node, "ctr -n k8s.io images import /tmp/layout.tar >/dev/null; rm /tmp/layout.tar");
        } finally {
            Files.delete(archive);
        }
    }

    private String put(String type, byte[] blob, String more) {
        String digest = digest(blob);
        try {
            Files.write(blobs.resolve(digest.substring("sha256:".length())), blob);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d%s}"
                .formatted(TYPES + type, digest, blob.length, more);
    }

    private static String architecture() {
        return System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    }

    private static String digest(byte[] blob) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(blob));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
