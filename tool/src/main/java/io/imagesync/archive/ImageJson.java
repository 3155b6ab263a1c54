package io.imagesync.archive;

import io.imagesync.json.StrictJson;
import io.imagesync.json.StrictJson.Broken;
import io.imagesync.model.Descriptor;
import io.imagesync.model.Sha256;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/// The documents of the OCI image specification (`image-layout.md`, `image-index.md`, `manifest.md`, `config.md`),
/// which Docker's are like, and `manifest.json` of `docker save`.
final class ImageJson {
    /// Bytes of one document. Runtimes take 8 MiB at most.
    static final int MAX = 8 << 20;

    static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    static final String CONFIG = "application/vnd.oci.image.config.v1+json";
    static final String INDEX = "application/vnd.oci.image.index.v1+json";
    static final String LAYER = "application/vnd.oci.image.layer.v1.tar";

    /// RFC 6838; nothing that would have to be escaped in JSON.
    private static final Pattern MEDIA_TYPE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9!#$&^_.+/-]{0,254}");

    /// More than any runtime takes in one document.
    private static final int MAX_ELEMENTS = 10_000;

    private ImageJson() {}

    /// Of a name in full in an index: containerd's, and OCI's, which may be a tag alone.
    static final List<String> NAMES = List.of("io.containerd.image.name", "org.opencontainers.image.ref.name");

    /// Of the name with a digest that a registry is known to have given it: ours, which others pass over.
    static final String DIGEST_NAME = "io.imagesync.repo-digest";

    /// What stands in an index.
    ///
    /// @param annotations texts by their keys
    record Listed(Descriptor descriptor, Map<String, String> annotations) {}

    /// An index, or a manifest: only one of them has something.
    ///
    /// @param manifests of an index
    /// @param blobs of a manifest: configuration, if it has one, then layers
    record Document(List<Listed> manifests, List<Descriptor> blobs) {}

    /// An image of `docker save`: names of files in the archive, and what the image is called.
    record Saved(String config, List<String> tags, List<String> layers) {}

    static boolean isIndex(String mediaType) {
        return mediaType.equals(INDEX) || mediaType.equals("application/vnd.docker.distribution.manifest.list.v2+json");
    }

    static boolean isManifest(String mediaType) {
        return mediaType.equals(MANIFEST) || mediaType.equals("application/vnd.docker.distribution.manifest.v2+json");
    }

    static Document document(byte[] bytes) throws Broken {
        List<Listed> manifests = new ArrayList<>();
        List<Descriptor> blobs = new ArrayList<>();
        StrictJson.read(bytes, (json, name) -> {
            switch (name) {
                case "manifests" -> json.array(one -> add(manifests, listed(one), one));
                case "config" -> blobs.addFirst(listed(json).descriptor());
                case "layers" -> json.array(one -> add(blobs, listed(one).descriptor(), one));
                default -> json.skip();
            }
        });
        return new Document(manifests, blobs);
    }

    private static Listed listed(StrictJson json) throws Broken {
        Map<String, String> texts = new HashMap<>();
        OptionalLong[] size = {OptionalLong.empty()};
        Map<String, String> annotations = new HashMap<>();
        StrictJson.Place place = json.place();
        json.object((field, name) -> {
            switch (name) {
                case "mediaType", "digest" -> field.text().ifPresent(text -> texts.put(name, text));
                case "size" -> size[0] = field.number();
                case "annotations" ->
                    field.object((one, key) -> one.text().ifPresent(text -> annotations.put(key, text)));
                default -> field.skip();
            }
        });
        String digest = texts.getOrDefault("digest", "");
        String type = texts.getOrDefault("mediaType", "");
        if (!Sha256.isDigest(digest)
                || size[0].orElse(-1) < 0
                || !MEDIA_TYPE.matcher(type).matches()) {
            throw new Broken("a media type, a digest (sha256) and a size should be here", place);
        }
        return new Listed(new Descriptor(type, digest, size[0].getAsLong()), annotations);
    }

    /// The digests of an image's layers as they are when they are not compressed.
    static List<String> diffIds(byte[] config) throws Broken {
        List<String> ids = new ArrayList<>();
        StrictJson.read(config, (json, name) -> {
            if (name.equals("rootfs")) {
                json.object((in, field) -> {
                    if (field.equals("diff_ids")) {
                        in.array(one -> add(ids, one.text().orElse(""), one));
                    } else {
                        in.skip();
                    }
                });
            } else {
                json.skip();
            }
        });
        return ids;
    }

    static List<Saved> saved(byte[] manifests) throws Broken {
        List<Saved> images = new ArrayList<>();
        StrictJson.readArray(manifests, json -> {
            String[] config = {""};
            List<String> tags = new ArrayList<>();
            List<String> layers = new ArrayList<>();
            json.object((field, name) -> {
                switch (name) {
                    case "Config" -> config[0] = field.text().orElse("");
                    case "RepoTags" -> field.array(one -> add(tags, one.text().orElse(""), one));
                    case "Layers" -> field.array(one -> add(layers, one.text().orElse(""), one));
                    default -> field.skip();
                }
            });
            add(images, new Saved(config[0], tags, layers), json);
        });
        return images;
    }

    private static <T> void add(List<T> all, T one, StrictJson json) throws Broken {
        if (all.size() >= MAX_ELEMENTS) {
            throw new Broken("more than " + MAX_ELEMENTS + " elements", json.place());
        }
        all.add(one);
    }
}
