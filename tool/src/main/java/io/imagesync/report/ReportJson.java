package io.imagesync.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.imagesync.model.Failure;
import io.imagesync.model.HeldImage;
import io.imagesync.model.Listing;
import io.imagesync.model.Outcome;
import io.imagesync.model.Plan;
import io.imagesync.model.Pull;
import io.imagesync.model.RunReport;
import io.imagesync.model.Sizes;
import io.imagesync.model.Survey;
import io.imagesync.model.SyncEvent;
import io.imagesync.model.Way;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// A plan or a finished run as JSON, in the shapes of docs/json.md.
public final class ReportJson {
    private final JsonGenerator json;
    private final boolean whole;

    private ReportJson(JsonGenerator json, boolean whole) {
        this.json = json;
        this.whole = whole;
    }

    public static String plan(List<Survey> surveys, Plan plan, List<String> warnings) {
        return JsonDocument.of("plan", json -> {
            ReportJson out = new ReportJson(json, true);
            out.nodes(surveys, plan);
            out.totals(plan);
            if (plan.demand().byWorkloads()) {
                DemandJson.fields(json, plan.demand(), DemandWords.onNoNode(surveys, plan.demand()));
            }
            List<String> all = new ArrayList<>(warnings);
            all.addAll(PlanWarnings.of(plan));
            JsonDocument.texts(json, "warnings", all);
        });
    }

    public static Document run(RunReport report) {
        return run(report, Optional.empty(), true);
    }

    /// @param why the run could not be done, if so
    /// @param whole whether with what there may be of in millions: what is said of single pulls and images
    static Document run(RunReport report, Optional<SyncEvent.Impossible> why, boolean whole) {
        return JsonDocument.streamed("run", json -> {
            ReportJson out = new ReportJson(json, whole);
            json.writeStringField("started", report.started().toString());
            json.writeNumberField("seconds", report.took().toMillis() / 1000.0);
            json.writeBooleanField("complete", report.complete() && why.isEmpty());
            json.writeBooleanField("cancelled", report.cancelled());
            if (why.isPresent()) {
                json.writeObjectFieldStart("impossible");
                json.writeStringField("what", why.get().what());
                json.writeStringField("remedy", why.get().remedy());
                json.writeEndObject();
            }
            JsonDocument.flag(json, "shortened", !whole);
            out.nodes(report.surveys(), report.plan());
            if (whole) {
                StatusJson.images(json, report.matrix(), report.plan());
                JsonDocument.objects(json, "outcomes", report.outcomes(), outcome -> {
                    json.writeStringField("node", outcome.pull().node().text());
                    json.writeStringField("image", outcome.pull().image().toString());
                    outcome(json, outcome);
                });
            }
            out.totals(report.plan());
            if (whole && report.plan().demand().byWorkloads()) {
                DemandJson.fields(json, report.plan().demand(), DemandWords.onNoNode(report));
            }
            if (!report.removals().isNone()) {
                RemovalJson.fields(json, report.removals());
            }
        });
    }

    private void nodes(List<Survey> surveys, Plan plan) throws IOException {
        JsonDocument.objects(json, "nodes", surveys, survey -> {
            json.writeStringField("name", survey.node().text());
            if (survey instanceof Survey.LeftOut(var _, var why, var _)) {
                json.writeStringField("state", "left-out");
                failure(json, why);
            }
            if (survey instanceof Survey.Listed(var node, var listing)) {
                json.writeStringField("state", "readable");
                listing(listing);
                for (Plan.NodePlan part : plan.nodes()) {
                    if (part.node().equals(node)) {
                        part(part);
                    }
                }
            }
        });
    }

    private void listing(Listing listing) throws IOException {
        if (listing.architecture().isPresent()) {
            json.writeStringField("architecture", listing.architecture().get());
        }
        json.writeNumberField("imagesHeld", listing.images().size());
        List<OptionalLong> sizes =
                listing.images().stream().map(HeldImage::size).toList();
        JsonDocument.number(json, "bytesHeld", Sizes.sum(sizes));
        StatusJson.disk(json, listing);
    }

