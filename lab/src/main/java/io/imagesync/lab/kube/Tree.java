package io.imagesync.lab.kube;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A JSON object, which never changes. Paths are names with dots in between: `metadata.name`.
///
/// @param fields of texts, numbers, booleans, lists, maps
public record Tree(Map<String, Object> fields) {
    private static final JsonFactory JSON = new JsonFactory();

    public static Tree of(String kind, String apiVersion, String name) {
        return new Tree(Map.of())
                .with("apiVersion", apiVersion)
                .with("kind", kind)
                .with("metadata.name", name);
    }

    /// Reads the object that the text is.
    public static Tree parse(String json) {
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("no JSON object: " + json);
            }
            return new Tree(map(value(parser)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, Object> fields = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    Object value = value(parser);
                    if (value != null) {
                        fields.put(name, value);
                    }
                }
                yield fields;
            }
            case START_ARRAY -> {
                List<@Nullable Object> elements = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    elements.add(value(parser));
                }
                yield elements;
            }
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
                throw new IllegalStateException();
        };
    }

    /// The same with another value there; what leads to it is made.
    public Tree with(String path, Object value) {
        Map<String, Object> changed = new LinkedHashMap<>(fields);
        int dot = path.indexOf('.');
        if (dot < 0) {
            changed.put(path, value);
        } else {
            String first = path.substring(0, dot);
            Tree inner = new Tree(map(fields.get(first)));
            changed.put(first, inner.with(path.substring(dot + 1), value).fields);
        }
        return new Tree(changed);
    }

    public Tree without(String field) {
        Map<String, Object> changed = new LinkedHashMap<>(fields);
        changed.remove(field);
        return new Tree(changed);
    }

    public @Nullable Object at(String path) {
        Object here = fields;
        for (String name : path.split("\\.", -1)) {
            here = map(here).get(name);
        }
        return here;
    }

    public Optional<String> text(String path) {
        return Optional.ofNullable(at(path)).map(Object::toString);
    }

    /// The texts of an object such as `metadata.labels`.
    Map<String, String> texts(String path) {
        return map(at(path)).entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> String.valueOf(entry.getValue())));
    }

    /// The objects of a list such as `spec.containers`.
    List<Tree> list(String path) {
        return at(path) instanceof List<?> list
                ? list.stream().map(one -> new Tree(map(one))).toList()
                : List.of();
    }

    /// Empty where there is none.
    private static Map<String, Object> map(@Nullable Object value) {
        Map<String, Object> copy = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, one) -> copy.put(String.valueOf(key), one));
        }
        return copy;
    }

    void write(JsonGenerator out) throws IOException {
        write(out, fields);
    }

    private static void write(JsonGenerator out, @Nullable Object value) throws IOException {
        switch (value) {
            case Map<?, ?> map -> {
                out.writeStartObject();
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    out.writeFieldName(String.valueOf(entry.getKey()));
                    write(out, entry.getValue());
                }
                out.writeEndObject();
            }
            case Iterable<?> list -> {
                out.writeStartArray();
                for (Object one : list) {
                    write(out, one);
                }
                out.writeEndArray();
            }
            case Tree tree -> tree.write(out);
            case null, default -> out.writePOJO(value);
        }
    }

    @Override
    public String toString() {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
