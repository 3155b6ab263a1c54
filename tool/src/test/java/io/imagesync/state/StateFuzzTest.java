package io.imagesync.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.fuzz.Fuzzing;
import io.imagesync.json.StrictJson.Broken;
import io.imagesync.model.ImageRef;
import io.imagesync.model.NodeName;
import io.imagesync.model.PinMemory.Pinned;
import io.imagesync.model.Tombstone;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    @Property(tries = 20)
    void pinsAndTimes(@ForAll long seed) throws Exception {
        Path folder = Files.createTempDirectory("fuzz");
        List<String> warnings = new ArrayList<>();
        PinFile pins = new PinFile(folder, warnings::add);
        CreatedFile times = new CreatedFile(folder, warnings::add);
        String id = "sha256:" + "a".repeat(64);
        pins.write(new Pinned(Map.of(id, Set.of("gpu01", "gpu02")), Set.of("gpu03")));
        times.keep(Map.of(id, NOW));
        List<byte[]> corpus = List.of(
                Files.readAllBytes(folder.resolve("pins.json")), Files.readAllBytes(folder.resolve("created.json")));
        Fuzzing.batch(seed, corpus, bytes -> {
            Files.write(folder.resolve("pins.json"), bytes);
            Files.write(folder.resolve("created.json"), bytes);
            pins.read().filter(read -> !read.isEmpty()).ifPresent(read -> {
                pins.write(read);
                assertThat(pins.read()).contains(read);
            });
            Map<String, Instant> known = times.known();
            times.keep(known);
            assertThat(times.known()).isEqualTo(known);
            assertThat(warnings).allMatch(text -> text.length() < 1000 && text.matches("\\P{Cntrl}+"));
            warnings.clear();
        });
    }

    @Property(tries = 20)
    void whatWasRemoved(@ForAll long seed) {
        Tombstone one = new Tombstone(
                ImageRef.of("reg.example/app:1"), NOW, "alice", Set.of("sha256:0a"), Set.of(new NodeName("gpu01")));
        Fuzzing.batch(seed, List.of(RemovedJson.write(List.of(one))), bytes -> {
            try {
                Map<ImageRef, Tombstone> read = RemovedJson.read(bytes, NOW);
                assertThat(RemovedJson.read(RemovedJson.write(read.values()), NOW))
                        .isEqualTo(read);
            } catch (Broken e) {
                assertThat(String.valueOf(e.getMessage()))
                        .hasSizeBetween(1, 1000)
                        .matches("\\P{Cntrl}+");
            }
        });
    }
}
