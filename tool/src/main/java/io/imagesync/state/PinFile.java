package io.imagesync.state;

import com.fasterxml.jackson.core.JsonGenerator;
import io.imagesync.json.StrictJson;
import io.imagesync.json.StrictJson.Broken;
import io.imagesync.model.NodeName;
import io.imagesync.model.PinMemory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// `STATE_DIR/pins.json`; it is there only as long as something may be pinned.
public final class PinFile implements PinMemory {
    static final int MAX_BYTES = 32 << 20;
    /// Images, each counted once for each of its nodes.
    static final int MAX_PINS = 1_000_000;

    public static final String NAME = "pins.json";

    private final StateFile file;

    /// @param warnings is told why it could not be read or written
    public PinFile(Path folder, Consumer<String> warnings) {
        file = new StateFile(
                folder,
                NAME,
                MAX_BYTES,
                warnings,
                "image-sync does not remember which images PIN has pinned, so pins may stay");
    }

    @Override
    public Optional<Pinned> read() {
        Reading reading = new Reading();
        return file.read(reading::field) ? Optional.of(new Pinned(reading.images, reading.unsure)) : Optional.empty();
    }

    @Override
    public void write(Pinned pinned) {
        if (pinned.isEmpty()) {
            file.delete();
        } else {
            file.write(json -> write(json, pinned));
        }
    }

    private static void write(JsonGenerator json, Pinned pinned) throws IOException {
        StateFile.texts(json, "unsure", pinned.unsure().stream());
        json.writeArrayFieldStart("images");
        List<String> ids = pinned.images().keySet().stream()
                .filter(id -> id.matches(StateFile.ID))
                .sorted()
                .toList();
        int pins = pinned.unsure().size();
        for (String id : ids) {
            Set<String> nodes = pinned.images().getOrDefault(id, Set.of());
            pins += nodes.size();
            if (pins <= MAX_PINS && !nodes.isEmpty()) {
                json.writeRaw('\n');
                json.writeStartObject();
                json.writeStringField("id", id);
                StateFile.texts(json, "nodes", nodes.stream());
                json.writeEndObject();
            }
        }
        json.writeEndArray();
    }

    /// What has been read so far.
    private static final class Reading {
        private final Map<String, Set<String>> images = new HashMap<>();
        private final Set<String> unsure = new HashSet<>();
        /// Each name of a node once in memory.
        private final Map<String, String> names = new HashMap<>();
        private int pins;
        private String id = "";

        void field(StrictJson json, String name) throws Broken {
            switch (name) {
                case "unsure" -> json.array(each -> unsure.add(node(each)));
                case "images" -> json.array(this::image);
                default -> json.skip();
            }
        }

        private void image(StrictJson json) throws Broken {
            Set<String> nodes = new HashSet<>();
            id = "";
            json.object((fields, name) -> {
                switch (name) {
                    case "id" ->
                        id = fields.text()
                                .filter(text -> text.matches(StateFile.ID))
                                .orElse("");
                    case "nodes" -> fields.array(each -> nodes.add(node(each)));
                    default -> fields.skip();
                }
            });
            if (id.isEmpty() || nodes.isEmpty() || images.putIfAbsent(id, nodes) != null) {
                throw new Broken("the image has no id or no node, or is there twice", json.place());
            }
        }

        private String node(StrictJson json) throws Broken {
            String name = json.text().orElse("");
            if (!NodeName.isValid(name) || ++pins > MAX_PINS) {
                throw new Broken("this is not a node, or there are more than " + MAX_PINS + " pins", json.place());
            }
            return names.computeIfAbsent(name, known -> known);
        }
    }
}
