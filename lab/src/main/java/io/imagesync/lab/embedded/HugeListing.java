package io.imagesync.lab.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// A valid listing of any length, made while it is written.
final class HugeListing {
    private HugeListing() {}

    /// Writes at least that many bytes, and the line break after them.
    static void write(OutputStream out, long bytes) throws IOException {
        write(out, "{\"images\":[");
        long written = 0;
        for (int i = 0; written < bytes; i++) {
            String image = (i == 0 ? "" : ",") + image(i);
            write(out, image);
            written += image.length();
        }
        write(out, "]}\n");
    }

    private static String image(int number) {
        String id = String.format("%064x", number);
        return "{\"id\":\"sha256:" + id + "\",\"repoTags\":[\"registry.example.com/huge/app:" + number
                + "\"],\"repoDigests\":[\"registry.example.com/huge/app@sha256:" + id
                + "\"],\"size\":\"1000\",\"uid\":null,\"username\":\"\",\"spec\":null,\"pinned\":false}\n";
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
    }
}
