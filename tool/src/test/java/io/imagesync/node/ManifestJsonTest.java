package io.imagesync.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestJsonTest {
    private static final String A = "sha256:" + "a".repeat(64);
    private static final String B = "sha256:" + "b".repeat(64);

    private static Map<String, Long> layers(String json) {
        return ManifestJson.layers(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String layer(String digest, Object size) {
        return "{\"mediaType\":\"x\",\"digest\":\"" + digest + "\",\"size\":" + size + ",\"annotations\":{\"k\":[1]}}";
    }

    @Test
    void theLayersOfAManifest() {
        assertThat(layers("{\"schemaVersion\":2,\"config\":" + layer(B, 9) + ",\"layers\":[" + layer(A, 5) + ","
                        + layer(B, 7_000_000_000L) + "],\"annotations\":{\"layers\":\"no\"}}"))
                .isEqualTo(Map.of(A, 5L, B, 7_000_000_000L));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{\"layers\":{}}",
                "{\"layers\":[[]]}",
                "{\"layers\":[{\"digest\":7,\"size\":\"x\"}]}",
                "{\"manifests\":[{\"digest\":\"sha256:aa\",\"size\":1}]}"
            })
    void whatIsNoManifestHasNone(String json) {
        assertThat(layers(json)).isEmpty();
    }

    @Test
    void layersThatCannotBeAreLeftOut() {
        assertThat(layers("{\"layers\":[" + layer("sha256:$(id)", 1) + "," + layer(A, -1) + "," + layer(A, 1L << 51)
                        + "," + layer(B, 1) + "]}"))
                .containsOnlyKeys(B);
    }

    @Test
    void noMoreLayersThanTheLimit() {
        String many = IntStream.range(0, 5000)
                .mapToObj(i -> layer("sha256:" + String.format("%064x", i), 1))
                .collect(Collectors.joining(","));
        assertThat(layers("{\"layers\":[" + many + "]}")).hasSize(1000);
    }

    @Property
    void whateverComesDoesNotThrow(@ForAll byte[] bytes) {
        assertThat(ManifestJson.layers(bytes)).isNotNull();
    }
}
