package io.imagesync.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class SizesTest {
    private static final Pull UNKNOWN = pull(OptionalLong.empty(), RuntimeKind.CONTAINERD);
    private static final Pull KNOWN = pull(OptionalLong.of(2_000_000), RuntimeKind.CONTAINERD);
    private static final Pull OTHER = pull(OptionalLong.of(3_000_000), RuntimeKind.CRIO);

    private static Pull pull(OptionalLong size, RuntimeKind told) {
        return new Pull(
                new NodeName("a"), ImageRef.of("r.io/x:1"), size, false, RuntimeKind.CONTAINERD, told, Way.REGISTRY);
    }

    /// The page's script is held to the same table.
    @ParameterizedTest
    @CsvFileSource(resources = "figures.csv", numLinesToSkip = 1)
    void figuresAreWritten(String what, long figure, String words) {
        assertThat(what.equals("bytes") ? Sizes.bytes(figure) : Sizes.duration(Duration.ofMillis(figure)))
                .isEqualTo(words);
    }

    @Test
    void anotherRuntimesSizeWasTakenForThisOnes() {
        assertThat(List.of(Sizes.of(KNOWN), Sizes.of(OTHER), Sizes.of(UNKNOWN)))
                .containsExactly("2.0 MB", "about 3.0 MB", "size unknown");
        assertThat(Sizes.of(List.of(KNOWN, OTHER))).isEqualTo("about 5.0 MB");
    }

    @Test
    void unknownSizesWereSummedAsNothing() {
        assertThat(Sizes.of(List.of(UNKNOWN, UNKNOWN))).isEqualTo("size unknown");
        assertThat(Sizes.of(List.of(KNOWN, UNKNOWN))).isEqualTo("at least 2.0 MB");
    }
}
