package io.imagesync.state;

import io.imagesync.json.StrictJson;
import io.imagesync.json.StrictJson.Broken;
import io.imagesync.model.ClusterAnswer;
import io.imagesync.model.ClusterNode;
import io.imagesync.model.ImageRef;
import io.imagesync.model.NodeAddress;
import io.imagesync.model.NodeName;
import io.imagesync.model.NodeSkip;
import io.imagesync.model.NodeTerms;
import io.imagesync.model.NodeTerms.Operator;
import io.imagesync.model.NodeTerms.Requirement;
import io.imagesync.model.WaitingPod;
import io.imagesync.model.Workload;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What has been read so far of a kept answer of Kubernetes, checked as if it came from the API.
final class ClusterReading {
    /// Nodes, labels, workloads, images and all else that there may be many of, together.
    static final int MAX_PARTS = 2_000_000;

    private static final Predicate<String> NAME = matches("(?=.{1,253}$)[a-z0-9]([-a-z0-9.]*[a-z0-9])?");
    private static final Predicate<String> POD = matches("[a-z0-9][-a-z0-9]{0,62}/[a-z0-9][-a-z0-9.]{0,252}");
    private static final Predicate<String> WORD = matches("[A-Za-z]{1,64}");
    private static final Predicate<String> WORDS = matches("[a-z-]{1,64}");
    private static final Predicate<String> KEY =
            matches("([a-z0-9][-a-z0-9.]{0,252}/)?[A-Za-z0-9][-A-Za-z0-9_.]{0,62}");
    private static final Predicate<String> VALUE = matches("[-A-Za-z0-9_.]{0,253}");

    private final List<ClusterNode> nodes = new ArrayList<>();
    private final List<Workload> workloads = new ArrayList<>();
    private final List<WaitingPod> waiting = new ArrayList<>();
    private final Set<String> nodeNames = new HashSet<>();
    /// Each text and each image once in memory.
    private final Map<String, String> known = new HashMap<>();
    private final Map<String, ImageRef> images = new HashMap<>();
    private String question = "";
    private @Nullable Instant at;
    private int parts;

    private static Predicate<String> matches(String pattern) {
        return Pattern.compile(pattern).asMatchPredicate();
    }

    /// @return nothing when there is none, or another question was asked
    Optional<ClusterAnswer> answer(String asked) {
        Instant when = at;
        return when == null || !asked.equals(question)
                ? Optional.empty()
                : Optional.of(new ClusterAnswer(when, nodes, workloads, waiting));
    }

    void field(StrictJson json, String name) throws Broken {
        switch (name) {
            case "question" -> question = json.text().orElse("");
            case "at" -> at = time(json);
            case "nodes" -> json.array(each -> nodes.add(node(each)));
            case "workloads" -> json.array(each -> workloads.add(workload(each)));
            case "waiting" -> json.array(each -> waiting.add(pod(each)));
            default -> json.skip();
        }
    }

    private static Instant time(StrictJson json) throws Broken {
        try {
            return Instant.parse(json.text().orElse(""));
        } catch (DateTimeException _) {
            throw new Broken("this is not a time", json.place());
        }
    }

    private ClusterNode node(StrictJson json) throws Broken {
        Map<String, String> texts = new HashMap<>();
        Map<String, String> labels = new HashMap<>();
        Map<NodeAddress, String> addresses = new EnumMap<>(NodeAddress.class);
        Set<NodeSkip> marks = EnumSet.noneOf(NodeSkip.class);
        boolean[] selected = {false};
        json.object((fields, field) -> {
            switch (field) {
                case "name" -> texts.put(field, text(fields, NAME));
                case "selected" -> selected[0] = fields.isTrue();
                case "labels" -> fields.object((each, key) -> labels.put(checked(key, KEY, each), text(each, VALUE)));
                case "addresses" ->
                    fields.object((each, type) ->
                            addresses.put(one(NodeAddress.values(), type, each), text(each, NodeName::isValid)));
                case "marks" -> fields.array(each -> marks.add(one(NodeSkip.values(), text(each, WORDS), each)));
                default -> fields.skip();
            }
        });
        if (!nodeNames.add(required(texts, "name", json))) {
            throw new Broken("this node is there twice", json.place());
        }
        return new ClusterNode(required(texts, "name", json), selected[0], labels, addresses, marks);
    }

