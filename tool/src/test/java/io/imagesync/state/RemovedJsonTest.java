package io.imagesync.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.json.StrictJson.Broken;
import io.imagesync.model.ImageRef;
import io.imagesync.model.NodeName;
import io.imagesync.model.Tombstone;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class RemovedJsonTest {
    private static final Instant NOW = Instant.parse("2026-11-25T16:40:37Z");

    private static final String FILE = """
            {"version":1,"removed":[
            {"image":"reg.io/a:1","at":"2026-11-25T16:40:37Z","by":"alice","ids":["sha256:0a"],"confirmed":["w1","w2"]},
            {"image":"reg.io/b:1","at":"2026-11-20T16:40:37Z","contradicted":"2026-11-25T16:40:37Z","more":[{}]}
            ]}""";

    /// Whether it could be read; whatever was read is within its bounds.
    private static boolean isRead(String text) {
        try {
            RemovedJson.read(text.getBytes(StandardCharsets.UTF_8), NOW).forEach((name, one) -> {
                assertThat(one.image()).isEqualTo(name);
                assertThat(one.at()).isBeforeOrEqualTo(NOW);
                assertThat(one.contradicted()).isBetween(one.at(), NOW);
                assertThat(one.by()).matches("[^\\p{Cntrl}<>\"']{0,200}");
            });
            return true;
        } catch (Broken e) {
            assertThat(e.getMessage()).isNotEmpty();
            return false;
        }
    }

    @Property
    void oneChangedCharacterCausesNoException(
            @ForAll @IntRange(max = 500) int at, @ForAll("characters") String changed) {
        assertThat(isRead(FILE)).isTrue();
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
                Instant.MIN.toString(), Instant.MAX.toString(), "2099-01-01T00:00:00Z", "2026-02-30T00:00:00Z", "");
    }

    @Property
    void whatIsWrittenIsRead(@ForAll("removed") Map<ImageRef, Tombstone> removed) throws Exception {
        assertThat(RemovedJson.read(RemovedJson.write(removed.values()), NOW)).isEqualTo(removed);
    }

    @Provide
    Arbitrary<Map<ImageRef, Tombstone>> removed() {
        Arbitrary<ImageRef> images = Arbitraries.of("nginx", "reg:5000/a/b:1", "reg.io/a@sha256:" + "0".repeat(64))
                .map(ImageRef::of);
        Arbitrary<Instant> times =
                Arbitraries.longs().between(0, NOW.getEpochSecond()).map(Instant::ofEpochSecond);
        Arbitrary<Set<String>> ids =
                Arbitraries.of("sha256:0a", "sha256:0b").set().ofMaxSize(2);
        Arbitrary<Set<NodeName>> nodes = Arbitraries.of("w1", "root@10.0.0.1", "fe80::1%eth0")
                .map(NodeName::new)
                .set()
                .ofMaxSize(3);
        return Combinators.combine(images, times, Arbitraries.strings().ofMaxLength(150), ids, nodes, times)
                .as(Tombstone::new)
                .list()
                .uniqueElements(Tombstone::image)
                .map(all -> all.stream().collect(Collectors.toMap(Tombstone::image, one -> one)));
    }

    @Example
    void moreImagesThanItMayHaveAreNotRead() {
        String all = IntStream.range(0, RemovedJson.MAX_IMAGES)
                .mapToObj(i -> "{\"image\":\"a:" + i + "\",\"at\":\"2026-11-25T16:40:37Z\"}")
                .collect(Collectors.joining(","));
        assertThat(isRead("{\"version\":1,\"removed\":[" + all + "]}")).isTrue();
        assertThat(isRead(
                        "{\"version\":1,\"removed\":[" + all + ",{\"image\":\"b\",\"at\":\"2026-11-25T16:40:37Z\"}]}"))
                .isFalse();
    }
}
