package io.imagesync.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.fuzz.Fuzzing;
import io.imagesync.json.StrictJson.Broken;
import io.imagesync.model.ImageRef;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class StateFuzzTest {
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

    @Property(tries = 20)
    void memories(@ForAll long seed) {
        Map<NodeImage, Entry> entries = Map.of(
                new NodeImage("gpu01", ImageRef.of("reg.example/app:1")),
                Entry.failed("the registry does not have it", "check the tag", 3, NOW, true),
                new NodeImage("gpu02", ImageRef.of("reg.example/app:1")),
                Entry.pulled(1, NOW));
        Fuzzing.batch(seed, List.of(MemoryJson.write(entries, MemoryFile.MAX_BYTES)), bytes -> {
            try {
                Map<NodeImage, Entry> read = MemoryJson.read(bytes, NOW);
                byte[] written = MemoryJson.write(read, MemoryFile.MAX_BYTES);
                assertThat(MemoryJson.read(written, NOW)).isEqualTo(read);
            } catch (Broken e) {
                assertThat(String.valueOf(e.getMessage()))
                        .hasSizeBetween(1, 1000)
                        .matches("\\P{Cntrl}+");
            }
        });
    }
}
