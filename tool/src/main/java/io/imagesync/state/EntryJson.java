package io.imagesync.state;

import com.fasterxml.jackson.core.JsonGenerator;
import io.imagesync.json.StrictJson;
import io.imagesync.json.StrictJson.Broken;
import io.imagesync.model.ImageRef;
import io.imagesync.model.NodeName;
import io.imagesync.model.Texts;
import io.imagesync.state.Entry.State;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// One entry of `memory.json`: its fields are read in any order, and unknown ones are passed over.
final class EntryJson {
    private final Map<String, String> texts = new HashMap<>();
    private long times = -1;
    private boolean told;
    private boolean again;

    void field(StrictJson json, String name) throws Broken {
        switch (name) {
            case "node", "image", "at", "state", "what", "remedy" ->
                json.text().ifPresent(text -> texts.put(name, text));
            case "times" -> times = json.number().orElse(-1);
            case "told" -> told = json.isTrue();
            case "again" -> again = json.isTrue();
            default -> json.skip();
        }
    }

    private Optional<String> text(String name) {
        return Optional.ofNullable(texts.get(name));
    }

    Optional<NodeImage> key() {
        return text("node")
                .filter(NodeName::isValid)
                .map(NodeName::new)
                .flatMap(
                        name -> text("image").flatMap(ImageRef::parse).map(reference -> NodeImage.of(name, reference)));
    }

    Optional<Entry> entry() {
        return Stream.of(State.values())
                .filter(state -> text("state").filter(state.toString()::equals).isPresent())
                .findFirst()
                .flatMap(state -> text("at").flatMap(EntryJson::instant).flatMap(since -> entry(state, since)));
    }

    private Optional<Entry> entry(State state, Instant since) {
        boolean failed = state == State.FAILED;
        String what = failed ? shown("what") : "";
        if (times < (state == State.PULLED ? 0 : 1) || times > Entry.MAX_TIMES || (failed && what.isEmpty())) {
            return Optional.empty();
        }
        return Optional.of(new Entry(
                state,
                (int) times,
                since,
                what,
                failed ? shown("remedy") : "",
                failed && again,
                state == State.VANISHED && told));
    }

    /// What was cut when it was written is not cut again.
    private String shown(String name) {
        String text = texts.getOrDefault(name, "");
        int whole = Entry.MAX_WHAT + "...".length();
        return Texts.printable(text, text.length() <= whole ? whole : Entry.MAX_WHAT);
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }

    static void write(JsonGenerator json, NodeImage key, Entry entry) throws IOException {
        json.writeStartObject();
        json.writeStringField("node", key.host());
        json.writeStringField("image", key.image().canonical());
        json.writeStringField("at", entry.at().toString());
        json.writeStringField("state", entry.state().toString());
        json.writeNumberField("times", entry.times());
        if (entry.is(State.FAILED)) {
            json.writeStringField("what", entry.what());
            json.writeStringField("remedy", entry.remedy());
        }
        if (entry.again()) {
            json.writeBooleanField("again", true);
        }
        if (entry.is(State.VANISHED)) {
            json.writeBooleanField("told", entry.told());
        }
        json.writeEndObject();
    }
}
