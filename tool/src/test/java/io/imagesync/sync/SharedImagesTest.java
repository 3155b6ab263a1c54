package io.imagesync.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.Given;
import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Listing;
import io.imagesync.model.RuntimeKind;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SharedImagesTest {
    private final SharedImages shared = new SharedImages();

    private HeldImage image(String id, String tag, long size) {
        HeldImage image = new HeldImage(id, List.of(ImageRef.of(tag)), List.of(), OptionalLong.of(size));
        Listing listing = Given.listing(List.of(image), List.of("bad name"), Optional.of("x86_64"), Optional.empty());
        Listing kept = shared.shared(listing);
        assertThat(kept).isEqualTo(listing);
        return kept.images().getFirst();
    }

    @Test
    void theRuntimeOfANodeIsNotLost() {
        Listing crio = new Listing(List.of(), List.of(), Optional.empty(), Optional.empty(), RuntimeKind.CRIO);
        assertThat(shared.shared(crio)).isEqualTo(crio);
    }

    @Test
    void whatIsAlikeIsKeptOnce() {
        assertThat(image("sha256:1", "nginx:1", 5)).isSameAs(image("sha256:1", "nginx:1", 5));
    }

    @Test
    void whatDiffersStaysAsItIs() {
        HeldImage one = image("sha256:1", "nginx:1", 5);
        assertThat(image("sha256:2", "nginx:1", 5)).isNotSameAs(one);
        assertThat(image("sha256:1", "nginx:2", 5)).isNotSameAs(one);
        assertThat(image("sha256:1", "nginx:1", 6)).isNotSameAs(one);
        HeldImage otherSpelling = image("sha256:1", "docker.io/library/nginx:1", 5);
        assertThat(otherSpelling.tags().getFirst()).hasToString("docker.io/library/nginx:1");
    }
}
