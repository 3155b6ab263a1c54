package io.imagesync.archive;

import io.airlift.compress.zstd.ZstdOutputStream;
import io.imagesync.model.Descriptor;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/// Makes archives: right ones as the programs do that write them, and then with what is wrong.
final class Archives {
    final Map<String, byte[]> files = new LinkedHashMap<>();
    final Map<String, String> links = new LinkedHashMap<>();

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] layer(String what) {
        return bytes("a layer with " + what + " ".repeat(1000));
    }

    static byte[] config(byte[]... layers) {
        List<String> ids = new ArrayList<>();
        for (byte[] layer : layers) {
            ids.add("\"" + Sha256.of(layer) + "\"");
        }
        return bytes("{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":["
                + String.join(",", ids) + "]}}");
    }

    static String hex(byte[] bytes) {
        return Sha256.of(bytes).substring("sha256:".length());
    }

    /// As `docker save` did before version 25: the second time that a layer is there it is a link.
    static Archives dockerSave(String tag, byte[]... layers) {
        Archives made = new Archives();
        Map<String, String> known = new LinkedHashMap<>();
        List<String> paths = new ArrayList<>();
        int number = 0;
        for (byte[] layer : layers) {
            String path = "layer" + ++number + "/layer.tar";
            String before = known.putIfAbsent(hex(layer), path);
            if (before == null) {
                made.files.put(path, layer);
            } else {
                made.links.put(path, "../" + before);
            }
            paths.add(path);
        }
        byte[] config = config(layers);
        made.files.put(hex(config) + ".json", config);
        made.files.put("manifest.json", saved(hex(config) + ".json", tag, paths));
        made.files.put("repositories", bytes("{}"));
        return made;
    }

    static byte[] saved(String config, String tag, List<String> paths) {
        return bytes("[{\"Config\":\"" + config + "\",\"RepoTags\":" + (tag.isEmpty() ? "null" : "[\"" + tag + "\"]")
                + ",\"Layers\":["
                + paths.stream().map(path -> "\"" + path + "\"").collect(Collectors.joining(","))
                + "]}]");
    }

    String blob(byte[] bytes) {
        files.put("blobs/sha256/" + hex(bytes), bytes);
        return Sha256.of(bytes);
    }

    static String descriptor(String mediaType, byte[] bytes, String more) {
        return "{\"mediaType\":\"" + mediaType + "\",\"digest\":\"" + Sha256.of(bytes) + "\",\"size\":" + bytes.length
                + more + "}";
    }

    static String called(String key, String name) {
        return ",\"annotations\":{\"" + key + "\":\"" + name + "\"}";
    }

    /// An OCI archive of one image, as `ctr images export` writes it.
    static Archives oci(String name, byte[]... layers) {
        Archives made = new Archives();
        byte[] manifest = made.manifest(layers);
        made.index(descriptor(ImageJson.MANIFEST, manifest, called("io.containerd.image.name", name)));
        return made;
    }

    void index(String... descriptors) {
        files.put("oci-layout", bytes("{\"imageLayoutVersion\":\"1.0.0\"}"));
        files.put("index.json", bytes("{\"schemaVersion\":2,\"manifests\":[" + String.join(",", descriptors) + "]}"));
    }

    byte[] manifest(byte[]... layers) {
        byte[] config = config(layers);
        blob(config);
        List<String> all = new ArrayList<>();
        for (byte[] layer : layers) {
            blob(layer);
            all.add(descriptor(ImageJson.LAYER, layer, ""));
        }
        byte[] manifest = bytes("{\"schemaVersion\":2,\"config\":" + descriptor(ImageJson.CONFIG, config, "")
                + ",\"layers\":[" + String.join(",", all) + "]}");
        blob(manifest);
        return manifest;
    }

    static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    static byte[] zstd(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZstdOutputStream zstd = new ZstdOutputStream(out)) {
            zstd.write(bytes);
        }
        return out.toByteArray();
    }

    byte[] tar() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                entry(tar, file.getKey(), file.getValue());
            }
            for (Map.Entry<String, String> link : links.entrySet()) {
                TarArchiveEntry entry = new TarArchiveEntry(link.getKey(), TarArchiveEntry.LF_SYMLINK, true);
                entry.setLinkName(link.getValue());
                tar.putArchiveEntry(entry);
                tar.closeArchiveEntry();
            }
        }
        return out.toByteArray();
    }

    static void entry(TarArchiveOutputStream tar, String name, byte[] bytes) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, TarArchiveEntry.LF_NORMAL, true);
        entry.setSize(bytes.length);
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
    }

    Path in(Path folder) throws IOException {
        return write(folder, tar());
    }

    static Path write(Path folder, byte[] bytes) throws IOException {
        return Files.write(folder.resolve("images.tar"), bytes);
    }

    Path asFolder(Path folder) throws IOException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue());
        }
        return folder;
    }

    static Descriptor only(ImageArchive archive, String name) {
        return archive.images().stream()
                .filter(image -> image.names().contains(ImageRef.of(name)))
                .map(ImageArchive.Image::target)
                .findFirst()
                .orElseThrow();
    }
}
