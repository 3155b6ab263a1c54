package io.imagesync.cluster;

import io.imagesync.json.StrictJson;
import io.imagesync.json.StrictJson.Broken;
import io.imagesync.model.NodeTerms;
import io.imagesync.model.NodeTerms.Operator;
import io.imagesync.model.NodeTerms.Requirement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// `nodeSelector` and `affinity` of a pod. What is not understood limits nothing.
final class NodeTermsJson {
    private static final Map<String, Operator> OPERATORS = Map.of(
            "In", Operator.IN,
            "NotIn", Operator.NOT_IN,
            "Exists", Operator.EXISTS,
            "DoesNotExist", Operator.DOES_NOT_EXIST,
            "Gt", Operator.GT,
            "Lt", Operator.LT);

    private final Kept kept;
    private final List<Requirement> selector = new ArrayList<>();
    private final List<List<Requirement>> terms = new ArrayList<>();

    NodeTermsJson(Kept kept) {
        this.kept = kept;
    }

    /// Each term with the selector's requirements; one without any holds always.
    NodeTerms terms() {
        List<List<Requirement>> alternatives = terms.isEmpty() ? List.of(List.of()) : terms;
        List<List<Requirement>> whole = alternatives.stream()
                .map(term -> Stream.concat(selector.stream(), term.stream()).toList())
                .toList();
        return whole.stream().anyMatch(List::isEmpty) ? NodeTerms.NONE : new NodeTerms(whole);
    }

    void nodeSelector(StrictJson json) throws Broken {
        json.object((in, key) -> {
            String value = in.text().orElse("");
            requirement(in, key, false, "In", List.of(value)).ifPresent(selector::add);
        });
    }

    void affinity(StrictJson json) throws Broken {
        Fields.only(
                json,
                "nodeAffinity",
                node -> Fields.only(
                        node,
                        "requiredDuringSchedulingIgnoredDuringExecution",
                        required -> Fields.only(required, "nodeSelectorTerms", all -> all.array(this::term))));
    }

    /// One that asks for nothing takes no node, says the API.
    private void term(StrictJson json) throws Broken {
        List<Requirement> term = new ArrayList<>();
        int[] asked = {0};
        json.object((in, key) -> {
            switch (key) {
                case "matchExpressions" ->
                    in.array(each -> {
                        asked[0]++;
                        requirement(each, false).ifPresent(term::add);
                    });
                case "matchFields" ->
                    in.array(each -> {
                        asked[0]++;
                        requirement(each, true).ifPresent(term::add);
                    });
                default -> {
                    asked[0]++;
                    kept.leftOut(key, "of a node affinity is not understood; it limits nothing");
                    in.skip();
                }
            }
        });
        if (asked[0] > 0) {
            terms.add(term);
        }
    }

    private Optional<Requirement> requirement(StrictJson json, boolean field) throws Broken {
        String[] texts = {"", ""};
        List<String> values = new ArrayList<>();
        json.object((in, name) -> {
            switch (name) {
                case "key" -> texts[0] = in.text().orElse("");
                case "operator" -> texts[1] = in.text().orElse("");
                case "values" -> in.array(each -> values.add(each.text().orElse("")));
                default -> in.skip();
            }
        });
        return requirement(json, texts[0], field, texts[1], values);
    }

    private Optional<Requirement> requirement(
            StrictJson json, String key, boolean field, String operator, List<String> values) throws Broken {
        Operator known = OPERATORS.get(operator);
        boolean isKey = field ? key.equals("metadata.name") : Syntax.isLabelKey(key);
        if (known == null || !isKey || !values.stream().allMatch(field ? Syntax::isName : Syntax::isLabelValue)) {
            kept.leftOut(key + " " + operator, "of a workload's nodes is not understood; it limits nothing");
            return Optional.empty();
        }
        List<String> all = new ArrayList<>();
        for (String value : values) {
            all.add(kept.text(json, value));
        }
        return Optional.of(new Requirement(kept.text(json, key), field, known, all));
    }
}