    private Workload workload(StrictJson json) throws Broken {
        Map<String, String> texts = new HashMap<>();
        List<ImageRef> named = new ArrayList<>();
        List<List<Requirement>> anyOf = new ArrayList<>();
        json.object((fields, field) -> {
            switch (field) {
                case "kind" -> texts.put(field, text(fields, WORD));
                case "namespace", "name" -> texts.put(field, text(fields, NAME));
                case "images" -> fields.array(each -> named.add(image(each)));
                case "where" -> fields.array(each -> anyOf.add(term(each)));
                default -> fields.skip();
            }
        });
        return new Workload(
                required(texts, "kind", json),
                required(texts, "namespace", json),
                required(texts, "name", json),
                named,
                new NodeTerms(anyOf));
    }

    private List<Requirement> term(StrictJson json) throws Broken {
        List<Requirement> term = new ArrayList<>();
        count(json);
        json.array(each -> term.add(requirement(each)));
        return term;
    }

    private Requirement requirement(StrictJson json) throws Broken {
        Map<String, String> texts = new HashMap<>();
        List<String> values = new ArrayList<>();
        boolean[] isField = {false};
        json.object((fields, field) -> {
            switch (field) {
                case "key" -> texts.put(field, text(fields, KEY));
                case "field" -> isField[0] = fields.isTrue();
                case "operator" -> texts.put(field, text(fields, _ -> true));
                case "values" -> fields.array(each -> values.add(text(each, VALUE)));
                default -> fields.skip();
            }
        });
        String operator = required(texts, "operator", json);
        for (Operator one : Operator.values()) {
            if (one.name().equals(operator)) {
                return new Requirement(required(texts, "key", json), isField[0], one, values);
            }
        }
        throw new Broken("this is not an operator", json.place());
    }

    private WaitingPod pod(StrictJson json) throws Broken {
        Map<String, String> texts = new HashMap<>();
        List<ImageRef> image = new ArrayList<>();
        json.object((fields, field) -> {
            switch (field) {
                case "pod" -> texts.put(field, text(fields, POD));
                case "node" -> texts.put(field, text(fields, NAME));
                case "reason" -> texts.put(field, text(fields, WORD));
                case "image" -> image.add(image(fields));
                default -> fields.skip();
            }
        });
        if (image.isEmpty()) {
            throw new Broken("a pod that waits has no image", json.place());
        }
        return new WaitingPod(
                required(texts, "pod", json),
                required(texts, "node", json),
                image.getFirst(),
                required(texts, "reason", json));
    }

    private ImageRef image(StrictJson json) throws Broken {
        String text = text(json, _ -> true);
        ImageRef image = images.get(text);
        if (image == null) {
            image = ImageRef.parse(text).orElseThrow(() -> new Broken("this is not an image", json.place()));
            images.put(text, image);
        }
        return image;
    }

    private static <E> E one(E[] all, String text, StrictJson json) throws Broken {
        for (E each : all) {
            if (each.toString().equals(text)) {
                return each;
            }
        }
        throw new Broken("this word is not known", json.place());
    }

    private static String required(Map<String, String> texts, String field, StrictJson json) throws Broken {
        String text = texts.get(field);
        if (text == null) {
            throw new Broken("the field " + field + " is missing", json.place());
        }
        return text;
    }

    private String text(StrictJson json, Predicate<String> valid) throws Broken {
        return checked(json.text().orElse(""), valid, json);
    }

    private String checked(String text, Predicate<String> valid, StrictJson json) throws Broken {
        count(json);
        if (!valid.test(text)) {
            throw new Broken("this is not valid", json.place());
        }
        return known.computeIfAbsent(text, one -> one);
    }

    private void count(StrictJson json) throws Broken {
        if (++parts > MAX_PARTS) {
            throw new Broken("there are more than " + MAX_PARTS, json.place());
        }
    }
}
