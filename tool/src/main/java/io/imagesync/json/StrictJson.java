package io.imagesync.json;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Reads one JSON object or array that may hold secrets or come from somebody hostile: strict, bounded, and what is
/// wrong is told by its place alone. A `null` is as if the field were not there.
public final class StrictJson {
    public static final int MAX_DEPTH = 32;
    public static final int MAX_NAME = 4096;
    private static final int MAX_TEXT = 1 << 20;
    /// Of a stream, names too: more than Kubernetes takes for a whole object, so that no object breaks a list.
    private static final int MAX_STREAMED_TEXT = 4 << 20;
    private static final JsonFactory JSON = factory(MAX_TEXT, MAX_NAME);
    private final JsonParser parser;
    /// Whether the present token is still to be read.
    private boolean unread;

    private StrictJson(JsonParser parser) {
        this.parser = parser;
    }

    /// Is given the name of each field, and has to read or to skip its value.
    @FunctionalInterface
    public interface Fields {
        void field(StrictJson json, String name) throws Broken;
    }

    /// Has to read or to skip one element.
    @FunctionalInterface
    public interface Element {
        void element(StrictJson json) throws Broken;
    }

    /// Where something stands, both from 1.
    public record Place(int line, int column) {
        static Place after(String text) {
            int lines = (int) text.chars().filter(c -> c == '\n').count();
            return new Place(lines + 1, text.length() - text.lastIndexOf('\n'));
        }

        @Override
        public String toString() {
            return "line " + line + ", column " + column;
        }
    }

    /// Says what is wrong and where, and nothing of what is written there.
    public static final class Broken extends Exception {
        public Broken(String what, Place place) {
            super(what + " (" + place + ")");
        }
    }

    private static JsonFactory factory(int maxText, int maxName) {
        return JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxStringLength(maxText)
                        .maxNameLength(maxName)
                        .maxNumberLength(64)
                        .build())
                .build();
    }

    /// Reads the object that the bytes are, from the first to the last.
    public static void read(byte[] bytes, Fields fields) throws Broken {
        read(new StringReader(decoded(bytes)), JSON, JsonToken.START_OBJECT, json -> json.object(fields));
    }

    /// Reads the object that a stream brings, from the first byte to the last, and holds no more of it than one text.
    public static void read(InputStream stream, Fields fields) throws Broken {
        Reader strict = new InputStreamReader(stream, StandardCharsets.UTF_8.newDecoder());
        read(
                strict,
                factory(MAX_STREAMED_TEXT, MAX_STREAMED_TEXT),
                JsonToken.START_OBJECT,
                json -> json.object(fields));
    }

    /// Reads the array that the bytes are, from the first to the last.
    public static void readArray(byte[] bytes, Element each) throws Broken {
        read(new StringReader(decoded(bytes)), JSON, JsonToken.START_ARRAY, json -> json.array(each));
    }

    private static void read(Reader text, JsonFactory factory, JsonToken begin, Element whole) throws Broken {
        String kind = begin == JsonToken.START_OBJECT ? "object" : "array";
        try (JsonParser parser = factory.createParser(text)) {
            StrictJson json = new StrictJson(parser);
            if (json.next() != begin) {
                throw json.broken("the whole is not a JSON " + kind);
            }
            json.unread = true;
            whole.element(json);
            if (json.next() != null) {
                throw json.broken("something follows the JSON " + kind);
            }
        } catch (IOException _) {
            throw new Broken("it cannot be read", new Place(1, 1));
        }
    }

    private static String decoded(byte[] bytes) throws Broken {
        CharBuffer out = CharBuffer.allocate(bytes.length);
        boolean strict = !StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes), out, true)
                .isError();
        String text = out.flip().toString();
        if (!strict) {
            throw new Broken("a byte is not UTF-8", Place.after(text));
        }
        return text;
    }

    public void object(Fields fields) throws Broken {
        JsonToken token = next();
        if (token != JsonToken.START_OBJECT && token != JsonToken.VALUE_NULL) {
            throw broken("an object should be here");
        }
        while (token != JsonToken.VALUE_NULL && next() != JsonToken.END_OBJECT) {
            fields.field(this, parsed(parser::currentName));
        }
    }

    /// An array, of which each element is read by what is given.
    public void array(Element each) throws Broken {
        JsonToken token = next();
        if (token != JsonToken.START_ARRAY && token != JsonToken.VALUE_NULL) {
            throw broken("an array should be here");
        }
        while (token != JsonToken.VALUE_NULL && next() != JsonToken.END_ARRAY) {
            unread = true;
            each.element(this);
        }
    }

    /// The text that is the value, if it is not empty.
    public Optional<String> text() throws Broken {
        JsonToken token = next();
        if (token == JsonToken.VALUE_NULL) {
            return Optional.empty();
        }
        if (token != JsonToken.VALUE_STRING) {
            throw broken("a text should be here");
        }
        return Optional.of(parsed(parser::getText)).filter(text -> !text.isEmpty());
    }

    /// The version of a file, if it is a number.
    ///
    /// @throws Broken when it is another one than the program knows
    public OptionalLong version(long known) throws Broken {
        OptionalLong version = number();
        if (version.isPresent() && version.getAsLong() != known) {
            throw new Broken("its version is " + version.getAsLong() + ", this program knows " + known, place());
        }
        return version;
    }

    /// The whole number that is the value.
    public OptionalLong number() throws Broken {
        JsonToken token = next();
        if (token == JsonToken.VALUE_NULL) {
            return OptionalLong.empty();
        }
        if (token != JsonToken.VALUE_NUMBER_INT) {
            throw broken("a whole number should be here");
        }
        return OptionalLong.of(parsed(parser::getLongValue));
    }

    /// Whether the value is `true`.
    public boolean isTrue() throws Broken {
        JsonToken token = next();
        if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE && token != JsonToken.VALUE_NULL) {
            throw broken("true or false should be here");
        }
        return token == JsonToken.VALUE_TRUE;
    }

    public void skip() throws Broken {
        next();
        parsed(parser::skipChildren);
    }

    /// Where the present name or value begins.
    public Place place() {
        return place(parser.currentTokenLocation());
    }

    private static Place place(JsonLocation location) {
        return new Place(Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
    }

    private @Nullable JsonToken next() throws Broken {
        if (unread) {
            unread = false;
            return parser.currentToken();
        }
        return parsed(parser::nextToken);
    }

    private interface Parsing<T extends @Nullable Object> {
        T now() throws IOException;
    }

    /// The parser's own words quote what it read.
    private <T extends @Nullable Object> T parsed(Parsing<T> parsing) throws Broken {
        try {
            return parsing.now();
        } catch (InputCoercionException _) {
            throw broken("a smaller number should be here");
        } catch (IOException e) {
            String what = switch (e) {
                case StreamConstraintsException _ -> "something is nested too deeply or too long";
                case JacksonException _ -> "this is not JSON, or has a field twice";
                case CharacterCodingException _ -> "a byte is not UTF-8";
                default -> "it cannot be read";
            };
            throw new Broken(what, place(parser.currentLocation()));
        }
    }

    private Broken broken(String what) {
        return new Broken(what, place());
    }
}
