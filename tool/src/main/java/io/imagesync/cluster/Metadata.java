package io.imagesync.cluster;

import io.imagesync.json.StrictJson;
import io.imagesync.json.StrictJson.Broken;
import java.util.HashMap;
import java.util.Map;

/// `metadata` of an object, as far as it matters.
final class Metadata {
    private final Kept kept;
    private final boolean withLabels;
    private String name = "";
    private String namespace = "";
    private String uid = "";
    private boolean deleting;
    private boolean owned;
    private final Map<String, String> labels = new HashMap<>();

    /// @param withLabels whether labels matter
    Metadata(Kept kept, boolean withLabels) {
        this.kept = kept;
        this.withLabels = withLabels;
    }

    void read(StrictJson json) throws Broken {
        json.object(this::field);
    }

    private void field(StrictJson json, String key) throws Broken {
        switch (key) {
            case "name" -> name = json.text().orElse("");
            case "namespace" -> namespace = json.text().orElse("");
            case "uid" -> uid = json.text().orElse("");
            case "deletionTimestamp" -> deleting = json.text().isPresent();
            case "ownerReferences" ->
                json.array(each -> {
                    each.skip();
                    owned = true;
                });
            case "labels" -> {
                if (withLabels) {
                    json.object(this::label);
                } else {
                    json.skip();
                }
            }
            default -> json.skip();
        }
    }

    private void label(StrictJson json, String key) throws Broken {
        String value = json.text().orElse("");
        if (Syntax.isLabelKey(key) && Syntax.isLabelValue(value)) {
            labels.put(kept.text(json, key), kept.text(json, value));
        } else {
            kept.leftOut(key + "=" + value, "is not a label; it is left out");
        }
    }

    /// Whether the name of a node is one.
    boolean isNode() {
        return isFit(Syntax.isName(name), name, "is not the name of a node; it is left out");
    }

    /// Whether the names of something in a namespace are ones.
    boolean isNamespaced(String kind) {
        boolean fit = Syntax.isNamespace(namespace) && Syntax.isName(name);
        return isFit(fit, label(), "is not the name of a " + kind + "; it is left out");
    }

    private boolean isFit(boolean fit, String text, String why) {
        if (!fit) {
            kept.leftOut(text, why);
        }
        return fit;
    }

    String name() {
        return name;
    }

    String namespace() {
        return namespace;
    }

    String uid() {
        return uid;
    }

    /// `NAMESPACE/NAME`.
    String label() {
        return namespace + "/" + name;
    }

    boolean isDeleting() {
        return deleting;
    }

    /// Whether something else keeps it.
    boolean isOwned() {
        return owned;
    }

    Map<String, String> labels() {
        return labels;
    }
}
