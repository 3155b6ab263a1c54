package io.imagesync.state;

import com.fasterxml.jackson.core.JsonGenerator;
import io.imagesync.json.StrictJson;
import io.imagesync.json.StrictJson.Broken;
import io.imagesync.model.CreationTimes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/// `STATE_DIR/created.json`: when images were made, so that nodes are asked once.
public final class CreatedFile implements CreationTimes {
    static final int MAX_BYTES = 32 << 20;
    static final int MAX_IMAGES = 100_000;

    private final StateFile file;

    /// @param warnings is told why it could not be read or written
    public CreatedFile(Path folder, Consumer<String> warnings) {
        file = new StateFile(
                folder, "created.json", MAX_BYTES, warnings, "each run asks the nodes anew when images were created");
    }

    @Override
    public Map<String, Instant> known() {
        Map<String, Instant> times = new HashMap<>();
        boolean read = file.read((json, name) -> {
            if (name.equals("images")) {
                json.object((fields, id) -> time(fields, id, times));
            } else {
                json.skip();
            }
        });
        return read ? times : Map.of();
    }

    private static void time(StrictJson json, String id, Map<String, Instant> times) throws Broken {
        String text = json.text().orElse("");
        try {
            if (!id.matches(StateFile.ID) || times.size() >= MAX_IMAGES) {
                throw new Broken("this is not an id, or there are more than " + MAX_IMAGES, json.place());
            }
            times.put(id, Instant.parse(text));
        } catch (DateTimeException _) {
            throw new Broken("this is not a time", json.place());
        }
    }

    @Override
    public void keep(Map<String, Instant> times) {
        file.write(json -> write(json, times));
    }

    private static void write(JsonGenerator json, Map<String, Instant> times) throws IOException {
        json.writeObjectFieldStart("images");
        for (String id : times.keySet().stream()
                .filter(each -> each.matches(StateFile.ID))
                .sorted()
                .limit(MAX_IMAGES)
                .toList()) {
            json.writeRaw('\n');
            json.writeStringField(id, String.valueOf(times.get(id)));
        }
        json.writeEndObject();
    }
}
