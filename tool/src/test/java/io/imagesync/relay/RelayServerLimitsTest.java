package io.imagesync.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.files.PrivateFolder;
import io.imagesync.model.Descriptor;
import io.imagesync.model.ImageRef;
import io.imagesync.relay.Relay.Offer;
import io.imagesync.relay.RelayServer.Bounds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the registry does to those who take too long, say too much, or what cannot be understood.
@Timeout(60)
class RelayServerLimitsTest {
    private static final Rate FREE = new Rate(0, Rate.Time.SYSTEM);
    private static final Duration SOON = Duration.ofMillis(100);
    private static final Duration LATE = Duration.ofMinutes(5);
    /// More than the kernel keeps for one who does not take it.
    private static final byte[] CONTENT = FakeBlobs.noise(4_000_000, 1);

    @TempDir
    private Path spooled;

    private final FakeBlobs source = new FakeBlobs("A");
    private final Descriptor layer = source.add(FakeBlobs.LAYER, CONTENT);
    private final List<RelayServer> servers = new ArrayList<>();
    private PrivateFolder folder;
    private Spool spool;
    private @Nullable Sending sending;

    @BeforeEach
    void makeRoom() throws Exception {
        folder = PrivateFolder.make();
        spool = new Spool(spooled, Spool.LIMIT, FREE);
    }

    @AfterEach
    void stop() {
        servers.forEach(RelayServer::close);
        spool.close();
        folder.close();
    }

    private RelayServer start(Bounds bounds) throws IOException {
        return start(bounds, FREE, FREE);
    }

    private RelayServer start(Bounds bounds, Rate in, Rate out) throws IOException {
        RelayServer server = RelayServer.start(folder.next("t"), spool, in, out, bounds);
        servers.add(server);
        Offer offer = new Offer(
                ImageRef.of("r.example/team/app:1"),
                source,
                layer,
                List.of(),
                Map.of(layer.digest(), layer),
                List.of());
        sending = server.serve(offer, Until.in(LATE));
        return server;
    }

    private String blob() {
        return Http.path(Objects.requireNonNull(sending), "blobs/" + layer.digest());
    }

    @Test
    void doesNotWaitForAStranger() throws IOException {
        RelayServer server = start(new Bounds(9, SOON, LATE, LATE));
        try (Http silent = new Http(server);
                Http slow = new Http(server);
                Http refused = new Http(server, "wrong")) {
            slow.say("GET /v2/ HTTP/1.1\r\nHost:");
            assertThat(refused.get("/v2/").status()).isEqualTo(401);
            assertThat(silent.isClosed()).isTrue();
            assertThat(slow.isClosed()).isTrue();
            assertThat(refused.isClosed()).isTrue();
        }
    }

    @Test
    void doesNotWaitForTheNextRequestForEver() throws IOException {
        RelayServer server = start(new Bounds(9, LATE, SOON, LATE));
        try (Http http = new Http(server)) {
            assertThat(http.get("/v2/").status()).isEqualTo(200);
            assertThat(http.isClosed()).isTrue();
        }
    }

    @Test
    void letsGoOfOneWhoTakesNothing() throws IOException {
        RelayServer server = start(new Bounds(9, LATE, LATE, SOON));
        try (Http stalled = new Http(server);
                Http next = new Http(server)) {
            stalled.ask("GET", blob());
            assertThat(next.get(blob()).body()).isEqualTo(CONTENT);
            stalled.some(1);
            Path socket = server.socket();
            awaitOneConnectionLess(server);
            assertThat(stalled.rest().length).isLessThan(CONTENT.length);
            assertThat(Files.exists(socket)).isTrue();
        }
    }

    private static void awaitOneConnectionLess(RelayServer server) {
        while (server.count() > 1) {
            Thread.onSpinWait();
        }
    }

    @Test
    void holdsUpNobodyForOneWhoIsSlow() throws IOException {
        RelayServer server = start(Bounds.USUAL);
        try (Http slow = new Http(server)) {
            slow.ask("GET", blob());
            slow.some(1);
            for (int i = 0; i < 3; i++) {
                try (Http http = new Http(server)) {
                    assertThat(http.get(blob()).body()).isEqualTo(CONTENT);
                }
            }
        }
        assertThat(source.reads).hasSize(1);
    }

    @Test
    void hasNoMoreConnectionsThanItMay() throws IOException {
        RelayServer server = start(new Bounds(2, LATE, LATE, LATE));
        try (Http first = new Http(server);
                Http second = new Http(server)) {
            assertThat(first.get("/v2/").status()).isEqualTo(200);
            assertThat(second.get("/v2/").status()).isEqualTo(200);
            try (Http third = new Http(server)) {
                assertThat(third.isClosed()).isTrue();
            }
            assertThat(second.get("/v2/").status()).isEqualTo(200);
        }
    }

