package io.imagesync.lab.embedded;

import com.google.protobuf.ByteString;
import io.imagesync.json.StrictJson;
import io.imagesync.model.Descriptor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// What an image consists of on one platform.
///
/// @param parents an index, where there is one, and the manifest
record Layout(List<Descriptor> parents, Descriptor config, List<Descriptor> layers) {
    /// The machine architectures of the kernel, as images name them.
    private static final Map<String, String> ARCHITECTURES = Map.of("x86_64", "amd64", "aarch64", "arm64");

    Layout {
        parents = List.copyOf(parents);
        layers = List.copyOf(layers);
    }

    /// @param machine as the kernel says it
    static String architecture(String machine) {
        return ARCHITECTURES.getOrDefault(machine, machine);
    }

    /// Nothing where a part of it is not there or cannot be read, or where it is not for that machine.
    ///
    /// @param blobs the bytes of those that there are
    static Optional<Layout> of(Descriptor root, String machine, Function<String, Optional<Content>> blobs) {
        Optional<Json> read = blobs.apply(root.digest()).flatMap(Json::read);
        if (read.isEmpty() || read.get().config.isPresent()) {
            return read.map(json -> json.layout(List.of(root))).filter(layout -> layout.isFor(machine, blobs));
        }
        return Optional.ofNullable(read.get().manifests.get(architecture(machine)))
                .flatMap(manifest -> blobs.apply(manifest.digest())
                        .flatMap(Json::read)
                        .filter(json -> json.config.isPresent())
                        .map(json -> json.layout(List.of(root, manifest))));
    }

    /// Whether its configuration says so; one that is not there cannot say otherwise.
    private boolean isFor(String machine, Function<String, Optional<Content>> blobs) {
        return blobs.apply(config.digest())
                .map(content -> Json.architecture(content).equals(architecture(machine)))
                .orElse(true);
    }

    /// What the index names for that machine; nothing when it is no index.
    static Optional<Descriptor> manifest(Content index, String machine) {
        return Json.read(index).map(json -> json.manifests.get(architecture(machine)));
    }

    /// The labels by which containerd keeps what a blob names; none for a blob that is neither manifest nor index.
    static Map<String, String> labels(Content blob) {
        Map<String, String> labels = new HashMap<>();
        Json.read(blob).ifPresent(json -> {
            json.config.ifPresent(config -> labels.put("containerd.io/gc.ref.content.config", config.digest()));
            number(labels, "containerd.io/gc.ref.content.l.", json.layers);
            number(labels, "containerd.io/gc.ref.content.m.", List.copyOf(json.manifests.values()));
        });
        return labels;
    }

    private static void number(Map<String, String> labels, String prefix, List<Descriptor> children) {
        for (int i = 0; i < children.size(); i++) {
            labels.put(prefix + i, children.get(i).digest());
        }
    }

    /// The image's id.
    String id() {
        return config.digest();
    }

    /// Bytes of its layers.
    long size() {
        return layers.stream().mapToLong(Descriptor::size).sum();
    }

    /// A manifest or an index, as far as it tells what there is.
    ///
    /// @param manifests of an index, by architecture
    private record Json(Map<String, Descriptor> manifests, Optional<Descriptor> config, List<Descriptor> layers) {
        /// More is no manifest.
        private static final int MAX = 4 << 20;
        /// What any of them begins with, as next to no layer does.
        private static final ByteString BRACE = ByteString.copyFromUtf8("{");

        Layout layout(List<Descriptor> parents) {
            return new Layout(parents, config.orElseThrow(), layers);
        }

        static Optional<Json> read(Content content) {
            Map<String, Descriptor> manifests = new HashMap<>();
            List<Descriptor> config = new ArrayList<>();
            List<Descriptor> layers = new ArrayList<>();
            if (!content.part(0, 1).equals(BRACE)) {
                return Optional.empty();
            }
            try {
                StrictJson.read(content.part(0, MAX).toByteArray(), (json, name) -> {
                    switch (name) {
                        case "manifests" ->
                            json.array(each -> {
                                Reading reading = Reading.of(each);
                                manifests.put(reading.architecture, reading.descriptor());
                            });
                        case "config" -> config.add(Reading.of(json).descriptor());
                        case "layers" ->
                            json.array(each -> layers.add(Reading.of(each).descriptor()));
                        default -> json.skip();
                    }
                });
            } catch (StrictJson.Broken e) {
                return Optional.empty();
            }
            return manifests.isEmpty() && layers.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Json(manifests, config.stream().findFirst(), layers));
        }

        static String architecture(Content config) {
            StringBuilder found = new StringBuilder();
            try {
                StrictJson.read(config.part(0, MAX).toByteArray(), (json, name) -> {
                    if (name.equals("architecture")) {
                        found.append(json.text().orElse(""));
                    } else {
                        json.skip();
                    }
                });
            } catch (StrictJson.Broken e) {
                return "";
            }
            return found.toString();
        }
    }

    /// A descriptor as it is read.
    private static final class Reading {
        private String mediaType = "";
        private String digest = "";
        private String architecture = "";
        private long size;

        static Reading of(StrictJson json) throws StrictJson.Broken {
            Reading reading = new Reading();
            json.object((field, name) -> {
                switch (name) {
                    case "mediaType" -> reading.mediaType = field.text().orElse("");
                    case "digest" -> reading.digest = field.text().orElse("");
                    case "size" -> reading.size = field.number().orElse(0);
                    case "platform" -> field.object(reading::platform);
                    default -> field.skip();
                }
            });
            return reading;
        }

        private void platform(StrictJson json, String name) throws StrictJson.Broken {
            if (name.equals("architecture")) {
                architecture = json.text().orElse("");
            } else {
                json.skip();
            }
        }

        Descriptor descriptor() {
            return new Descriptor(mediaType, digest, size);
        }
    }
}
