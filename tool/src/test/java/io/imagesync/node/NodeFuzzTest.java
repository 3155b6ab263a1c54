package io.imagesync.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.StatusRuntimeException;
import io.imagesync.cri.Image;
import io.imagesync.cri.ListImagesResponse;
import io.imagesync.fuzz.Fuzzing;
import io.imagesync.model.Failure;
import io.imagesync.model.HeldImage;
import io.imagesync.model.Listing;
import io.imagesync.model.PullFailure.Refused;
import io.imagesync.model.Result;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class NodeFuzzTest {
    private static final String ID = "sha256:" + "0f".repeat(32);
    private static final String JSON = "{\"images\":[{\"id\":\"" + ID + "\",\"repoTags\":[\"reg.example/app:1\"],"
            + "\"repoDigests\":[\"reg.example/app@" + ID + "\"],\"size\":\"70500000\",\"uid\":null,"
            + "\"username\":\"\",\"spec\":{\"image\":\"\",\"annotations\":{}},\"pinned\":false}]}";
    private static final List<byte[]> ANSWERS = Stream.of(
                    answer(JSON),
                    answer("{\"images\": [ ]}"),
                    answer("{\"images\":[{\"id\":\"" + ID + "\",\"repoTags\":[\"<none>:<none>\"],\"size\":1}]}"),
                    "welcome\n" + answer(JSON))
            .map(text -> text.getBytes(StandardCharsets.UTF_8))
            .toList();
    private static final List<byte[]> MESSAGES = List.of(
            ListImagesResponse.newBuilder()
                    .addImages(Image.newBuilder()
                            .setId(ID)
                            .addRepoTags("reg.example/app:1")
                            .addRepoDigests("reg.example/app@" + ID)
                            .setSize(70_500_000))
                    .addImages(Image.newBuilder().setId(ID).setSize(-1))
                    .build()
                    .toByteArray(),
            new byte[0]);
    private static final List<String> REFUSALS = List.of(
            "FATA[0000] pulling image: rpc error: code = NotFound desc = failed to pull and unpack image"
                    + " \"reg.example/app:1\": reg.example/app:1: not found\n",
            "E0102 03:04:05.6 1 remote_image.go:171] \"PullImage failed\" err=\"rpc error: code = Unknown desc ="
                    + " failed to resolve: Head \\\"https://u:p@reg.example/v2/?token=x\\\": dial tcp: i/o timeout\"",
            "rpc error: code = Unavailable desc = connection error: desc = \"transport: dial unix /run/x.sock\"");
    private static final List<byte[]> MANIFESTS = List.of(("{\"schemaVersion\":2,\"config\":{\"digest\":\"" + ID
                    + "\",\"size\":7},\"layers\":[{\"mediaType\":\"x\",\"digest\":\"" + ID + "\",\"size\":5}]}")
            .getBytes(StandardCharsets.UTF_8));

    private static String answer(String json) {
        return "image-sync-node 1\narch x86_64\ndisk 1000 500 /var/lib/containerd\nimages\n" + json + "\n\nend 0\n";
    }

    @Property(tries = 150)
    void listingsOfTheHelper(@ForAll long seed) {
        Fuzzing.batch(seed, ANSWERS, bytes -> {
            switch (Answers.list(bytes)) {
                case Result.Ok<Listing>(Listing listing) -> sound(listing.images(), listing.invalid());
                case Result.Failed<Listing>(Failure failure) -> fitToBeShown(failure.what(), 1000);
            }
        });
    }

    @Property(tries = 100)
    void listingsByCri(@ForAll long seed) {
        Fuzzing.batch(seed, MESSAGES, bytes -> {
            try {
                CriListing listing = CriListing.MARSHALLER.parse(new ByteArrayInputStream(bytes));
                sound(listing.images(), listing.invalid());
            } catch (StatusRuntimeException e) {
                assertThat(e.getStatus().getDescription()).isNotBlank();
            }
        });
    }

    private static void sound(List<HeldImage> images, List<String> invalid) {
        for (HeldImage image : images) {
            fitToBeShown(image.id(), 300);
            assertThat(image.size().orElse(0)).isNotNegative();
            Stream.concat(image.tags().stream(), image.digests().stream())
                    .forEach(ref -> assertThat(ref.toString()).matches("[A-Za-z0-9\\[][A-Za-z0-9._/:@+\\[\\]-]*"));
        }
        invalid.forEach(name -> fitToBeShown(name, 300));
    }

    private static void fitToBeShown(String text, int longest) {
        assertThat(text.length()).isLessThanOrEqualTo(longest);
        assertThat(text).matches("[^\\p{Cntrl}\\u2028\\u202e]*");
    }

    @Property(tries = 80)
    void refusals(@ForAll long seed) {
        Fuzzing.texts(seed, REFUSALS, text -> {
            Refused refused = FailureTable.refused(1, text);
            fitToBeShown(refused.detail(), 600);
            fitToBeShown(refused.what(), 800);
        });
    }

    @Property(tries = 20)
    void manifests(@ForAll long seed) {
        Fuzzing.batch(
                seed,
                MANIFESTS,
                bytes -> ManifestJson.layers(bytes).forEach((digest, size) -> {
                    assertThat(digest).matches(ManifestJson.DIGEST);
                    assertThat(size).isNotNegative();
                }));
    }
}
