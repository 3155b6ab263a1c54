package io.imagesync.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.Collection;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The frame of every JSON answer: `version` and `kind`, then what is particular to it. The shapes are documented in
/// docs/json.md; `version` grows when one changes in a way that a reader would notice.
final class JsonDocument {
    /// Bytes that a document may have that is read again.
    static final long MOST = 1L << 30;

    private static final int VERSION = 1;

    interface Body<T> {
        void write(T of) throws IOException;
    }

    private JsonDocument() {}

    /// Nothing where it is not known.
    static void number(JsonGenerator json, String field, OptionalLong number) throws IOException {
        if (number.isPresent()) {
            json.writeNumberField(field, number.getAsLong());
        }
    }

    /// Nothing where it is false.
    static void flag(JsonGenerator json, String field, boolean set) throws IOException {
        if (set) {
            json.writeBooleanField(field, true);
        }
    }

    /// A field that is an array of texts.
    static void texts(JsonGenerator json, String field, Collection<?> texts) throws IOException {
        json.writeArrayFieldStart(field);
        for (Object text : texts) {
            json.writeString(text.toString());
        }
        json.writeEndArray();
    }

    /// A field that is an array of objects, whose fields `body` writes.
    static <T> void objects(JsonGenerator json, String field, Collection<T> items, Body<T> body) throws IOException {
        json.writeArrayFieldStart(field);
        for (T item : items) {
            json.writeStartObject();
            body.write(item);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    static String of(String kind, Body<JsonGenerator> body) {
        return of(kind, body, JsonDocument::pretty);
    }

    /// The same on one line.
    static String line(String kind, Body<JsonGenerator> body) {
        return of(kind, body, _ -> {});
    }

    /// Such an answer that may be large.
    static Document streamed(String kind, Body<JsonGenerator> body) {
        return out -> write(out, kind, body, JsonDocument::pretty);
    }

    /// A document of ours, read from a file, as it is written. What is no such document is noticed on the way.
    static void copy(InputStream document, Writer out) throws IOException {
        copy(document, new JsonFactory(), JsonDocument::pretty, out);
    }

    /// The same for the text of an HTML element, in ASCII.
    static void copyForHtml(InputStream document, Writer out) throws IOException {
        JsonFactory ascii = new JsonFactoryBuilder()
                .configure(JsonWriteFeature.ESCAPE_NON_ASCII, true)
                .characterEscapes(escapes())
                .build();
        copy(document, ascii, _ -> {}, out);
    }

    /// Nothing is left that could end the element or begin another one. In JSON a `<` can only stand in a text or a
    /// name, so that the document means what it meant.
    private static CharacterEscapes escapes() {
        int[] codes = CharacterEscapes.standardAsciiEscapesForJSON();
        for (char c : new char[] {'<', '>', '&'}) {
            codes[c] = CharacterEscapes.ESCAPE_STANDARD;
        }
        return new CharacterEscapes() {
            @Override
            public int[] getEscapeCodesForAscii() {
                return codes;
            }

            @Override
            public @Nullable SerializableString getEscapeSequence(int ch) {
                return null;
            }
        };
    }

    private static void copy(InputStream document, JsonFactory factory, Consumer<JsonGenerator> layout, Writer out)
            throws IOException {
        JsonFactory reading = JsonFactory.builder()
                .streamReadConstraints(
                        StreamReadConstraints.builder().maxDocumentLength(MOST).build())
                .build();
        try (JsonParser from = reading.createParser(document);
                JsonGenerator json = factory.createGenerator(out)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            layout.accept(json);
            if (from.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("no object");
            }
            json.copyCurrentStructure(from);
            if (from.nextToken() != null) {
                throw new IOException("something follows");
            }
        }
    }

    private static void pretty(JsonGenerator json) {
        json.setPrettyPrinter(new DefaultPrettyPrinter());
    }

    private static String of(String kind, Body<JsonGenerator> body, Consumer<JsonGenerator> layout) {
        StringWriter text = new StringWriter();
        try {
            write(text, kind, body, layout);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void write(Writer out, String kind, Body<JsonGenerator> body, Consumer<JsonGenerator> layout)
            throws IOException {
        try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            layout.accept(json);
            json.writeStartObject();
            json.writeNumberField("version", VERSION);
            json.writeStringField("kind", kind);
            body.write(json);
            json.writeEndObject();
        }
    }
}
