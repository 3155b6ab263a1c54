package io.imagesync.lab.monitoring;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A dashboard of Grafana: its JSON as maps, lists and texts.
record Dashboard(Map<?, ?> json) {
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    static Dashboard read(Path file) throws IOException {
        try (JsonParser parser = JSON.createParser(file.toFile())) {
            parser.nextToken();
            Object all = value(parser);
            if (parser.nextToken() != null) {
                throw new IOException("something follows the JSON");
            }
            return new Dashboard((Map<?, ?>) all);
        }
    }

    private static Object value(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.START_ARRAY) {
            List<Object> values = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                values.add(value(parser));
            }
            return values;
        }
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            return parser.getText();
        }
        Map<String, Object> values = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            values.put(name, value(parser));
        }
        return values;
    }

    List<Map<?, ?>> panels() {
        return objects(json.get("panels")).toList();
    }

    List<Map<?, ?>> variables() {
        return objects(((Map<?, ?>) Objects.requireNonNull(json.get("templating"))).get("list"))
                .toList();
    }

    /// What the panels ask for.
    List<String> expressions() {
        Stream<Object> asked = panels().stream()
                .flatMap(panel -> objects(panel.get("targets")))
                .map(target -> Objects.requireNonNull(target.get("expr")));
        return asked.map(Object::toString).toList();
    }

    private static Stream<Map<?, ?>> objects(@Nullable Object list) {
        return ((List<?>) Objects.requireNonNull(list)).stream().map(each -> (Map<?, ?>) each);
    }
}
