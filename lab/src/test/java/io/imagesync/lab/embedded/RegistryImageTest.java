package io.imagesync.lab.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.Descriptor;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Images made up from words.
class RegistryImageTest {
    @Test
    void imagesShareLayersOfTheSameWord() {
        Layout one = RegistryImage.layered("one", Map.of("base", 100L, "one", 10L))
                .on("x86_64")
                .orElseThrow();
        Layout two = RegistryImage.layered("two", Map.of("base", 100L, "two", 10L))
                .on("x86_64")
                .orElseThrow();

        assertThat(one.layers()).hasSize(2);
        assertThat(two.layers()).filteredOn(one.layers()::contains).hasSize(1);
    }

    @Test
    void digestsAreThoseOfTheBytes() {
        RegistryImage image = RegistryImage.of("word", 1_000_000, "x86_64", "aarch64");

        image.blobs().forEach((digest, content) -> assertThat(content.digest()).isEqualTo(digest));
        assertThat(image.blobs()).hasSize(7).containsKeys(image.digest());
        assertThat(image.ids()).containsOnlyKeys("x86_64", "aarch64");
        assertThat(image).isEqualTo(RegistryImage.of("word", 1_000_000, "x86_64", "aarch64"));
        assertThat(RegistryImage.of("other", 1_000_000).digest()).isNotEqualTo(image.digest());
    }

    @Test
    void isMadeAtOnceHoweverLargeItIs() {
        Layout image = RegistryImage.of("large", 11_400_000_000L).on("x86_64").orElseThrow();
        Descriptor layer = image.layers().getFirst();
        Content content = Objects.requireNonNull(
                RegistryImage.of("large", 11_400_000_000L).blobs().get(layer.digest()));

        assertThat(layer.size()).isEqualTo(11_400_000_000L);
        assertThat(Content.isMadeUp(layer, 0, content.part(0, 100))).isTrue();
        assertThat(Content.isMadeUp(layer, 11_399_999_999L, content.part(11_399_999_999L, 100)))
                .isTrue();
        assertThat(Content.isMadeUp(layer, 1, content.part(0, 100))).isFalse();
    }
}
