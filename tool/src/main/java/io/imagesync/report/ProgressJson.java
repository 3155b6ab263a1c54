package io.imagesync.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.imagesync.json.StrictJson;
import io.imagesync.json.StrictJson.Broken;
import io.imagesync.model.ImageRef;
import io.imagesync.model.NodeName;
import io.imagesync.model.Pull;
import io.imagesync.model.PullProgress;
import io.imagesync.model.PullProgress.Phase;
import io.imagesync.model.RuntimeKind;
import io.imagesync.model.Texts;
import io.imagesync.model.Way;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A [Progress] as JSON, and back again from a file that may be anybody's.
final class ProgressJson {
    private static final long VERSION = 1;
    private static final int LONGEST_NAME = 200;

    private final PlainFields fields = new PlainFields();
    private final List<LiveState.Running> pulls = new ArrayList<>();
    private final List<String> said = new ArrayList<>();
    private Optional<PlainFields> planned = Optional.empty();

    private ProgressJson() {}

    static void write(JsonGenerator json, Progress progress) throws IOException {
        LiveState state = progress.state();
        json.writeNumberField("pid", progress.pid());
        json.writeStringField("at", state.at().toString());
        json.writeStringField("started", state.started().toString());
        json.writeNumberField("timeOut", state.timeOut().toSeconds());
        json.writeNumberField("nodes", state.asked());
        json.writeNumberField("answered", state.answered());
        json.writeNumberField("toRemove", state.removals().all());
        json.writeNumberField("removals", state.removals().ended());
        if (state.whole().isPresent()) {
            LiveState.Whole whole = state.whole().get();
            json.writeObjectFieldStart("planned");
            json.writeNumberField("images", whole.images());
            JsonDocument.number(json, "bytes", whole.bytes());
            JsonDocument.flag(json, "atLeast", whole.atLeast());
            JsonDocument.flag(json, "about", whole.about());
            json.writeEndObject();
        }
        sums(json, state);
        JsonDocument.objects(json, "pulls", state.running(), one -> pull(json, one));
        JsonDocument.texts(json, "said", progress.said());
        json.writeNumberField("saidBefore", progress.before());
    }

    private static void sums(JsonGenerator json, LiveState state) throws IOException {
        json.writeNumberField("ended", state.ended().all());
        json.writeNumberField("failed", state.ended().failed());
        json.writeNumberField("pulled", state.ended().pulled());
        json.writeNumberField("bytesPulled", state.ended().bytes());
        json.writeNumberField("bytesGone", state.ended().bytesGone());
        if (state.pulling().isPresent()) {
            json.writeStringField("pulling", state.pulling().get().toString());
        }
        json.writeNumberField("running", state.sums().pulls());
        json.writeNumberField("unpacking", state.sums().unpacking());
        json.writeNumberField("bytesRunning", state.sums().bytes());
    }

    private static void pull(JsonGenerator json, LiveState.Running one) throws IOException {
        Pull pull = one.pull();
        json.writeStringField("node", pull.node().text());
        json.writeStringField("image", pull.image().toString());
        JsonDocument.number(json, "bytes", pull.size());
        JsonDocument.flag(json, "again", pull.again());
        json.writeStringField("runtime", pull.runtime().name());
        json.writeStringField("told", pull.told().name());
        ReportJson.way(json, pull);
        json.writeStringField("since", one.since().toString());
        if (one.progress().isPresent()) {
            PullProgress progress = one.progress().get();
            json.writeStringField("phase", progress.phase().name());
            json.writeNumberField("transferred", progress.bytes());
            JsonDocument.number(json, "toTransfer", progress.total());
        }
        json.writeStringField("rateSince", one.from().when().toString());
        json.writeNumberField("rateBytes", one.from().bytes());
    }

    static Progress read(byte[] bytes) throws Broken {
        ProgressJson file = new ProgressJson();
        try {
            StrictJson.read(bytes, file::field);
            return file.progress();
        } catch (IllegalArgumentException | DateTimeException _) {
            throw new Broken("something in it is missing or not understood", new StrictJson.Place(1, 1));
        }
    }

    private void field(StrictJson json, String name) throws Broken {
        switch (name) {
            case "planned" -> planned = Optional.of(object(json));
            case "pulls" -> json.array(this::pull);
            case "said" -> json.array(this::line);
            default -> fields.field(json, name);
        }
    }

    private static PlainFields object(StrictJson json) throws Broken {
        PlainFields object = new PlainFields();
        json.object(object::field);
        return object;
    }

    private void line(StrictJson json) throws Broken {
        Optional<String> text = json.text();
        if (said.size() < Progress.MOST_SAID) {
            said.add(Texts.printable(text.orElse(""), Progress.LONGEST));
        }
    }

    private void pull(StrictJson json) throws Broken {
        PlainFields pull = object(json);
        if (pulls.size() < LiveState.MOST_RUNNING) {
            pulls.add(running(pull));
        }
    }

    private static LiveState.Running running(PlainFields fields) {
        Way way = fields.optional("relayedFrom")
                .map(from ->
                        (Way) new Way.Relay(Texts.printable(from, LONGEST_NAME), fields.optionalNumber("bytesMissing")))
                .orElse(Way.REGISTRY);
        Pull pull = new Pull(
                new NodeName(fields.text("node")),
                ImageRef.of(fields.text("image")),
                fields.optionalNumber("bytes"),
                fields.is("again"),
                RuntimeKind.valueOf(fields.text("runtime")),
                RuntimeKind.valueOf(fields.text("told")),
                way);
        Optional<PullProgress> progress = fields.optional("phase")
                .map(phase -> new PullProgress(
                        Phase.valueOf(phase), fields.number("transferred"), fields.optionalNumber("toTransfer")));
        return new LiveState.Running(
                pull,
                fields.time("since"),
                progress,
                new Pace.Point(fields.time("rateSince"), fields.number("rateBytes")));
    }

    private Progress progress() {
        if (fields.number("version") != VERSION) {
            throw new IllegalArgumentException("version");
        }
        LiveState state = new LiveState(
                fields.time("at"),
                fields.time("started"),
                Duration.ofSeconds(fields.count("timeOut")),
                fields.count("nodes"),
                fields.count("answered"),
                new LiveState.Removals(fields.count("toRemove"), fields.count("removals")),
                planned.map(whole -> new LiveState.Whole(
                        whole.count("images"), whole.optionalNumber("bytes"), whole.is("atLeast"), whole.is("about"))),
                new LiveState.Ended(
                        fields.count("ended"),
                        fields.count("failed"),
                        fields.count("pulled"),
                        fields.number("bytesPulled"),
                        fields.number("bytesGone")),
                fields.optional("pulling").map(_ -> fields.time("pulling")),
                pulls,
                new LiveState.Sums(fields.count("running"), fields.count("unpacking"), fields.number("bytesRunning")));
        return new Progress(fields.number("pid"), state, said, fields.number("saidBefore"));
    }
}
