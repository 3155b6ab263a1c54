package io.imagesync.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.imagesync.model.Removal;
import io.imagesync.model.RemovalPlan;
import io.imagesync.model.RemovalPlan.Staying;
import io.imagesync.model.Removals;
import io.imagesync.model.Survey;
import java.io.IOException;
import java.util.List;

/// What is going to be removed, or was, as JSON in the shapes of docs/json.md.
public final class RemovalJson {
    private RemovalJson() {}

    public static String plan(List<Survey> surveys, RemovalPlan plan, List<String> warnings) {
        return JsonDocument.of("removal-plan", json -> {
            JsonDocument.objects(json, "leftOut", Survey.leftOut(surveys), out -> {
                json.writeStringField("node", out.node().text());
                ReportJson.failure(json, out.why());
            });
            json.writeArrayFieldStart("removals");
            for (RemovalPlan.NodePart part : plan.nodes()) {
                for (RemovalPlan.Going one : part.goes()) {
                    json.writeStartObject();
                    json.writeStringField("node", part.node().text());
                    json.writeStringField("image", one.name().toString());
                    going(json, one);
                    json.writeEndObject();
                }
            }
            json.writeEndArray();
            rest(json, new Removals(plan, List.of()));
            JsonDocument.texts(json, "warnings", warnings);
        });
    }

    private static void going(JsonGenerator json, RemovalPlan.Going one) throws IOException {
        json.writeStringField("id", one.image().id());
        json.writeBooleanField("last", one.last());
        JsonDocument.number(json, "bytesFreed", one.freed());
    }

    /// In the report of a run.
    static void fields(JsonGenerator json, Removals removals) throws IOException {
        JsonDocument.objects(json, "removals", removals.ended(), removal -> {
            json.writeStringField("node", removal.node().text());
            json.writeStringField("image", removal.image().toString());
            switch (removal) {
                case Removal.Gone(var _, var going) -> {
                    json.writeStringField("result", "removed");
                    going(json, going);
                }
                case Removal.Stayed(var _, var staying) -> {
                    json.writeStringField("result", "stays");
                    staying(json, staying);
                }
                case Removal.Failed(var _, var _, var why) -> {
                    json.writeStringField("result", "failed");
                    ReportJson.failure(json, why);
                }
            }
        });
        rest(json, new Removals(removals.plan(), List.of()));
    }

    private static void rest(JsonGenerator json, Removals planned) throws IOException {
        JsonDocument.objects(json, "stays", planned.stayed().toList(), one -> {
            json.writeStringField("node", one.node().text());
            json.writeStringField("image", one.image().toString());
            staying(json, one.staying());
        });
        JsonDocument.objects(json, "refused", planned.plan().refused(), one -> {
            json.writeStringField("image", one.name().toString());
            json.writeStringField("reason", one.rule().name());
            DemandJson.usedBy(json, one.users());
        });
        JsonDocument.texts(json, "unmatched", RemovalText.patterns(planned.plan()));
    }

    private static void staying(JsonGenerator json, Staying staying) throws IOException {
        json.writeStringField("reason", staying.why().toString());
        json.writeStringField("detail", staying.detail());
    }
}
