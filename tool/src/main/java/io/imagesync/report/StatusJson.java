package io.imagesync.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.imagesync.model.DiskUsage;
import io.imagesync.model.Listing;
import io.imagesync.model.Matrix;
import io.imagesync.model.Matrix.Cell;
import io.imagesync.model.NodeName;
import io.imagesync.model.Plan;
import io.imagesync.model.Pull;
import io.imagesync.model.Survey;
import java.io.IOException;
import java.util.List;

/// What is where, as JSON in the shape of docs/json.md.
public final class StatusJson {
    private StatusJson() {}

    /// @param plan what of it comes through this host, was removed or is superseded, and who asks for it
    public static String of(List<Survey> surveys, Matrix matrix, Plan plan, List<String> warnings) {
        PinnedImages pinned = PinnedImages.of(surveys);
        return JsonDocument.of("status", json -> {
            JsonDocument.objects(json, "nodes", surveys, survey -> node(json, survey, matrix, pinned));
            JsonDocument.objects(json, "images", matrix.rows(), row -> {
                image(json, matrix, row);
                DemandJson.usedBy(json, plan.demand().users(row.image()));
                List<NodeName> nodes = pinned.nodes(matrix, row.image());
                if (!nodes.isEmpty()) {
                    JsonDocument.texts(json, "pinned", nodes);
                }
            });
            List<Pull> relays = plan.pulls().stream().filter(Pull::isRelay).toList();
            JsonDocument.objects(json, "relays", relays, relay -> {
                json.writeStringField("node", relay.node().text());
                json.writeStringField("image", relay.image().toString());
                ReportJson.way(json, relay);
            });
            if (!plan.removed().isEmpty()) {
                RemovedWords.json(json, plan.removed());
            }
            if (!plan.superseded().isEmpty()) {
                JsonDocument.texts(json, "superseded", plan.superseded());
            }
            if (plan.demand().byWorkloads()) {
                DemandJson.fields(json, plan.demand(), DemandWords.onNoNode(surveys, plan.demand()));
            }
            DemandJson.leftAlone(json, plan.demand());
            JsonDocument.texts(json, "warnings", warnings);
        });
    }

    private static void node(JsonGenerator json, Survey survey, Matrix matrix, PinnedImages pinned) throws IOException {
        NodeName node = survey.node();
        json.writeStringField("name", node.text());
        switch (survey) {
            case Survey.LeftOut(var _, var why, var _) -> {
                json.writeStringField("state", "left-out");
                json.writeStringField("what", why.what());
                json.writeStringField("remedy", why.remedy());
            }
            case Survey.Listed(var _, var listing) -> {
                json.writeStringField("state", "readable");
                if (matrix.nodes().contains(node)) {
                    for (Cell cell : Cell.values()) {
                        long count = matrix.count(node, cell);
                        if (cell != Cell.NOT_WANTED || count > 0) {
                            json.writeNumberField(name(cell), count);
                        }
                    }
                    json.writeNumberField("pinned", pinned.count(node, matrix));
                }
                disk(json, listing);
            }
        }
    }

    static void disk(JsonGenerator json, Listing listing) throws IOException {
        if (listing.disk().isPresent()) {
            DiskUsage disk = listing.disk().get();
            json.writeObjectFieldStart("disk");
            json.writeStringField("mountPoint", disk.mountPoint());
            json.writeNumberField("capacity", disk.capacity());
            json.writeNumberField("used", disk.used());
            json.writeEndObject();
        }
    }

    /// The field `images`: what of each wanted image is where. Nodes that have it are not named: they are all the
    /// others. Who uses an image is told where not all nodes have it that are to have it.
    static void images(JsonGenerator json, Matrix matrix, Plan plan) throws IOException {
        JsonDocument.objects(json, "images", matrix.rows(), row -> {
            image(json, matrix, row);
            if (plan.demand().byWorkloads() && !row.isInPlace()) {
                DemandJson.usedBy(json, plan.demand().users(row.image()));
            }
        });
    }

    private static void image(JsonGenerator json, Matrix matrix, Matrix.Row row) throws IOException {
        json.writeStringField("image", row.image().toString());
        JsonDocument.number(json, "bytes", row.size());
        for (Cell cell : List.of(Cell.MISSING, Cell.SKIPPED, Cell.DRIFT, Cell.BY_DIGEST)) {
            JsonDocument.texts(json, name(cell), matrix.nodes(row, cell));
        }
        List<NodeName> unwanted = matrix.nodes(row, Cell.NOT_WANTED);
        if (!unwanted.isEmpty()) {
            JsonDocument.texts(json, name(Cell.NOT_WANTED), unwanted);
        }
    }

    private static String name(Cell cell) {
        return switch (cell) {
            case PRESENT -> "present";
            case MISSING -> "missing";
            case SKIPPED -> "skipped";
            case DRIFT -> "drift";
            case BY_DIGEST -> "byDigest";
            case NOT_WANTED -> "notWanted";
        };
    }
}