    @Test
    void letsGoOfAStrangerForOneWhoComes() throws IOException {
        RelayServer server = start(new Bounds(2, LATE, LATE, LATE));
        try (Http known = new Http(server)) {
            assertThat(known.get("/v2/").status()).isEqualTo(200);
            try (Http stranger = new Http(server);
                    Http next = new Http(server)) {
                assertThat(next.get("/v2/").status()).isEqualTo(200);
                assertThat(stranger.isClosed()).isTrue();
                assertThat(known.get("/v2/").status()).isEqualTo(200);
            }
        }
    }

    @Test
    void takesNoHeadOfMoreThan16KiB() throws IOException {
        RelayServer server = start(Bounds.USUAL);
        try (Http fits = new Http(server);
                Http large = new Http(server)) {
            assertThat(fits.get("/v2/", "X: " + "x".repeat(16_000)).status()).isEqualTo(200);
            large.say("GET /v2/ HTTP/1.1\r\nHost: x\r\nX: " + "x".repeat(17_000));
            assertThat(large.answer(true).status()).isEqualTo(431);
            assertThat(large.isClosed()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /v2/ HTTP/1.1\r\n\r\n",
                "GET /v2/\r\n\r\n",
                "GET  /v2/ HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /v2/ HTTP/2.0\r\nHost: x\r\n\r\n",
                "GET http://x/v2/ HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /v2/\u0000 HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /v2/ HTTP/1.1\r\nHost: x\r\n folded\r\n\r\n",
                "GET /v2/ HTTP/1.1\r\nHost: x\r\nNo colon\r\n\r\n",
                "GET /v2/ HTTP/1.1\r\nHost : x\r\n\r\n",
                "GET /v2/ HTTP/1.1\r\nHost: x\nX: y\r\n\r\n",
                "GET /v2/ HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
                "GET /v2/ HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nabcde",
                "GET /v2/ HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "\r\n\r\n",
            })
    void refusesWhatIsNoRequest(String request) throws IOException {
        RelayServer server = start(Bounds.USUAL);
        try (Http http = new Http(server)) {
            http.say(request);
            assertThat(http.answer(true).status()).isEqualTo(400);
            assertThat(http.isClosed()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, Spool.LIMIT})
    void keepsToTheRateOfWhatComesAndOfWhatGoes(long spooling) throws IOException {
        Steps coming = new Steps();
        Steps going = new Steps();
        Rate in = new Rate(100_000, coming);
        spool = new Spool(spooled, spooling, in);
        RelayServer server = start(Bounds.USUAL, in, new Rate(1_000_000, going));
        try (Http http = new Http(server)) {
            assertThat(http.get(blob()).body()).isEqualTo(CONTENT);
        }
        assertThat(TimeUnit.NANOSECONDS.toMillis(coming.nanos())).isBetween(39_000L, 40_000L);
        assertThat(TimeUnit.NANOSECONDS.toMillis(going.nanos())).isBetween(3_700L, 4_000L);
    }

    @Test
    void survivesGarbage() throws IOException {
        RelayServer server = start(new Bounds(9, SOON, SOON, SOON));
        Random random = new Random(7);
        String[] words = {
            "GET ", "/v2/", " HTTP/1.1", "\r\n", "\r\n\r\n", "Host: x", "Range: bytes=", "9", ":", "\u0016", "é"
        };
        for (int i = 0; i < 300; i++) {
            try (Http http = new Http(server)) {
                for (int j = random.nextInt(12); j >= 0; j--) {
                    http.say(words[random.nextInt(words.length)]);
                }
            } catch (IOException e) {
                // It has closed the connection, as it may.
            }
        }
        try (Http http = new Http(server)) {
            assertThat(http.get(blob()).body()).isEqualTo(CONTENT);
        }
    }

    @Test
    void doesNotGoOnReadingForASendThatEnded() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        source.step = _ -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
        };
        spool = new Spool(spooled, 0, FREE);
        RelayServer server = start(Bounds.USUAL);
        try (Http http = new Http(server)) {
            http.ask("GET", blob());
            begun.await();
            server.end(Objects.requireNonNull(sending));
            interrupted.await();
        }
    }

    @Test
    void leavesNoSocketBehind() throws IOException {
        RelayServer server = start(Bounds.USUAL);
        try (Http http = new Http(server)) {
            assertThat(http.get("/v2/").status()).isEqualTo(200);
            server.close();
            assertThat(http.isClosed()).isTrue();
            assertThat(server.socket()).doesNotExist();
        }
    }
}
