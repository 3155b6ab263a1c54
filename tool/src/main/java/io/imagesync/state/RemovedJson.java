package io.imagesync.state;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.imagesync.json.StrictJson;
import io.imagesync.json.StrictJson.Broken;
import io.imagesync.json.StrictJson.Place;
import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.NodeName;
import io.imagesync.model.Texts;
import io.imagesync.model.Tombstone;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/// The text of `removed.json`: an object with `version` and `removed`, an image a line. What is not understood makes
/// the whole of no use: an image that is passed over would be spread again.
final class RemovedJson {
    static final int MAX_IMAGES = 50_000;
    private static final long VERSION = 1;
    private static final int MAX_ID = 256;

    private static final JsonFactory JSON = new JsonFactory();

    private final Map<ImageRef, Tombstone> tombstones = new TreeMap<>();
    private final Map<String, NodeName> nodes = new HashMap<>();
    private final Instant now;
    private OptionalLong version = OptionalLong.empty();
    private boolean listed;

    private RemovedJson(Instant now) {
        this.now = now;
    }

    /// @param now what claims to be from later, is from now
    static Map<ImageRef, Tombstone> read(byte[] bytes, Instant now) throws Broken {
        RemovedJson removed = new RemovedJson(now);
        StrictJson.read(bytes, removed::field);
        if (removed.version.isEmpty() || !removed.listed) {
            throw new Broken("it has no version, or no list", new Place(1, 1));
        }
        return removed.tombstones;
    }

    private void field(StrictJson json, String name) throws Broken {
        switch (name) {
            case "version" -> version = json.version(VERSION);
            case "removed" -> {
                listed = true;
                json.array(this::image);
            }
            default -> json.skip();
        }
    }

    private void image(StrictJson json) throws Broken {
        Fields fields = new Fields();
        json.object(fields::field);
        Place place = json.place();
        Tombstone read = fields.tombstone().orElseThrow(() -> new Broken("the image is not understood", place));
        if (tombstones.put(read.image(), read) != null) {
            throw new Broken("the image is there twice", place);
        }
        if (tombstones.size() > MAX_IMAGES) {
            throw new Broken("it has more than " + MAX_IMAGES + " images", place);
        }
    }

    /// Those of one image, in any order.
    private final class Fields {
        private final Map<String, String> texts = new HashMap<>();
        private final Set<String> ids = new HashSet<>();
        private final Set<NodeName> gone = new HashSet<>();

        void field(StrictJson json, String name) throws Broken {
            switch (name) {
                case "image", "at", "by", "contradicted" -> json.text().ifPresent(text -> texts.put(name, text));
                case "ids" -> json.array(each -> ids.add(id(each)));
                case "confirmed" -> json.array(each -> gone.add(node(each)));
                default -> json.skip();
            }
        }

        private Optional<Tombstone> tombstone() {
            Optional<ImageRef> image = text("image").flatMap(ImageRef::parse);
            Optional<Instant> at = text("at").flatMap(this::instant);
            Optional<Instant> contradicted =
                    texts.containsKey("contradicted") ? text("contradicted").flatMap(this::instant) : at;
            return image.isEmpty() || at.isEmpty() || contradicted.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            new Tombstone(image.get(), at.get(), text("by").orElse(""), ids, gone, contradicted.get()));
        }

        private Optional<String> text(String name) {
            return Optional.ofNullable(texts.get(name));
        }

        private Optional<Instant> instant(String text) {
            try {
                Instant time = Instant.parse(text);
                return Optional.of(time.isAfter(now) ? now : time);
            } catch (DateTimeParseException _) {
                return Optional.empty();
            }
        }
    }

    private static String id(StrictJson json) throws Broken {
        return json.text()
                .filter(RemovedJson::isId)
                .orElseThrow(() -> new Broken("this is not the id of an image", json.place()));
    }

    private static boolean isId(String text) {
        return Texts.printable(text, MAX_ID).equals(text) && !HeldImage.isBare(text);
    }

    /// The same name again is the same value, of which there may be hundred thousands.
    private NodeName node(StrictJson json) throws Broken {
        String text = json.text().orElse("");
        if (!nodes.containsKey(text) && !NodeName.isValid(text)) {
            throw new Broken("this is not the name of a node", json.place());
        }
        return nodes.computeIfAbsent(text, NodeName::new);
    }

    static byte[] write(Collection<Tombstone> tombstones) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes, JsonEncoding.UTF8)) {
            json.writeStartObject();
            json.writeNumberField("version", VERSION);
            json.writeArrayFieldStart("removed");
            for (Tombstone each : tombstones.stream()
                    .sorted(Comparator.comparing(Tombstone::image))
                    .toList()) {
                json.writeRaw('\n');
                write(json, each);
            }
            json.writeRaw('\n');
            json.writeEndArray();
            json.writeEndObject();
            json.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void write(JsonGenerator json, Tombstone tombstone) throws IOException {
        json.writeStartObject();
        json.writeStringField("image", tombstone.image().canonical());
        json.writeStringField("at", tombstone.at().toString());
        json.writeStringField("by", tombstone.by());
        json.writeStringField("contradicted", tombstone.contradicted().toString());
        StateFile.texts(json, "ids", tombstone.ids().stream());
        StateFile.texts(json, "confirmed", tombstone.confirmed().stream().map(NodeName::text));
        json.writeEndObject();
    }
}
