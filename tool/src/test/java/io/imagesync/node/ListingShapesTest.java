package io.imagesync.node;

import static io.imagesync.node.Answers.around;
import static io.imagesync.node.Answers.images;
import static io.imagesync.node.Answers.listing;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.DiskUsage;
import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Listing;
import io.imagesync.model.RuntimeKind;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The shapes that releases of crictl, containerd and CRI-O give a listing.
class ListingShapesTest {
    private static final String DIGEST = "reg.example/app@sha256:" + "0a".repeat(32);

    @Test
    void crictl126OnContainerd() {
        Listing listing = listing(around("""
                {
                  "images": [
                    {
                      "id": "sha256:4bb4",
                      "repoTags": [
                        "reg.example/app:1"
                      ],
                      "repoDigests": [
                        "%s"
                      ],
                      "size": "70544635",
                      "uid": null,
                      "username": "",
                      "spec": null,
                      "pinned": false
                    }
                  ]
                }""".formatted(DIGEST)));

        HeldImage image = listing.images().getFirst();
        assertThat(image.id()).isEqualTo("sha256:4bb4");
        assertThat(image.tags()).containsExactly(ImageRef.of("reg.example/app:1"));
        assertThat(image.digests()).containsExactly(ImageRef.of(DIGEST));
        assertThat(image.size()).hasValue(70544635);
        assertThat(listing.architecture()).contains("x86_64");
        assertThat(listing.disk()).contains(new DiskUsage("/var/lib/containerd", 1000 * 1024, 600 * 1024));
        assertThat(listing.invalid()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",\"uid\":null",
                ",\"uid\":{\"value\":\"65534\"}",
                ",\"spec\":null",
                ",\"spec\":{\"image\":\"\",\"annotations\":{\"a\":\"b\"},\"userSpecifiedImage\":\"x\"}",
                ",\"pinned\":true",
                ",\"pinned\":false",
                ",\"pinned\":\"true\"",
                ",\"pinned\":{\"pinned\":false}",
                ",\"username\":\"nobody\"",
                ",\"new\":[[{\"deep\":[1,2.5e3,true,null]}]]",
                ",\"repoDigests\":[]",
                ",\"repoDigests\":null",
                ",\"size\":null",
                ",\"size\":\"0\"",
            })
    void fieldsComeAndGo(String fields) {
        String json = "{\"images\":[{\"id\":\"x\",\"repoTags\":[\"reg.example/app:1\"]" + fields + "}],\"later\":{}}";

        assertThat(images(json)).singleElement().satisfies(image -> {
            assertThat(image.tags()).containsExactly(ImageRef.of("reg.example/app:1"));
            assertThat(image.digests()).isEmpty();
            assertThat(image.size()).isEmpty();
            assertThat(image.pinned()).isEqualTo(fields.equals(",\"pinned\":true"));
        });
    }

    @Test
    void whichRuntimeListsIsSeenFromIdsNamesAndFolders() {
        String bare = "{\"images\":[{\"id\":\"" + "0a".repeat(32) + "\",\"repoTags\":[\"reg.example/app:1\"]}]}";
        assertThat(listing(around(bare))).returns(RuntimeKind.CRIO, Listing::runtime);
        assertThat(images(bare).getFirst().id()).isEqualTo("sha256:" + "0a".repeat(32));
        assertThat(listing(around("{}").replace("/var/lib/containerd", "/s/overlay-images")))
                .returns(RuntimeKind.CRIO, Listing::runtime);
        assertThat(listing(around("{\"images\":[{\"id\":\"sha256:x\",\"repoTags\":[\"bitnami/redis:7.2\"]}]}")))
                .returns(RuntimeKind.DOCKER, Listing::runtime);
        assertThat(listing(around("{\"images\":[{\"id\":\"sha256:x\",\"repoTags\":[\"reg.example/a:1\"]}]}")))
                .returns(RuntimeKind.CONTAINERD, Listing::runtime);
    }

