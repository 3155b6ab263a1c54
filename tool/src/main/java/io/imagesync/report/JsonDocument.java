package io.imagesync.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.function.Consumer;

/// The frame of every JSON answer: `version` and `kind`, then what is particular to it. The shapes are documented in
/// docs/json.md; `version` grows when one changes in a way that a reader would notice.
final class JsonDocument {
    private static final int VERSION = 1;

    interface Body {
        void write(JsonGenerator json) throws IOException;
    }

    private JsonDocument() {}

    static String of(String kind, Body body) {
        return of(kind, body, json -> json.setPrettyPrinter(new DefaultPrettyPrinter()));
    }

    /// A field that is an array of texts.
    static void texts(JsonGenerator json, String field, Collection<String> texts) throws IOException {
        json.writeArrayFieldStart(field);
        for (String text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }

    /// The same on one line.
    static String line(String kind, Body body) {
        return of(kind, body, _ -> {});
    }

    /// A document of ours, read from a file, as it is written.
    static String copy(byte[] document) throws IOException {
        return copy(document, new JsonFactory(), json -> json.setPrettyPrinter(new DefaultPrettyPrinter()));
    }

    /// The same in the text of an HTML element: in ASCII, and with nothing that could end the element or begin another
    /// one. In JSON a `<` can only stand in a text or a name, so that the document means what it meant.
    static String copyForHtml(byte[] document) throws IOException {
        JsonFactory ascii = JsonFactory.builder()
                .configure(JsonWriteFeature.ESCAPE_NON_ASCII, true)
                .build();
        return copy(document, ascii, _ -> {})
                .replace("<", "\\u003c")
                .replace(">", "\\u003e")
                .replace("&", "\\u0026");
    }

    private static String copy(byte[] document, JsonFactory factory, Consumer<JsonGenerator> layout)
            throws IOException {
        StringWriter text = new StringWriter();
        try (JsonParser from = factory.createParser(document);
                JsonGenerator json = factory.createGenerator(text)) {
            layout.accept(json);
            if (from.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("no object");
            }
            json.copyCurrentStructure(from);
            if (from.nextToken() != null) {
                throw new IOException("something follows");
            }
        }
        return text.toString();
    }

    private static String of(String kind, Body body, Consumer<JsonGenerator> layout) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            layout.accept(json);
            json.writeStartObject();
            json.writeNumberField("version", VERSION);
            json.writeStringField("kind", kind);
            body.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
