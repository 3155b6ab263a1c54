package io.imagesync.cluster;

import io.imagesync.json.StrictJson;
import io.imagesync.json.StrictJson.Broken;
import io.imagesync.model.ImageRef;
import io.imagesync.model.NodeTerms;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// `spec` of a pod, or of the template of pods: the images that it needs, and where it may run.
final class PodSpecJson {
    private final Kept kept;
    private final Set<ImageRef> images = new LinkedHashSet<>();
    private final Map<String, ImageRef> byContainer = new HashMap<>();
    private final NodeTermsJson terms;
    private String node = "";

    PodSpecJson(Kept kept) {
        this.kept = kept;
        this.terms = new NodeTermsJson(kept);
    }

    void read(StrictJson json) throws Broken {
        json.object(this::field);
    }

    private void field(StrictJson json, String key) throws Broken {
        switch (key) {
            case "containers", "initContainers" -> json.array(this::container);
            case "volumes" ->
                json.array(volume -> Fields.only(
                        volume,
                        "image",
                        in -> image(in, Fields.texts(in, "reference").get("reference"))));
            case "nodeSelector" -> terms.nodeSelector(json);
            case "affinity" -> terms.affinity(json);
            case "nodeName" -> node = json.text().orElse("");
            default -> json.skip();
        }
    }

    private void container(StrictJson json) throws Broken {
        Fields container = Fields.texts(json, "name", "image");
        image(json, container.get("image")).ifPresent(image -> byContainer.put(container.get("name"), image));
    }

    /// A template may leave it to whatever changes its pods: then there is none.
    private Optional<ImageRef> image(StrictJson json, String text) throws Broken {
        Optional<ImageRef> image = kept.image(json, text);
        if (image.isEmpty() && !text.isEmpty()) {
            kept.leftOut(text, "is not an image reference; it is left out");
        }
        image.ifPresent(images::add);
        return image;
    }

    List<ImageRef> images() {
        return new ArrayList<>(images);
    }

    Optional<ImageRef> imageOf(String container) {
        return Optional.ofNullable(byContainer.get(container));
    }

    NodeTerms where() {
        return terms.terms();
    }

    /// That it was given to, or nothing.
    String node() {
        return node;
    }
}
