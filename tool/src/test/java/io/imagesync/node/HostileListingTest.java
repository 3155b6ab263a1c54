package io.imagesync.node;

import static io.imagesync.node.Answers.around;
import static io.imagesync.node.Answers.list;
import static io.imagesync.node.Answers.listing;
import static io.imagesync.node.Answers.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.HeldImage;
import io.imagesync.model.Listing;
import io.imagesync.model.Result;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever a node sends: never an exception, and never a part of a listing taken for the whole.
class HostileListingTest {
    private static final String SMALL = around("""
            {"images": [
              {"id": "sha256:aa", "repoTags": ["reg.example/a:1", "reg.example/a:2"], "repoDigests": [], "size": "12"},
              {"id": "sha256:bb", "repoTags": [], "repoDigests": null, "size": 34, "uid": {"value": "0"}}
            ]}""");

    static Stream<String> broken() {
        return Stream.of(
                "{\"images\":[{\"id\":\"a\"}],\"images\":[]}",
                "{\"images\":[{\"id\":\"a\",\"id\":\"b\"}]}",
                "{\"images\":[{\"id\":\"a\",\"repoTags\":[\"x:1\"],\"repoTags\":[]}]}",
                "{\"images\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}",
                "{\"x\":" + "{\"x\":".repeat(10_000) + "1" + "}".repeat(10_000) + ",\"images\":[]}",
                "{\"images\":[{\"id\":\"a\",\"spec\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}]}",
                image("\"size\":" + "9".repeat(10_000)),
                image("\"username\":\"\0\""),
                image("\"username\":\"\u001b[2J\n\""),
                "{\"images\":[{\"id\":\"a\"}]}\0",
                "{\"images\":[{\"id\":\"a\"}]} {}",
                "{\"images\":[{\"id\":\"a\"}]}]",
                "{\"images\":[{\"id\":\"a\"},]}",
                "{\"images\":[{\"id\":\"a\"} {\"id\":\"b\"}]}",
                "{'images':[]}",
                "{\"images\":[{\"id\":\"\"}]}",
                "{\"images\":[{\"id\":null}]}",
                "{\"images\":[{\"id\":7}]}",
                "{\"images\":[{}]}",
                "{\"images\":[null]}",
                "{\"images\":[\"x\"]}",
                "{\"images\":{}}",
                "{\"images\":\"none\"}",
                "{\"containers\":[]}",
                "[]",
                "null",
                "0",
                "",
                "FATA[0000] listing images: rpc error",
                "IMAGE TAG IMAGE ID SIZE");
    }

    private static String image(String field) {
        return "{\"images\":[{\"id\":\"a\"," + field + "}]}";
    }

    @Test
    void moreNamesThanAnyNodeHasAreRefused() {
        String tags = "\"a:1\",".repeat(ListingJson.MAX_NAMES) + "\"a:1\"";
        assertThat(refusal(around("{\"images\":[{\"id\":\"a\",\"repoTags\":[" + tags + "]}]}")))
                .contains("more than " + ListingJson.MAX_NAMES);
    }

