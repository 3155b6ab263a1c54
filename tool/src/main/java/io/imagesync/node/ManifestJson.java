package io.imagesync.node;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/// The layers of an image manifest (OCI image specification, `manifest.md`; Docker's schema 2 is the same here).
final class ManifestJson {
    static final Pattern DIGEST = Pattern.compile("sha(256|512):[0-9a-f]{64,128}");
    /// Bytes; more than any disk has.
    private static final long MAX_LAYER = 1L << 50;
    /// More than any runtime takes.
    private static final int MAX_LAYERS = 1000;

    private static final JsonFactory JSON = new JsonFactory();

    private ManifestJson() {}

    /// Digest to bytes; nothing when it is no manifest.
    static Map<String, Long> layers(byte[] manifest) {
        Map<String, Long> layers = new HashMap<>();
        try (JsonParser json = JSON.createParser(manifest)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return Map.of();
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                boolean isLayers = json.currentName().equals("layers");
                if (json.nextToken() == JsonToken.START_ARRAY && isLayers) {
                    while (json.nextToken() == JsonToken.START_OBJECT && layers.size() < MAX_LAYERS) {
                        readLayer(json, layers);
                    }
                } else {
                    json.skipChildren();
                }
            }
            return layers;
        } catch (IOException e) {
            return Map.of();
        }
    }

    private static void readLayer(JsonParser json, Map<String, Long> layers) throws IOException {
        String digest = "";
        long size = -1;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            JsonToken value = json.nextToken();
            if (field.equals("digest") && value == JsonToken.VALUE_STRING) {
                digest = json.getText();
            } else if (field.equals("size") && value == JsonToken.VALUE_NUMBER_INT) {
                size = json.getLongValue();
            } else {
                json.skipChildren();
            }
        }
        if (size >= 0 && size <= MAX_LAYER && DIGEST.matcher(digest).matches()) {
            layers.put(digest, size);
        }
    }
}