    private void part(Plan.NodePlan part) throws IOException {
        json.writeNumberField("matching", part.matching());
        json.writeNumberField("missing", part.missing());
        json.writeNumberField("skipped", part.skipped());
        if (whole) {
            JsonDocument.objects(json, "pulls", part.pulls(), pull -> {
                json.writeStringField("image", pull.image().toString());
                JsonDocument.flag(json, "again", pull.again());
                JsonDocument.flag(json, "awaited", pull.awaited());
                size(json, pull.size(), pull.isAbout());
                way(json, pull);
            });
            JsonDocument.objects(json, "skips", part.skips(), skip -> {
                json.writeStringField("image", skip.image().toString());
                json.writeStringField("reason", skip.reason().toString());
                json.writeStringField("detail", skip.detail());
            });
        }
    }

    /// Of what comes through this host: from where, and how much of it.
    static void way(JsonGenerator json, Pull pull) throws IOException {
        if (pull.way() instanceof Way.Relay(var source, var missing)) {
            json.writeStringField("relayedFrom", source);
            JsonDocument.number(json, "bytesMissing", missing);
        }
    }

    /// The fields of an outcome, without those that say of which pull.
    static void outcome(JsonGenerator json, Outcome outcome) throws IOException {
        way(json, outcome.pull());
        switch (outcome) {
            case Outcome.Pulled pulled -> {
                size(json, pulled.size(), pulled.isAbout());
                json.writeStringField("result", "pulled");
                tries(json, pulled.started(), pulled.took(), pulled.attempts());
                JsonDocument.number(json, "transferred", pulled.transferred());
                JsonDocument.number(json, "bytesPerSecond", pulled.bytesPerSecond());
            }
            case Outcome.Failed(var pull, var why, var started, var took, var attempts) -> {
                size(json, pull.size(), pull.isAbout());
                json.writeStringField("result", "failed");
                json.writeStringField("reason", FailureWords.reason(why));
                failure(json, why);
                tries(json, started, took, attempts);
            }
            case Outcome.NotTried(var pull, var cause, var detail) -> {
                size(json, pull.size(), pull.isAbout());
                json.writeStringField("result", "not-tried");
                json.writeStringField("reason", cause.word());
                json.writeStringField("detail", detail);
                json.writeStringField("what", FailureWords.what(cause));
                json.writeStringField("remedy", FailureWords.remedy(cause));
            }
        }
    }

    private static void tries(JsonGenerator json, Instant started, Duration took, int attempts) throws IOException {
        json.writeStringField("started", started.toString());
        json.writeNumberField("seconds", took.toMillis() / 1000.0);
        json.writeNumberField("attempts", attempts);
    }

    private void totals(Plan plan) throws IOException {
        List<OptionalLong> sizes = plan.pulls().stream().map(Pull::size).toList();
        json.writeNumberField("pulls", sizes.size());
        JsonDocument.number(json, "bytesToPull", Sizes.sum(sizes));
        List<OptionalLong> missing =
                plan.pulls().stream().filter(Pull::isRelay).map(Pull::missing).toList();
        if (!missing.isEmpty()) {
            json.writeNumberField("relays", missing.size());
            JsonDocument.number(json, "bytesToRelay", Sizes.sum(missing));
        }
        if (whole) {
            JsonDocument.texts(json, "excluded", plan.excluded());
            if (!plan.superseded().isEmpty()) {
                JsonDocument.texts(json, "superseded", plan.superseded());
            }
            JsonDocument.texts(json, "invalid", plan.invalid().keySet());
            JsonDocument.texts(
                    json, "drift", plan.drift().stream().map(Plan.Drift::image).toList());
        }
        if (whole && !plan.removed().isEmpty()) {
            RemovedWords.json(json, plan.removed());
        }
        if (whole && !plan.demand().leftAlone().isEmpty()) {
            DemandJson.leftAlone(json, plan.demand());
        }
    }

    static void failure(JsonGenerator json, Failure failure) throws IOException {
        json.writeObjectFieldStart("failure");
        json.writeStringField("what", failure.what());
        json.writeStringField("remedy", failure.remedy());
        json.writeBooleanField("passing", failure.retryable());
        json.writeEndObject();
    }

    private static void size(JsonGenerator json, OptionalLong bytes, boolean about) throws IOException {
        JsonDocument.number(json, "bytes", bytes);
        JsonDocument.flag(json, "about", about);
    }
}
