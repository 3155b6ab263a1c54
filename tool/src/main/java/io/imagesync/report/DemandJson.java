package io.imagesync.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.imagesync.model.Demand;
import io.imagesync.model.ImageRef;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/// What Kubernetes asks of the nodes, as JSON in the shapes of docs/json.md. Of thousands of workloads and pods the
/// first are named, the others counted.
final class DemandJson {
    /// Workloads of one image.
    private static final int MOST_USERS = 10;

    private static final int MOST_PODS = 1000;

    private DemandJson() {}

    /// The fields `usedBy` and `users`; nothing where nobody uses it.
    static void usedBy(JsonGenerator json, List<String> users) throws IOException {
        if (!users.isEmpty()) {
            JsonDocument.texts(
                    json,
                    "usedBy",
                    users.stream().limit(MOST_USERS).map(DemandWords::label).toList());
            json.writeNumberField("users", users.size());
        }
    }

    /// @param onNoNode images that a workload needs and no node has, with their workloads
    static void fields(JsonGenerator json, Demand demand, Map<ImageRef, List<String>> onNoNode) throws IOException {
        JsonDocument.objects(json, "onNoNode", onNoNode.entrySet(), one -> {
            json.writeStringField("image", one.getKey().toString());
            usedBy(json, one.getValue());
        });
        json.writeNumberField("podsWaiting", demand.waiting().size());
        JsonDocument.objects(
                json, "waiting", demand.waiting().stream().limit(MOST_PODS).toList(), pod -> {
                    json.writeStringField("pod", DemandWords.label(pod.pod()));
                    json.writeStringField("node", pod.node().text());
                    json.writeStringField("image", pod.image().toString());
                    json.writeStringField("reason", DemandWords.reason(pod));
                });
    }

    /// Nothing where no node is left out on purpose.
    static void leftAlone(JsonGenerator json, Demand demand) throws IOException {
        if (!demand.leftAlone().isEmpty()) {
            JsonDocument.objects(json, "leftAlone", demand.leftAlone(), one -> {
                json.writeStringField("node", one.node().text());
                JsonDocument.texts(json, "why", one.why());
            });
        }
    }
}
