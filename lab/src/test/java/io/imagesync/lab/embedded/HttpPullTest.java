package io.imagesync.lab.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.imagesync.lab.embedded.FakeRuntime.Ended;
import io.imagesync.lab.embedded.FakeRuntime.Pulled;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Pulls from a registry on the node's own loopback, which really are some.
class HttpPullTest {
    private static final String CREDENTIAL = "u:p@https://127.0.0.1";
    private static final int LARGE = 100_000_000;

    private FakeRuntime runtime = runtime(settings -> settings);
    private LoopbackRegistry registry;

    private static FakeRuntime runtime(UnaryOperator<NodeSettings> as) {
        return new FakeRuntime(
                as.apply(new NodeSettings("n")), new EmbeddedRegistry(), new EventLog(), PullGauge.ofFleet());
    }

    @BeforeEach
    void start() throws IOException {
        registry = new LoopbackRegistry(RegistryImage.of("app", 1000));
    }

    private RegistryImage serve(RegistryImage image) throws IOException {
        registry.close();
        registry = new LoopbackRegistry(image);
        return image;
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    private Pulled pull(String reference) throws Exception {
        return runtime.pull(reference, CREDENTIAL, new CompletableFuture<>())
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);
    }

    private Pulled pull() throws Exception {
        return pull(registry.reference());
    }

    private static Layout layout(RegistryImage image) {
        return image.on("x86_64").orElseThrow();
    }

    private static String layer(RegistryImage image) {
        return layout(image).layers().getFirst().digest();
    }

    @Test
    void storesContentAndNames() throws Exception {
        RegistryImage image = serve(RegistryImage.of("app", 3_000_000, "x86_64", "aarch64"));

        assertThat(pull()).isEqualTo(new Pulled.Stored(layout(image).id()));

        String name = registry.reference().replace(":1", "");
        assertThat(runtime.store().images()).singleElement().satisfies(held -> {
            assertThat(held.tags()).containsExactly(registry.reference());
            assertThat(held.digests()).containsExactly(name + "@" + image.digest());
            assertThat(held.size()).isEqualTo(3_000_000);
        });
        BlobStore.Blob layer = runtime.blobs().find(layer(image)).orElseThrow();
        assertThat(layer.content().digest()).isEqualTo(layer(image));
        assertThat(runtime.blobs().find(image.digest()).orElseThrow().labels())
                .containsEntry("containerd.io/distribution.source.127.0.0.1", "repo");
        assertThat(registry.asked)
                .startsWith("HEAD manifests/1", "HEAD manifests/1", "GET manifests/" + image.digest())
                .hasSize(6);
    }

    @Test
    void fetchesOnlyWhatIsMissing() throws Exception {
        runtime.store().add(StoredImage.loaded("a:1", RegistryImage.layered("one", Map.of("base", 100L, "one", 10L))));
        serve(RegistryImage.layered("two", Map.of("base", 100L, "two", 10L)));

        assertThat(pull()).isInstanceOf(Pulled.Stored.class);

        // Configuration and one layer.
        assertThat(registry.asked)
                .filteredOn(line -> line.startsWith("GET blobs/"))
                .hasSize(2);
    }

    @Test
    void goesOnWhereAConnectionBroke() throws Exception {
        RegistryImage image = serve(RegistryImage.of("large", LARGE));
        registry.cutAfter = LARGE / 3;

        assertThat(pull()).isInstanceOf(Pulled.Stored.class);

        assertThat(registry.asked)
                .filteredOn(("GET blobs/" + layer(image))::equals)
                .hasSizeGreaterThan(2);
        assertThat(runtime.blobs().find(layer(image)).orElseThrow().size()).isEqualTo(LARGE);
    }

    @Test
    void givesUpWhereNothingComes() throws Exception {
        serve(RegistryImage.of("app", 1000));
        registry.cutAfter = 0;

        assertRefused("Unknown", "failed to copy: ");
    }

    @Test
    void checksDigests() throws Exception {
        RegistryImage image = serve(RegistryImage.of("app", 1000));
        registry.replaced.put("blobs/" + layer(image), Content.of(ByteString.copyFrom(new byte[1000])));

        assertRefused("FailedPrecondition", "unexpected commit digest sha256:");
        assertThat(runtime.store().images()).isEmpty();
    }

