package io.imagesync.lab.kube;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// What is sent back, as JSON unless it is only words.
record Answer(int code, String type, Writing writing) {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int CHUNKED = 0;

    @FunctionalInterface
    interface Writing {
        void to(OutputStream out) throws IOException;
    }

    static Answer of(Tree tree) {
        return of(200, tree);
    }

    static Answer of(Refusal refusal) {
        return of(refusal.code(), refusal.status());
    }

    static Answer of(int code, Tree tree) {
        return new Answer(code, "application/json", out -> {
            try (JsonGenerator json = JSON.createGenerator(out, JsonEncoding.UTF8)) {
                tree.write(json);
            }
        });
    }

    static Answer text(int code, String text) {
        return new Answer(code, "text/plain; charset=utf-8", out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    void send(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(code, CHUNKED);
        try (OutputStream out = exchange.getResponseBody()) {
            writing.to(out);
        }
    }

    byte[] bytes() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        writing.to(bytes);
        return bytes.toByteArray();
    }
}
