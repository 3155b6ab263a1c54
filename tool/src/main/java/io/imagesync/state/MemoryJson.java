package io.imagesync.state;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import io.imagesync.json.StrictJson;
import io.imagesync.json.StrictJson.Broken;
import io.imagesync.json.StrictJson.Place;
import io.imagesync.model.ImageRef;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// The text of `memory.json`: an object with `version` and `entries`, an entry a line.
final class MemoryJson {
    static final int MAX_ENTRIES = 100_000;
    private static final long VERSION = 1;

    /// More than any one entry has.
    private static final int ROOM = 4096;

    private static final JsonFactory JSON = new JsonFactory();

    private final Map<NodeImage, Entry> entries = new HashMap<>();
    private final Instant now;
    private OptionalLong version = OptionalLong.empty();
    private int count;

    private MemoryJson(Instant now) {
        this.now = now;
    }

    /// @param now what claims to be from later, is from now
    static Map<NodeImage, Entry> read(byte[] bytes, Instant now) throws Broken {
        MemoryJson memory = new MemoryJson(now);
        StrictJson.read(bytes, memory::field);
        if (memory.version.isEmpty()) {
            throw new Broken("it has no version", new Place(1, 1));
        }
        return memory.entries;
    }

    private void field(StrictJson json, String name) throws Broken {
        switch (name) {
            case "version" -> version = json.version(VERSION);
            case "entries" -> json.array(this::entry);
            default -> json.skip();
        }
    }

    private void entry(StrictJson json) throws Broken {
        if (++count > MAX_ENTRIES) {
            throw new Broken("it has more than " + MAX_ENTRIES + " entries", json.place());
        }
        EntryJson fields = new EntryJson();
        json.object(fields::field);
        Place place = json.place();
        NodeImage key = fields.key().orElseThrow(() -> new Broken("the entry names no node or no image", place));
        Entry entry = fields.entry().orElseThrow(() -> new Broken("the entry is not understood", place));
        entries.put(key, entry.noLaterThan(now));
    }

    /// As many entries as there is room for, the newest first.
    ///
    /// @param most bytes
    static byte[] write(Map<NodeImage, Entry> entries, int most) {
        List<Map.Entry<NodeImage, Entry>> newest = entries.entrySet().stream()
                .filter(each -> canBeReadAgain(each.getKey().image()))
                .sorted((one, other) ->
                        other.getValue().at().compareTo(one.getValue().at()))
                .limit(MAX_ENTRIES)
                .toList();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes, JsonEncoding.UTF8)) {
            json.setPrettyPrinter(anEntryALine());
            json.writeStartObject();
            json.writeNumberField("version", VERSION);
            json.writeArrayFieldStart("entries");
            for (Map.Entry<NodeImage, Entry> each : newest) {
                EntryJson.write(json, each.getKey(), each.getValue());
                json.flush();
                if (bytes.size() > most - 2 * ROOM) {
                    break;
                }
            }
            json.writeEndArray();
            json.writeEndObject();
            json.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /// Written out in full a name can be longer than names may be.
    private static boolean canBeReadAgain(ImageRef image) {
        return image.canonical().length() <= ImageRef.MAX_LENGTH;
    }

    private static DefaultPrettyPrinter anEntryALine() {
        DefaultPrettyPrinter layout = new DefaultPrettyPrinter();
        layout.indentArraysWith(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE.withLinefeed("\n"));
        layout.indentObjectsWith(new DefaultPrettyPrinter.FixedSpaceIndenter());
        return layout;
    }
}