    @ParameterizedTest
    @MethodSource("broken")
    void whatIsNoListingIsRefusedInWords(String json) {
        assertThat(refusal(around(json))).startsWith("the node's answer cannot be used: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1",
                "\"-1\"",
                "18446744073709551615",
                "\"18446744073709551615\"",
                "\"9223372036854775808\"",
                "18446744073709551616",
                "1.5",
                "1e3",
                "\"\u0661\"",
                "\"\"",
                "true",
                "{\"a\":[1]}",
                "[7]",
            })
    void aSizeThatIsNoneMadeTheNodeUnreadable(String size) {
        assertThat(Answers.images(image("\"size\":" + size + ",\"repoTags\":[\"r.io/x:1\"]")))
                .singleElement()
                .satisfies(held -> assertThat(held.size()).isEmpty())
                .satisfies(held -> assertThat(held.tags()).hasToString("[r.io/x:1]"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"repoTags\":[null]",
                "\"repoTags\":[\"x:1\",null,\"x:2\"]",
                "\"repoTags\":\"x:1\"",
                "\"repoTags\":[1]",
                "\"repoTags\":[[\"x:1\"],{\"a\":[null]}]",
                "\"repoDigests\":{\"a\":[1]}",
                "\"repoDigests\":[null]",
            })
    void aNullTagLostTheNodeInsteadOfTheImage(String names) {
        Listing listing = listing(around("{\"images\":[{\"id\":\"before\"},{\"id\":\"odd\"," + names
                + ",\"size\":\"1\"},{\"id\":\"after\",\"repoTags\":[\"r.io/x:1\"]}]}"));

        assertThat(listing.images()).extracting(HeldImage::id).containsExactly("before", "after");
        assertThat(listing.invalid()).containsExactly("image odd, one of its names is not text");
    }

    @ParameterizedTest
    @MethodSource("broken")
    void theParserSpokeForItself(String json) {
        assertThat(refusal(around(json)))
                .doesNotContainPattern("START_|VALUE_|JsonParser|[Tt]oken|Unexpected|jackson|StreamRead|nesting depth");
    }

    static Stream<String> unfitNames() {
        return Stream.of(
                "a:1\\ntouch x",
                "$(touch x)",
                "`touch x`",
                "a:1; touch x",
                "\\u001b[31mred:1",
                "-v",
                "--help",
                "a b",
                "a:1\\u0000",
                "\\ud83d",
                "\\u202ea:1",
                "a:1'",
                "http://reg.example/a",
                "A:1",
                "reg.example/A:1",
                "a".repeat(1 << 20));
    }

    @ParameterizedTest
    @MethodSource("unfitNames")
    void aNameThatIsNoReferenceIsSetAsideAndTheRestIsRead(String name) {
        Listing listing = listing(
                around("{\"images\":[{\"id\":\"a\",\"repoTags\":[\"" + name + "\",\"ok:1\"]},{\"id\":\"b\"}]}"));

        assertThat(listing.images()).hasSize(2);
        assertThat(listing.images().getFirst().tags()).hasToString("[docker.io/library/ok:1]");
        assertThat(listing.invalid())
                .singleElement()
                .satisfies(shown -> assertThat(shown)
                        .isNotEmpty()
                        .hasSizeLessThan(210)
                        .doesNotContainPattern("[\\p{Cntrl}\u202e]"));
    }

    @Test
    void anIdIsMadeFitToBeShown() {
        assertThat(listing(around("{\"images\":[{\"id\":\"a\\n\\u001b[31m\"}]}"))
                        .images()
                        .getFirst()
                        .id())
                .isEqualTo("a\\n\\u001B[31m");
    }

    @Test
    void cutAtAnyByteItIsRefusedOrStillWhole() {
        Listing whole = listing(SMALL);
        byte[] bytes = SMALL.getBytes(StandardCharsets.UTF_8);
        int endLine = SMALL.lastIndexOf("end 0");

        for (int length = 0; length < bytes.length; length++) {
            Result<Listing> result = list(Arrays.copyOf(bytes, length));
            if (length < endLine + "end 0".length()) {
                refusal(result);
            } else {
                assertThat(Answers.ok(result)).isEqualTo(whole);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "welcome\n",
                "arch x86_64\nimages\n{}\nend 0\n",
                "image-sync-node 2\nimages\n{}\nend 0\n",
                "image-sync-node 1",
                "image-sync-node 1\n",
                "image-sync-node 1\narch x86_64\n",
                "image-sync-node 1\n{}\nend 0\n",
                "image-sync-node 1\nimages\n",
                "image-sync-node 1\nimages\n{}\n",
                "image-sync-node 1\nimages\n{}\nend\n",
                "image-sync-node 1\nimages\n{}\nend x\n",
                "image-sync-node 1\nimages\n{}\nend 1\n",
                "image-sync-node 1\nimages\n{}\nend 124\n",
                "image-sync-node 1\nimages\n{}end 0\n",
                "image-sync-node 1\nimages\nend 0\n",
            })
    void withoutHeaderOrEndItIsNoAnswer(String stdout) {
        refusal(stdout);
    }

    @Test
    void anEndWithinAStringIsNone() {
        String faked = "{\"images\":[{\"id\":\"a\",\"username\":\"\\nend 0\\n\"},{\"id\":\"b\"}]}";

        assertThat(listing(around(faked)).images()).hasSize(2);
        refusal("image-sync-node 1\nimages\n{\"images\":[{\"id\":\"a\",\"username\":\"\nend 0\n");
        refusal("image-sync-node 1\nimages\n{\"images\":[{\"id\":\"a\",\"username\":\"\nend 0\n\"},{\"id\":\"b\"}]}\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {0x80, 0xC0, 0xFF, 0xED})
    void whatIsNotUtf8IsRefused(int unexpected) {
        byte[] bytes =
                around("{\"images\":[{\"id\":\"a\",\"username\":\"?\"}]}").getBytes(StandardCharsets.UTF_8);
        bytes[new String(bytes, StandardCharsets.UTF_8).indexOf('?')] = (byte) unexpected;

        refusal(list(bytes));
    }

    @Property
    void anyBytesAreRefusedWithoutAnException(@ForAll byte[] bytes) {
        refusal(list(bytes));
    }

    @Property
    void anyBytesInTheMiddleOfAnAnswerCauseNoException(@ForAll byte[] bytes) {
        list(around(new String(bytes, StandardCharsets.ISO_8859_1)));
    }

    /// Nothing but the names and numbers themselves can be changed without being noticed.
    @Property
    void oneChangedByteNeverLosesAnImage(@ForAll @IntRange(max = 400) int at, @ForAll byte changed) {
        byte[] bytes = SMALL.getBytes(StandardCharsets.UTF_8);
        bytes[at % bytes.length] = changed;

        if (list(bytes) instanceof Result.Ok<Listing>(Listing listing)) {
            assertThat(listing.images()).hasSize(2);
        }
    }
}