    @ParameterizedTest
    @CsvSource({"70544635, 70544635", "\"70544635\", 70544635", "\"9223372036854775807\", 9223372036854775807"})
    void sizeIsAStringOrANumber(String written, long size) {
        assertThat(images("{\"images\":[{\"id\":\"x\",\"size\":" + written + "}]}"))
                .singleElement()
                .satisfies(image -> assertThat(image.size()).hasValue(size));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"repoTags\":[]",
                "\"repoTags\":null",
                "\"username\":\"\"",
                "\"repoTags\":[\"<none>:<none>\"]",
                "\"repoTags\":[\"reg.example/app:<none>\"]",
                "\"repoTags\":[\"127.0.0.1:40123/image-sync-0123456789abcdef/app:1\"]",
                "\"repoTags\":[\"\"]",
            })
    void withoutATagItIsHeldByDigestAlone(String tags) {
        List<HeldImage> images =
                images("{\"images\":[{\"id\":\"x\"," + tags + ",\"repoDigests\":[\"" + DIGEST + "\"]}]}");

        assertThat(images)
                .containsExactly(new HeldImage("x", List.of(), List.of(ImageRef.of(DIGEST)), OptionalLong.empty()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<none>@sha256:0a0a",
                "127.0.0.1:40123/image-sync-0123456789abcdef/app@sha256:0a0a",
                "<none>@<none>",
                "reg.example/app@<none>",
                "reg.example@sha256:0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a"
            })
    void aDigestWithoutANameIsNone(String digest) {
        Listing listing = listing(around("{\"images\":[{\"id\":\"x\",\"repoDigests\":[\"" + digest + "\"]}]}"));

        assertThat(listing.images().getFirst().digests()).isEmpty();
        assertThat(listing.invalid()).isEmpty();
    }

    @Test
    void oneImageHasManyTags() {
        assertThat(images("{\"images\":[{\"id\":\"x\",\"repoTags\":[\"a:1\",\"a:2\",\"reg.example/b:1\"]}]}"))
                .singleElement()
                .satisfies(image -> assertThat(image.tags())
                        .containsExactly(ImageRef.of("a:1"), ImageRef.of("a:2"), ImageRef.of("reg.example/b:1")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"images\": [ ]}", "{\"images\":[]}", "{\"images\":null}", "{}", "{\n}\n"})
    void anEmptyStoreIsAListingToo(String json) {
        assertThat(images(json)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Welcome to w1!\n",
                "\n\n\n",
                "\u001b]0;w1\u0007",
                "last login: today",
                "image-sync-node 2\n",
                "image-sync-node 1 is not here\nimages\n{}\nend 0\n",
                "disk 1 1 /\narch armv7l\r\n",
            })
    void whatALoginShellPrintsBeforeIsPassedOver(String noise) {
        Listing listing = listing(noise + around("{\"images\":[{\"id\":\"x\"}]}"));

        assertThat(listing.images()).hasSize(1);
        assertThat(listing.architecture()).contains("x86_64");
    }

    @Test
    void linesMayEndAsOnWindows() {
        assertThat(listing(around("{\"images\":[{\"id\":\"x\"}]}").replace("\n", "\r\n"))
                        .images())
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "disk 1000 400\n",
                "disk 1000 400 relative\n",
                "disk 0 0 /\n",
                "disk 100 200 /\n",
                "disk -1 1 /\n",
                "disk 1000 - /\n",
                "disk 9999999999999999999 1 /\n",
                "disk a b /\n",
                "disk  1000 400 /\n",
                "arch\n",
                "arch $(id)\n",
                "arch x86 64\n",
            })
    void factsThatCannotBeReadAreUnknown(String facts) {
        Listing listing = listing("image-sync-node 1\n" + facts + "images\n{}\nend 0\n");

        assertThat(listing.disk()).isEmpty();
        assertThat(listing.architecture()).isEmpty();
    }

    @Test
    void aMountPointIsMadeFitToBeShown() {
        Listing listing = listing("image-sync-node 1\ndisk 10 5 /a b\u001b[31m\nimages\n{}\nend 0\n");

        assertThat(listing.disk())
                .hasValueSatisfying(d -> assertThat(d.mountPoint()).isEqualTo("/a b\\u001B[31m"));
    }
}
