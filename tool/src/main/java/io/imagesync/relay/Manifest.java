package io.imagesync.relay;

import io.imagesync.json.StrictJson;
import io.imagesync.json.StrictJson.Broken;
import io.imagesync.json.StrictJson.Place;
import io.imagesync.model.Descriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// An image index or an image manifest, of OCI's kind or of Docker's (its lists, and its schema 2).
///
/// @param manifests of an index, in its order
/// @param config of a manifest
/// @param layers of a manifest, the lowest first
record Manifest(List<Entry> manifests, Optional<Descriptor> config, List<Descriptor> layers) {
    static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";
    static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    static final String DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json";
    static final String DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";

    /// Bytes; containerd takes as much.
    static final int MAX_BYTES = 8 << 20;
    /// More than any runtime takes.
    private static final int MAX_ENTRIES = 1000;
    /// Bytes; more than any disk has.
    private static final long MAX_BLOB = 1L << 50;

    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");
    private static final Pattern MEDIA_TYPE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9!#$&^_.+/-]{0,126}");

    /// @param platform that it is for, where the index says it
    record Entry(Descriptor descriptor, Optional<Platform> platform) {}

    static boolean isIndex(Descriptor descriptor) {
        return descriptor.mediaType().equals(OCI_INDEX)
                || descriptor.mediaType().equals(DOCKER_LIST);
    }

    static boolean isManifest(Descriptor descriptor) {
        return descriptor.mediaType().equals(OCI_MANIFEST)
                || descriptor.mediaType().equals(DOCKER_MANIFEST);
    }

    /// Whether it is one that can be asked for: nothing in it can break a line or a path.
    static boolean isSound(Descriptor descriptor) {
        return DIGEST.matcher(descriptor.digest()).matches()
                && MEDIA_TYPE.matcher(descriptor.mediaType()).matches()
                && descriptor.size() >= 0
                && descriptor.size() <= MAX_BLOB;
    }

    /// @throws Broken where something is wrong, or there is neither list nor configuration
    static Manifest read(byte[] bytes) throws Broken {
        Reading reading = new Reading();
        StrictJson.read(bytes, reading::field);
        if ((reading.config == null) == reading.manifests.isEmpty()) {
            throw new Broken("it is neither an index nor a manifest of an image", new Place(1, 1));
        }
        return new Manifest(
                List.copyOf(reading.manifests), Optional.ofNullable(reading.config), List.copyOf(reading.layers));
    }

    /// What a configuration says that the image is for; nothing where it says nothing.
    static Optional<Platform> platform(byte[] config) throws Broken {
        PlatformReading reading = new PlatformReading();
        StrictJson.read(config, reading::field);
        return reading.end();
    }

    private static final class Reading {
        private final List<Entry> manifests = new ArrayList<>();
        private final List<Descriptor> layers = new ArrayList<>();
        private @Nullable Descriptor config;

        void field(StrictJson json, String name) throws Broken {
            switch (name) {
                case "manifests" -> json.array(each -> add(manifests, entry(each), each));
                case "layers" -> json.array(each -> add(layers, entry(each).descriptor, each));
                case "config" -> config = entry(json).descriptor;
                default -> json.skip();
            }
        }

        private static <T> void add(List<T> list, T one, StrictJson json) throws Broken {
            if (list.size() == MAX_ENTRIES) {
                throw new Broken("there are more than " + MAX_ENTRIES, json.place());
            }
            list.add(one);
        }

        private static Entry entry(StrictJson json) throws Broken {
            EntryReading entry = new EntryReading();
            json.object(entry::field);
            Descriptor descriptor = new Descriptor(entry.mediaType, entry.digest, entry.size);
            if (!isSound(descriptor)) {
                throw new Broken("this descriptor is not complete, or its digest is no sha256", json.place());
            }
            return new Entry(descriptor, entry.platform);
        }
    }

    private static final class EntryReading {
        private String mediaType = "";
        private String digest = "";
        private long size = -1;
        private Optional<Platform> platform = Optional.empty();

        void field(StrictJson json, String name) throws Broken {
            switch (name) {
                case "mediaType" -> mediaType = json.text().orElse("");
                case "digest" -> digest = json.text().orElse("");
                case "size" -> size = json.number().orElse(-1);
                case "platform" -> {
                    PlatformReading reading = new PlatformReading();
                    json.object(reading::field);
                    platform = reading.end();
                }
                default -> json.skip();
            }
        }
    }

    private static final class PlatformReading {
        private String os = "";
        private String architecture = "";
        private String variant = "";

        void field(StrictJson json, String name) throws Broken {
            switch (name) {
                case "os" -> os = json.text().orElse("");
                case "architecture" -> architecture = json.text().orElse("");
                case "variant" -> variant = json.text().orElse("");
                default -> json.skip();
            }
        }

        Optional<Platform> end() {
            return architecture.isEmpty() ? Optional.empty() : Optional.of(new Platform(os, architecture, variant));
        }
    }
}
