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
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// A plan or a finished run as JSON, in the shapes of docs/json.md.
public final class ReportJson {
    private final JsonGenerator json;
    private final boolean whole;

    /// @param whole whether with what there may be of in millions: what is said of single pulls and images
    private ReportJson(JsonGenerator json, boolean whole) {
        this.json = json;
        this.whole = whole;
    }

    public static String plan(List<Survey> surveys, Plan plan, List<String> warnings) {
        return JsonDocument.of("plan", json -> {
            ReportJson out = new ReportJson(json, true);
            out.nodes(surveys, plan);
            out.totals(plan);
            out.warnings(plan, warnings);
        });
    }

    public static Document run(RunReport report) {
        return run(report, Optional.empty());
    }

    /// @param why the run could not be done, if so
    static Document run(RunReport report, Optional<SyncEvent.Impossible> why) {
        return run(report, why, true);
    }

    /// The same with nothing of single pulls and images, for a run of which the whole would be too large to be kept.
    static Document shortened(RunReport report) {
        return run(report, Optional.empty(), false);
    }

    private static Document run(RunReport report, Optional<SyncEvent.Impossible> why, boolean whole) {
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
            if (!whole) {
                json.writeBooleanField("shortened", true);
            }
            out.nodes(report.surveys(), report.plan());
            if (whole) {
                StatusJson.images(json, report.matrix());
                out.outcomes(report.outcomes());
            }
            out.totals(report.plan());
        });
    }

    private void nodes(List<Survey> surveys, Plan plan) throws IOException {
        json.writeArrayFieldStart("nodes");
        for (Survey survey : surveys) {
            json.writeStartObject();
            json.writeStringField("name", survey.node().text());
            if (survey instanceof Survey.LeftOut(var _, var why, var _)) {
                json.writeStringField("state", "left-out");
                failure(why);
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
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void listing(Listing listing) throws IOException {
        if (listing.architecture().isPresent()) {
            json.writeStringField("architecture", listing.architecture().get());
        }
        json.writeNumberField("imagesHeld", listing.images().size());
        number(
                "bytesHeld",
                Sizes.sum(listing.images().stream().map(HeldImage::size).toList()));
        if (listing.disk().isPresent()) {
            json.writeObjectFieldStart("disk");
            json.writeStringField("mountPoint", listing.disk().get().mountPoint());
            json.writeNumberField("capacity", listing.disk().get().capacity());
            json.writeNumberField("used", listing.disk().get().used());
            json.writeEndObject();
        }
    }

    private void part(Plan.NodePlan part) throws IOException {
        json.writeNumberField("matching", part.matching());
        json.writeNumberField("missing", part.missing());
        json.writeNumberField("skipped", part.skipped());
        if (whole) {
            pulls(part);
            skips(part);
        }
    }

    private void pulls(Plan.NodePlan part) throws IOException {
        json.writeArrayFieldStart("pulls");
        for (Pull pull : part.pulls()) {
            json.writeStartObject();
            json.writeStringField("image", pull.image().toString());
            if (pull.again()) {
                json.writeBooleanField("again", true);
            }
            size(pull);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void skips(Plan.NodePlan part) throws IOException {
        json.writeArrayFieldStart("skips");
        for (var skip : part.skips()) {
            json.writeStartObject();
            json.writeStringField("image", skip.image().toString());
            json.writeStringField("reason", skip.reason().toString());
            json.writeStringField("detail", skip.detail());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void outcomes(List<Outcome> outcomes) throws IOException {
        json.writeArrayFieldStart("outcomes");
        for (Outcome outcome : outcomes) {
            json.writeStartObject();
            json.writeStringField("node", outcome.pull().node().text());
            json.writeStringField("image", outcome.pull().image().toString());
            outcome(outcome);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void outcome(Outcome outcome) throws IOException {
        switch (outcome) {
            case Outcome.Pulled pulled -> size(pulled.size(), pulled.isAbout());
            case Outcome.Failed _, Outcome.NotTried _ -> size(outcome.pull());
        }
        switch (outcome) {
            case Outcome.Pulled pulled -> {
                json.writeStringField("result", "pulled");
                json.writeStringField("started", pulled.started().toString());
                json.writeNumberField("seconds", pulled.took().toMillis() / 1000.0);
                json.writeNumberField("attempts", pulled.attempts());
                number("transferred", pulled.transferred());
                number("bytesPerSecond", pulled.bytesPerSecond());
            }
            case Outcome.Failed(var _, var why, var started, var took, var attempts) -> {
                json.writeStringField("result", "failed");
                json.writeStringField("reason", FailureWords.reason(why));
                failure(why);
                json.writeStringField("started", started.toString());
                json.writeNumberField("seconds", took.toMillis() / 1000.0);
                json.writeNumberField("attempts", attempts);
            }
            case Outcome.NotTried(var _, var cause, var detail) -> {
                json.writeStringField("result", "not-tried");
                json.writeStringField("reason", cause.word());
                json.writeStringField("detail", detail);
                json.writeStringField("what", FailureWords.what(cause));
                json.writeStringField("remedy", FailureWords.remedy(cause));
            }
        }
    }

    /// The fields of an outcome, without those that say of which pull.
    static void outcome(JsonGenerator json, Outcome outcome) throws IOException {
        new ReportJson(json, true).outcome(outcome);
    }

    private void totals(Plan plan) throws IOException {
        json.writeNumberField("pulls", plan.pulls().size());
        number("bytesToPull", Sizes.sum(plan.pulls().stream().map(Pull::size).toList()));
        if (whole) {
            names(plan);
        }
    }

    private void names(Plan plan) throws IOException {
        json.writeArrayFieldStart("excluded");
        for (var image : plan.excluded()) {
            json.writeString(image.toString());
        }
        json.writeEndArray();
        JsonDocument.texts(json, "invalid", plan.invalid().keySet());
        json.writeArrayFieldStart("drift");
        for (Plan.Drift drift : plan.drift()) {
            json.writeString(drift.image().toString());
        }
        json.writeEndArray();
    }

    private void warnings(Plan plan, List<String> warnings) throws IOException {
        json.writeArrayFieldStart("warnings");
        for (String warning : warnings) {
            json.writeString(warning);
        }
        for (String warning : PlainText.words(plan.plainText()).stream().toList()) {
            json.writeString(warning);
        }
        for (String warning : IdlePrefixes.words(plan)) {
            json.writeString(warning);
        }
        json.writeEndArray();
    }

    private void failure(Failure failure) throws IOException {
        json.writeObjectFieldStart("failure");
        json.writeStringField("what", failure.what());
        json.writeStringField("remedy", failure.remedy());
        json.writeBooleanField("passing", failure.passing());
        json.writeEndObject();
    }

    private void size(Pull pull) throws IOException {
        size(pull.size(), pull.isAbout());
    }

    private void size(OptionalLong bytes, boolean about) throws IOException {
        number("bytes", bytes);
        if (about) {
            json.writeBooleanField("about", true);
        }
    }

    private void number(String field, OptionalLong number) throws IOException {
        JsonDocument.number(json, field, number);
    }
}
