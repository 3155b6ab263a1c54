package io.imagesync.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.Finding;
import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Listing;
import io.imagesync.model.RuntimeKind;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CrioPinsTest {
    private static final ImageRef APP = ImageRef.of("r.io/app:1");

    private static Optional<Finding> finding(RuntimeKind runtime, boolean pinned) {
        HeldImage image = new HeldImage("sha256:1", List.of(APP), List.of(), OptionalLong.empty(), pinned);
        Listing listing = new Listing(List.of(image), List.of(), Optional.empty(), Optional.empty(), runtime);
        return new CrioPins(List.of("r.io/app:*"), APP::equals).finding("w1", listing);
    }

    @Test
    void whatIsNotPinnedOnCriOHasTheLineToConfigure() {
        assertThat(finding(RuntimeKind.CRIO, false)).hasValueSatisfying(found -> {
            assertThat(found.level()).isEqualTo(Finding.Level.WARNING);
            assertThat(found.remedy())
                    .endsWith("below [crio.image], and run systemctl reload crio: pinned_images = [\"r.io/app:*\"]");
        });
        assertThat(finding(RuntimeKind.CRIO, true)).isEmpty();
        assertThat(finding(RuntimeKind.CONTAINERD, false)).isEmpty();
    }

    /// As CRI-O matches: a whole name, its beginning, or a part of it.
    @ParameterizedTest
    @CsvSource({
        "r.io/app:1, r.io/app:1",
        "r.io/team/*, r.io/team/*",
        "r.io/*/app:1, r.io/*",
        "r.io/app:?, r.io/app:*",
        "*:stable, *:stable*",
        "*/app:*, */app:*",
        "*/x*/longer:*, */longer:*",
        "nginx:1, *nginx:1*",
        "nvidia/cuda:*, *nvidia/cuda:*",
        "localhost/app:1, localhost/app:1",
        "*, *",
        "??, *"
    })
    void patternsTakeAtLeastAsMuch(String glob, String line) {
        assertThat(new CrioPins(List.of(glob, glob), _ -> true).line()).isEqualTo("pinned_images = [\"" + line + "\"]");
    }
}
