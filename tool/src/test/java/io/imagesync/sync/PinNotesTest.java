package io.imagesync.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.NodeName;
import io.imagesync.model.PinMemory.Pinned;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Pins on nodes that come and go.
class PinNotesTest {
    private static final NodeName W1 = new NodeName("root@W1");

    @ParameterizedTest
    @CsvSource({"0, true", "2, false"})
    void ofNodesThatAreNotOfTheRunNotTooManyAreRemembered(int more, boolean kept) {
        Set<String> nodes = IntStream.range(0, PinNotes.AWAY + more)
                .mapToObj(i -> "gone" + i)
                .collect(Collectors.toSet());
        nodes.add("w1");
        FakePinMemory memory = new FakePinMemory();
        memory.pinned = Optional.of(new Pinned(Map.of("sha256:a", nodes), Set.of("w1")));

        PinNotes notes = new PinNotes(memory, List.of(W1));
        notes.write();

        assertThat(notes.on(W1)).containsExactly("sha256:a");
        assertThat(notes.isUnsure(W1)).isTrue();
        assertThat(notes.on(new NodeName("gone0")).isEmpty()).isNotEqualTo(kept);
        assertThat(memory.writes).isEqualTo(kept ? 0 : 1);
    }
}
