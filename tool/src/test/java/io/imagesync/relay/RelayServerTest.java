package io.imagesync.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.files.PrivateFolder;
import io.imagesync.model.Descriptor;
import io.imagesync.model.ImageRef;
import io.imagesync.relay.Relay.Offer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a node's runtime is answered, and what others are.
@Timeout(60)
class RelayServerTest {
    private static final Rate FREE = new Rate(0, Rate.Time.SYSTEM);
    private static final byte[] CONTENT = FakeBlobs.noise(10_000, 1);

    @TempDir
    private Path spooled;

    private final FakeBlobs source = new FakeBlobs("A");
    private final Descriptor layer = source.add(FakeBlobs.LAYER, CONTENT);
    private final Descriptor manifest = source.image("amd64", layer);
    private PrivateFolder folder;
    private Spool spool;
    private RelayServer server;
    private Sending sending;

    @BeforeEach
    void start() throws Exception {
        folder = PrivateFolder.make();
        spool = new Spool(spooled, Spool.LIMIT, FREE);
        server = RelayServer.start(folder.next("t"), spool, FREE, FREE, RelayServer.Bounds.USUAL);
        sending = serve("reg.example/team/app:1", layer);
    }

    @AfterEach
    void stop() {
        server.close();
        spool.close();
        folder.close();
    }

    private Sending serve(String image, Descriptor... more) throws IOException {
        var blobs = new java.util.HashMap<String, Descriptor>(Map.of(manifest.digest(), manifest));
        Arrays.stream(more).forEach(blob -> blobs.put(blob.digest(), blob));
        Offer offer = new Offer(ImageRef.of(image), source, manifest, List.of(image), blobs, List.of());
        return server.serve(offer, Until.in(Duration.ofMinutes(1)));
    }

    private String blob() {
        return Http.path(sending, "blobs/" + layer.digest());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v2/", "/v2"})
    void saysThatItIsARegistry(String path) throws IOException {
        try (Http http = new Http(server)) {
            assertThat(http.get(path).status()).isEqualTo(200);
        }
    }

    @Test
    void servesTheManifestByTagAndByDigest() throws IOException {
        try (Http http = new Http(server)) {
            for (String reference : List.of("1", manifest.digest())) {
                Http.Answer answer = http.get(Http.path(sending, "manifests/" + reference));
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.header("content-type")).isEqualTo(Manifest.OCI_MANIFEST);
                assertThat(answer.header("docker-content-digest")).isEqualTo(manifest.digest());
                assertThat(answer.body()).isEqualTo(source.bytes.get(manifest.digest()));
            }
        }
    }

