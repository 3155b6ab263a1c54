package io.imagesync.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.json.StrictJson.Broken;
import io.imagesync.model.ImageRef;
import io.imagesync.model.NodeName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class MemoryJsonTest {
    private static final Instant NOW = Instant.parse("2026-11-25T16:40:37Z");
    private static final int ROOMY = 1 << 24;

    private static final String FILE = """
            { "version" : 1, "entries" : [
              { "node" : "w1", "image" : "reg.io/a:1", "at" : "2026-11-25T16:40:37Z", "state" : "failed", "times" : 1, "what" : "not found" },
              { "node" : "w2", "image" : "reg.io/a:1", "at" : "2026-11-25T16:40:37Z", "state" : "vanished", "times" : 3, "told" : true },
              { "node" : "w3", "image" : "reg.io/a:1", "at" : "2026-11-25T16:40:37Z", "state" : "pulled", "times" : 0 }
            ] }""";

    /// Whether it could be read; whatever was read can be asked.
    private static boolean isRead(byte[] bytes) {
        try {
            Map<NodeImage, Entry> entries = MemoryJson.read(bytes, NOW);
            entries.forEach((key, entry) -> {
                assertThat(entry.at()).isBeforeOrEqualTo(NOW);
                entry.isOver(NOW);
                entry.heldUntil()
                        .ifPresent(until -> assertThat(until).isBeforeOrEqualTo(NOW.plus(Duration.ofHours(24))));
            });
            return true;
        } catch (Broken e) {
            assertThat(e.getMessage()).isNotEmpty();
            return false;
        }
    }

    private static boolean isRead(String text) {
        return isRead(text.getBytes(StandardCharsets.UTF_8));
    }

    @Property
    void anyBytesCauseNoException(@ForAll byte[] bytes) {
        assertThat(isRead(bytes)).isFalse();
    }

    @Property
    void oneChangedCharacterCausesNoException(
            @ForAll @IntRange(max = 500) int at, @ForAll("characters") String changed) {
        int place = at % FILE.length();
        isRead(FILE.substring(0, place) + changed + FILE.substring(place + 1));
        assertThat(isRead(FILE.substring(0, place))).isFalse();
    }

    @Provide
    Arbitrary<String> characters() {
        return Arbitraries.of(
                "", "{", "}", "[", "]", ":", ",", "\"", "\\", "\n", "\0", "-", "9", "9999999999", "\u20ac");
    }

    @Property
    void anyTimeCausesNoException(@ForAll("times") String time) {
        isRead(FILE.replace("2026-11-25T16:40:37Z", time));
    }

    @Provide
    Arbitrary<String> times() {
        return Arbitraries.of(
                Instant.MIN.toString(),
                Instant.MAX.toString(),
                Instant.EPOCH.toString(),
                "2099-01-01T00:00:00Z",
                "2026-02-30T00:00:00Z",
                "24:00");
    }

    @Property
    void whatIsWrittenIsRead(@ForAll("entries") Map<NodeImage, Entry> entries) throws Exception {
        assertThat(MemoryJson.read(MemoryJson.write(entries, ROOMY), NOW)).isEqualTo(entries);
    }

    @Provide
    Arbitrary<Map<NodeImage, Entry>> entries() {
        Arbitrary<String> hosts = Arbitraries.of("w1", "w2", "10.0.0.1", "fe80::1%eth0", "gpu01.example.com");
        Arbitrary<String> images = Arbitraries.of("nginx", "reg.io:5000/a/b:1", "reg.io/a@sha256:" + "0".repeat(64));
        Arbitrary<NodeImage> keys = Combinators.combine(hosts, images)
                .as((host, image) -> NodeImage.of(new NodeName(host), ImageRef.of(image)));
        return Arbitraries.maps(keys, entry()).ofMaxSize(10);
    }

    private static Arbitrary<Entry> entry() {
        Arbitrary<Instant> at =
                Arbitraries.longs().between(0, NOW.getEpochSecond()).map(Instant::ofEpochSecond);
        Arbitrary<Integer> times = Arbitraries.integers().between(1, Entry.MAX_TIMES);
        Arbitrary<String> what = Arbitraries.strings().ofMinLength(1).ofMaxLength(400);
        return Arbitraries.oneOf(
                Combinators.combine(what, what, times, at, Arbitraries.of(true, false))
                        .as(Entry::failed),
                Combinators.combine(times, at).as(Entry::pulled),
                Combinators.combine(times, at, Arbitraries.of(true, false)).as(Entry::vanished));
    }

    private static Map<NodeImage, Entry> pulled(int count) {
        Map<NodeImage, Entry> entries = new HashMap<>();
        IntStream.range(0, count)
                .forEach(i -> entries.put(
                        new NodeImage("w", ImageRef.of("reg.io/a:" + i)), Entry.pulled(0, NOW.minusSeconds(i))));
        return entries;
    }

    private static List<ImageRef> images(byte[] written) throws Broken {
        return MemoryJson.read(written, NOW).keySet().stream()
                .map(NodeImage::image)
                .toList();
    }

    @Example
    void moreThanTheFileMayHaveLeavesTheOldestOut() throws Exception {
        byte[] written = MemoryJson.write(pulled(MemoryJson.MAX_ENTRIES + 1), MemoryFile.MAX_BYTES);

        assertThat(images(written))
                .hasSize(MemoryJson.MAX_ENTRIES)
                .contains(ImageRef.of("reg.io/a:0"))
                .doesNotContain(ImageRef.of("reg.io/a:" + MemoryJson.MAX_ENTRIES));
    }

    @Example
    void moreEntriesThanItMayHaveAreNotRead() {
        String entry =
                "{ \"node\":\"w\",\"image\":\"a\",\"at\":\"2026-11-25T16:40:37Z\",\"state\":\"pulled\",\"times\":0}";
        String all = (entry + ",").repeat(MemoryJson.MAX_ENTRIES);
        assertThat(isRead("{\"version\":1,\"entries\":[" + all.substring(0, all.length() - 1) + "]}"))
                .isTrue();
        assertThat(isRead("{\"version\":1,\"entries\":[" + all + entry + "]}")).isFalse();
    }

    @Example
    void moreBytesThanTheFileMayHaveLeaveTheOldestOut() throws Exception {
        byte[] written = MemoryJson.write(pulled(1000), 20_000);

        assertThat(written.length).isBetween(10_000, 20_000);
        assertThat(images(written)).contains(ImageRef.of("reg.io/a:0")).doesNotContain(ImageRef.of("reg.io/a:999"));
    }

    @Example
    void aNameThatIsTooLongWrittenOutInFullIsLeftOut() throws Exception {
        ImageRef image = ImageRef.of("a".repeat(247) + "@" + "b".repeat(512 - 247 - 2 - 128) + ":" + "0".repeat(128));

        assertThat(images(MemoryJson.write(Map.of(new NodeImage("w", image), Entry.pulled(0, NOW)), ROOMY)))
                .isEmpty();
    }
}