    @Test
    void checksWhatIsMadeUp() throws Exception {
        RegistryImage image = serve(RegistryImage.of("large", LARGE));
        Content other = Content.ofLayer("other", LARGE);
        registry.replaced.put("blobs/" + layer(image), other);

        assertRefused("FailedPrecondition", "unexpected commit digest " + other.digest());
    }

    @Test
    void refusesInContainerdsWords() throws Exception {
        RegistryImage image = serve(RegistryImage.of("app", 1000));
        registry.refused.put("manifests/1", 404);
        assertRefused("NotFound", "\"" + registry.reference() + "\": " + registry.reference() + ": not found");
        registry.refused.put("manifests/1", 503);
        assertRefused("Unknown", "failed with status code [manifests 1]: 503 Service Unavailable");
        registry.refused.clear();
        registry.refused.put("blobs/" + layer(image), 404);
        assertRefused("NotFound", "/v2/repo/blobs/" + layer(image) + " not found: not found");

        registry.close();
        assertRefused("Unknown", "connect: connection refused");
    }

    @Test
    void doesWithoutACredentialUntilItIsAskedForOne() throws Exception {
        serve(RegistryImage.of("app", 1000));

        Pulled pulled = runtime.pull(registry.reference(), "", new CompletableFuture<>())
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS);

        assertThat(pulled.stderr()).contains("status code [manifests 1]: 401 Unauthorized");
    }

    @Test
    void hasNoUseForAnotherMachinesImage() throws Exception {
        serve(RegistryImage.of("arm", 1000, "aarch64"));

        assertRefused("NotFound", "no match for platform in manifest sha256:");
    }

    @Test
    void discardsWhatItHasUnpacked() throws Exception {
        runtime = runtime(NodeSettings::discardUnpackedLayers);
        RegistryImage image = serve(RegistryImage.of("app", 1000));

        assertThat(pull()).isInstanceOf(Pulled.Stored.class);

        assertThat(runtime.blobs().find(layer(image))).isEmpty();
        assertThat(runtime.blobs().find(image.digest())).isPresent();
    }

    @Test
    void endsWithItsCall() throws Exception {
        serve(RegistryImage.of("endless", 500_000_000_000L));
        CompletableFuture<Ended> ended = new CompletableFuture<>();
        CompletableFuture<Pulled> pulled =
                runtime.pull(registry.reference(), CREDENTIAL, ended).toCompletableFuture();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (runtime.blobs().ingests().stream().noneMatch(ingest -> ingest.offset() > 0)) {
            assertThat(System.nanoTime()).isLessThan(end);
        }

        ended.complete(Ended.CANCELLED);

        assertThat(pulled.get(60, TimeUnit.SECONDS)).isEqualTo(new Pulled.Early(Ended.CANCELLED));
        while (!runtime.blobs().ingests().isEmpty()) {
            assertThat(System.nanoTime()).isLessThan(end);
        }
    }

    @Test
    void triesTlsFirstWhereItIsToldTo() throws Exception {
        runtime = runtime(NodeSettings::tryTls);
        List<Integer> first = new CopyOnWriteArrayList<>();
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> answerTls(server, first, "HTTP/1.0 400 Bad Request\r\n\r\n"));
            assertThat(pull("127.0.0.1:" + server.getLocalPort() + "/repo:1").stderr())
                    .contains("status code [manifests 1]: 400");
        }
        assertThat(first).startsWith(0x16, (int) 'H');
        first.clear();
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> answerTls(server, first, ""));
            assertThat(pull("127.0.0.1:" + server.getLocalPort() + "/repo:1").stderr())
                    .contains(": EOF");
        }
        assertThat(first).containsExactly(0x16);
    }

    private static void answerTls(ServerSocket server, List<Integer> first, String answer) {
        try {
            while (true) {
                try (Socket socket = server.accept()) {
                    first.add(socket.getInputStream().read());
                    socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                    socket.shutdownOutput();
                    socket.getInputStream().skip(1000);
                }
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private void assertRefused(String code, String words) throws Exception {
        assertThat(pull()).isInstanceOfSatisfying(Pulled.Refused.class, refused -> {
            assertThat(refused.fault().refusal("").code()).isEqualTo(code);
            assertThat(refused.fault().refusal("").text())
                    .startsWith("failed to pull and unpack image \"" + registry.reference() + "\": ")
                    .contains(words);
        });
    }
}