    @Test
    void servesABlobOnAConnectionThatGoesOn() throws IOException {
        try (Http http = new Http(server)) {
            for (int i = 0; i < 3; i++) {
                Http.Answer answer = http.get(blob());
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.header("content-type")).isEqualTo("application/octet-stream");
                assertThat(answer.body()).isEqualTo(CONTENT);
            }
        }
        assertThat(source.reads).containsOnlyOnce(layer.digest());
    }

    @Test
    void saysTheLengthWithoutTheBody() throws IOException {
        try (Http http = new Http(server)) {
            assertThat(http.head(blob()).header("content-length")).isEqualTo("10000");
            assertThat(http.head("/v2/").status()).isEqualTo(200);
        }
        assertThat(source.reads).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0-,0,10000",
        "1-,1,10000",
        "9999-,9999,10000",
        "0-0,0,1",
        "500-1499,500,1500",
        "500-99999999,500,10000",
        "9999-9999,9999,10000",
    })
    void servesAPart(String range, int from, int to) throws IOException {
        try (Http http = new Http(server)) {
            Http.Answer answer = http.get(blob(), "Range: bytes=" + range);
            assertThat(answer.status()).isEqualTo(206);
            assertThat(answer.header("content-range")).isEqualTo("bytes " + from + "-" + (to - 1) + "/10000");
            assertThat(answer.body()).isEqualTo(Arrays.copyOfRange(CONTENT, from, to));
        }
    }

    @Test
    void servesNoPartBehindTheEnd() throws IOException {
        try (Http http = new Http(server)) {
            Http.Answer answer = http.get(blob(), "Range: bytes=10000-");
            assertThat(answer.status()).isEqualTo(416);
            assertThat(answer.header("content-range")).isEqualTo("bytes */10000");
            assertThat(http.get("/v2/").status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"bytes=-5", "bytes=2-1", "bytes=0-1,5-6", "lines=1-2", "bytes=x-", "bytes=99999999999999999999-"
            })
    void servesTheWholeForAPartThatItDoesNotUnderstand(String range) throws IOException {
        try (Http http = new Http(server)) {
            assertThat(http.get(blob(), "Range: " + range).body()).isEqualTo(CONTENT);
        }
    }

    @Test
    void closesWhenItIsAskedTo() throws IOException {
        try (Http http = new Http(server)) {
            assertThat(http.get(blob(), "Connection: close").body()).isEqualTo(CONTENT);
            assertThat(http.isClosed()).isTrue();
        }
    }

    @Test
    void answersTwoRequestsThatComeAtOnce() throws IOException {
        try (Http http = new Http(server)) {
            http.ask("GET", blob());
            http.ask("HEAD", "/v2/");
            assertThat(http.answer(true).body()).isEqualTo(CONTENT);
            assertThat(http.answer(false).status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "wrong"})
    void letsNobodyInWithoutThePassword(String password) throws IOException {
        try (Http http = new Http(server, password)) {
            for (String path : List.of("/v2/", blob(), "/")) {
                Http.Answer answer = http.get(path);
                assertThat(answer.status()).isEqualTo(401);
                assertThat(answer.header("www-authenticate")).startsWith("Basic realm=");
                assertThat(answer.body()).isEmpty();
            }
        }
    }

    @Test
    void hasAPasswordForEachNode() throws Exception {
        try (RelayServer other = RelayServer.start(folder.next("t"), spool, FREE, FREE, RelayServer.Bounds.USUAL);
                Http http = new Http(server, other.password())) {
            assertThat(http.get("/v2/").status()).isEqualTo(401);
        }
    }

    @Test
    void servesOnlyWhatTheOfferHas() throws IOException {
        Descriptor foreign = source.add(FakeBlobs.LAYER, "foreign");
        Sending other = serve("reg.example/team/app:2", foreign);
        for (String path : List.of(
                Http.path(sending, "blobs/" + foreign.digest()),
                Http.path(other, "blobs/" + layer.digest()),
                Http.path(sending, "manifests/" + layer.digest()),
                Http.path(sending, "manifests/2"),
                Http.path(sending, "tags/list"),
                blob().replace("team/app", "team/other"),
                blob().replace(sending.token(), "0000000000000000"),
                blob().replace("/v2/", "/v2//"),
                "/v2/image-sync-" + sending.token(),
                "/v2/_catalog",
                "/")) {
            try (Http http = new Http(server)) {
                assertThat(http.get(path).status()).as(path).isEqualTo(404);
                assertThat(http.isClosed()).isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "CONNECT"})
    void canOnlyBeReadFrom(String method) throws IOException {
        try (Http http = new Http(server)) {
            http.ask(method, blob());
            assertThat(http.answer(true).status()).isEqualTo(405);
            assertThat(http.isClosed()).isTrue();
        }
    }

    @Test
    void refusesTlsInWordsThatMakeContainerdTryWithout() throws IOException {
        try (Http http = new Http(server)) {
            http.say(new byte[] {0x16, 3, 1, 2, 0, 1});
            assertThat(new String(http.rest(), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.0 400 Bad Request\r\n\r\n");
        }
    }

    @Test
    void servesNothingMoreOfWhatHasEnded() throws IOException {
        try (Http idle = new Http(server);
                Http http = new Http(server)) {
            idle.get(blob());
            server.end(sending);
            assertThat(idle.isClosed()).isTrue();
            assertThat(http.get(blob()).status()).isEqualTo(404);
        }
        assertThat(spool.count()).isZero();
    }
}
