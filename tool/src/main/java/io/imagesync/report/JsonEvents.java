package io.imagesync.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.imagesync.model.EventListener;
import io.imagesync.model.Pull;
import io.imagesync.model.PullProgress;
import io.imagesync.model.SyncEvent;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.function.Consumer;

/// What pulls do, as it happens: a JSON object a line, in the shapes of docs/json.md.
public final class JsonEvents implements EventListener {
    private final Consumer<String> out;
    private final DuePulls due;

    /// @param pause between two lines about the same pull
    public JsonEvents(Consumer<String> out, InstantSource clock, Duration pause) {
        this.out = out;
        this.due = new DuePulls(clock, pause);
    }

    @Override
    public void on(SyncEvent event) {
        due.on(event).forEach(report -> write("pull-progress", report.pull(), json -> progress(json, report)));
        if (event instanceof SyncEvent.PullStarted(var pull)) {
            write("pull-started", pull, json -> ReportJson.way(json, pull));
        } else if (event instanceof SyncEvent.Rerouted(var pull, var why, var relay)) {
            write("pull-rerouted", pull, json -> {
                json.writeStringField("what", why);
                ReportJson.way(json, relay);
            });
        } else if (event instanceof SyncEvent.PullEnded(var outcome)) {
            write("pull-ended", outcome.pull(), json -> ReportJson.outcome(json, outcome));
        }
    }

    private void write(String event, Pull pull, JsonDocument.Body<JsonGenerator> body) {
        out.accept(JsonDocument.line("event", json -> {
            json.writeStringField("event", event);
            json.writeStringField("node", pull.node().text());
            json.writeStringField("image", pull.image().toString());
            body.write(json);
        }));
    }

    private static void progress(JsonGenerator json, DuePulls.Report report) throws IOException {
        json.writeNumberField("seconds", report.elapsed().toMillis() / 1000.0);
        if (report.progress().isPresent()) {
            PullProgress progress = report.progress().get();
            json.writeStringField("phase", progress.phase().name().toLowerCase(Locale.ROOT));
            json.writeNumberField("transferred", progress.bytes());
            JsonDocument.number(json, "toTransfer", progress.total());
        }
        JsonDocument.number(json, "bytesPerSecond", report.bytesPerSecond());
    }
}
