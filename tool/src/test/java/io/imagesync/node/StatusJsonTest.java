package io.imagesync.node;

import static io.imagesync.node.Answers.failure;
import static io.imagesync.node.Answers.ok;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.InUse;
import io.imagesync.model.NodeFailure.ListingInvalid;
import io.imagesync.model.NodeFailure.NotRemoved;
import io.imagesync.model.Result;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatusJsonTest {
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    private static final String SANDBOX = "\"info\":{\"status\":{},\"config\":{\"sandboxImage\":\"k8s.io/pause:3\"}}";
    private static final String ONE = """
            {"id":"c1","podSandboxId":"p","metadata":{"name":"web","attempt":1},\
            "image":{"annotations":{"image":"no"},"image":"r.io/app:1","runtimeHandler":""},\
            "imageRef":"sha256:aa","imageId":"bb","state":"CONTAINER_EXITED","createdAt":"1","labels":{}}""";

    private static Result<InUse> uses(String json) {
        return StatusJson.uses(json.getBytes(UTF_8));
    }

    @Test
    void whatCrictlSaysOfContainersAndSandboxes() {
        assertThat(ok(uses("{\"ps\":{\"containers\":[" + ONE + "],\"new\":[]}," + SANDBOX + "}"))
                        .uses())
                .containsExactly(
                        new InUse.Use("r.io/app:1", "container web (exited)"),
                        new InUse.Use("sha256:aa", "container web (exited)"),
                        new InUse.Use("bb", "container web (exited)"),
                        new InUse.Use("k8s.io/pause:3", "the sandboxes of the runtime"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"containers\":[]}", "{\"containers\":null}"})
    void noContainerAtAll(String ps) {
        assertThat(ok(uses("{\"ps\":" + ps + "," + SANDBOX + "}")).uses()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"config\":null}", "{\"config\":{}}", "{\"config\":{\"sandboxImage\":\"\"}}"})
    void whereTheImageOfSandboxesIsNotToldNothingIsKnown(String info) {
        assertThat(failure(uses("{\"ps\":{\"containers\":[]},\"info\":" + info + "}")))
                .isInstanceOfSatisfying(
                        NotRemoved.class, why -> assertThat(why.obstacle()).isEqualTo(NotRemoved.Obstacle.USE_UNKNOWN));
    }

    @Test
    void containerdMayKeepItToItself() {
        assertThat(ok(uses("{\"ps\":{},\"info\":{\"config\":{\"containerd\":{\"runtimes\":{}}}}}"))
                        .uses())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{\"ps\":,INFO}",
                "{\"ps\":[],INFO}",
                "{\"ps\":{\"containers\":{}},INFO}",
                "{\"ps\":{\"containers\":[7]},INFO}",
                "{\"ps\":{\"containers\":[{\"id\":\"a\",\"imageRef\":7}]},INFO}",
                "{\"ps\":{\"containers\":[{\"id\":\"a\",\"image\":\"x\"}]},INFO}",
                "{\"ps\":{\"containers\":[]},\"info\":{\"config\":\"text\"}}",
                "{\"ps\":{\"containers\":[]},INFO",
                "{\"ps\":{\"containers\":[]},INFO}{}",
            })
    void whatCannotBeReadWholeIsNotUsed(String json) {
        assertThat(failure(uses(json.replace("INFO", SANDBOX)))).isInstanceOf(ListingInvalid.class);
    }

    @Test
    void moreOrLongerThanIsTakenInIsNotUsed() {
        String many = IntStream.rangeClosed(0, Uses.MAX_CONTAINERS)
                .mapToObj(i -> "{\"id\":\"" + i + "\"}")
                .collect(Collectors.joining(","));
        String longName = "a".repeat(Uses.MAX_NAME);

        assertThat(failure(uses("{\"ps\":{\"containers\":[" + many + "]}," + SANDBOX + "}")))
                .isInstanceOf(ListingInvalid.class);
        assertThat(ok(uses("{\"ps\":{\"containers\":[" + many.replaceFirst(",[^,]*$", "") + "]}," + SANDBOX + "}"))
                        .uses())
                .hasSize(1);
        assertThat(failure(uses("{\"ps\":{\"containers\":[" + ONE.replace("r.io/app:1", longName + "a") + "]},"
                        + SANDBOX + "}")))
                .isInstanceOf(ListingInvalid.class);
        assertThat(ok(uses("{\"ps\":{\"containers\":[" + ONE.replace("r.io/app:1", longName) + "]}," + SANDBOX + "}"))
                        .uses())
                .hasSize(4);
    }

    @Test
    void aHostileNameIsShownAsItMayBe() {
        String name = ONE.replace("web", "\\u001b[2J" + "x".repeat(5000));

        assertThat(ok(uses("{\"ps\":{\"containers\":[" + name + "]}," + SANDBOX + "}"))
                        .uses())
                .allSatisfy(use -> assertThat(use.by()).hasSizeLessThan(200).doesNotContainPattern("\\p{Cntrl}"));
    }

    @Property(tries = 300)
    void anyBytesAreJudged(@ForAll byte[] bytes) {
        assertThat(StatusJson.uses(bytes)).isInstanceOf(Result.Failed.class);
        assertThat(StatusJson.created(bytes, NOW)).isEmpty();
    }

    @Test
    void theConfigurationOfARuntime() throws Exception {
        assertThat(StatusJson.sandboxImage("{\"containerd\":{\"a\":[1]},\"sandboxImage\":\"k8s.io/pause:3\"}"))
                .isEqualTo("k8s.io/pause:3");
        assertThat(StatusJson.sandboxImage("{\"enableSelinux\":false}")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "2024-01-01T00:00:00Z,           2024-01-01T00:00:00Z",
        "2024-01-01T00:00:00.123456789Z, 2024-01-01T00:00:00.123456789Z",
        "2024-01-01T02:00:00+02:00,      2024-01-01T00:00:00Z",
        "2026-06-01T12:00:00Z,           2026-06-01T12:00:00Z",
        "1981-01-01T00:00:00Z,           1981-01-01T00:00:00Z",
        "1970-01-01T00:00:00Z,",
        "0001-01-01T00:00:00Z,",
        "1980-01-01T00:00:01Z,",
        "2026-06-02T00:00:01Z,",
        "2024-01-01,",
        "yesterday,",
        "'',",
    })
    void whenAnImageWasMade(String created, Instant known) {
        String info = "{\"chainID\":\"sha256:aa\",\"imageSpec\":{\"created\":\"" + created
                + "\",\"history\":[{\"created\":\"2001-01-01T00:00:00Z\"}]}}";

        assertThat(StatusJson.created(info.getBytes(UTF_8), NOW)).isEqualTo(Optional.ofNullable(known));
        assertThat(StatusJson.created(("{\"status\":{\"id\":\"a\"},\"info\":" + info + "}").getBytes(UTF_8), NOW))
                .as("by crictl")
                .isEqualTo(Optional.ofNullable(known));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"info\":{}}",
                "{\"info\":\"text\"}",
                "{\"imageSpec\":{\"created\":null}}",
                "{\"imageSpec\":{\"created\":7}}",
                "{\"imageSpec\":[]}",
                "none",
            })
    void anImageThatDoesNotSayWhenItWasMade(String json) {
        assertThat(StatusJson.created(json.getBytes(UTF_8), NOW)).isEmpty();
    }
}
