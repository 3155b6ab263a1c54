package io.imagesync.state;

import io.imagesync.files.StrictJson;
import io.imagesync.files.StrictJson.Broken;
import io.imagesync.model.ImageRef;
import io.imagesync.model.NodeName;
import io.imagesync.model.Texts;
import io.imagesync.state.Entry.Failed;
import io.imagesync.state.Entry.Pulled;
import io.imagesync.state.Entry.Vanished;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/// The fields of one entry, in any order. Unknown ones are passed over.
final class EntryFields {
    static final String FAILED = "failed";
    static final String PULLED = "pulled";
    static final String VANISHED = "vanished";

    private Optional<String> node = Optional.empty();
    private Optional<String> image = Optional.empty();
    private Optional<String> at = Optional.empty();
    private Optional<String> what = Optional.empty();
    private Optional<String> remedy = Optional.empty();
    private String state = "";
    private long times = -1;
    private boolean told;
    private boolean again;

    void field(StrictJson json, String name) throws Broken {
        switch (name) {
            case "node" -> node = json.text();
            case "image" -> image = json.text();
            case "at" -> at = json.text();
            case "what" -> what = json.text();
            case "remedy" -> remedy = json.text();
            case "state" -> state = json.text().orElse("");
            case "times" -> times = json.number().orElse(-1);
            case "told" -> told = json.isTrue();
            case "again" -> again = json.isTrue();
            default -> json.skip();
        }
    }

    Optional<Key> key() {
        return node.filter(NodeName::isValid)
                .map(NodeName::new)
                .flatMap(name -> image.flatMap(ImageRef::parse).map(reference -> Key.of(name, reference)));
    }

    Optional<Entry> entry() {
        return at.flatMap(EntryFields::instant).flatMap(this::entry);
    }

    private Optional<Entry> entry(Instant since) {
        if (times < (state.equals(PULLED) ? 0 : 1) || times > Entry.MAX_TIMES) {
            return Optional.empty();
        }
        int count = (int) times;
        return switch (state) {
            case FAILED -> what.map(text -> new Failed(shown(text), shown(remedy.orElse("")), count, since, again));
            case PULLED -> Optional.of(new Pulled(count, since));
            case VANISHED -> Optional.of(new Vanished(count, since, told));
            default -> Optional.empty();
        };
    }

    /// What was cut when it was written is not cut again.
    private static String shown(String text) {
        return text.length() <= Failed.MAX_WHAT + "...".length()
                ? Texts.shown(text, Failed.MAX_WHAT + "...".length())
                : Texts.shown(text, Failed.MAX_WHAT);
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }
}
