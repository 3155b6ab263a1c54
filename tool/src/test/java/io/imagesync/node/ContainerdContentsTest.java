package io.imagesync.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.imagesync.cri.AuthConfig;
import io.imagesync.cri.Info;
import io.imagesync.cri.ListContentRequest;
import io.imagesync.cri.ListContentResponse;
import io.imagesync.cri.PullImageRequest;
import io.imagesync.cri.ReadContentRequest;
import io.imagesync.cri.ReadContentResponse;
import io.imagesync.model.Credential;
import io.imagesync.model.Credentials;
import io.imagesync.model.Failure;
import io.imagesync.model.ImageRef;
import io.imagesync.model.NodeFailure.CommandTimedOut;
import io.imagesync.model.PullFailure.Kind;
import io.imagesync.model.PullFailure.Refused;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Blobs of a containerd, and pulls from this host.
@Timeout(60)
class ContainerdContentsTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String STORE = "containerd.services.content.v1.Content/";
    private static final String PULL = "runtime.v1.ImageService/PullImage";
    private static final String DIGEST = digest(1);
    private static final int PART = 256 << 10;
    /// Many times what may be on its way.
    private static final int PARTS = 200;

    private final FakeCri cri = new FakeCri();
    private final AtomicInteger sent = new AtomicInteger();
    private final CountDownLatch cancelled = new CountDownLatch(1);

    @AfterEach
    void end() {
        cri.close();
    }

    private CriNode node() throws IOException {
        return cri.start().containerd(Credentials.NONE);
    }

    private Contents contents() throws IOException {
        return node().contents().orElseThrow();
    }

    private static String digest(int number) {
        return "sha256:%064x".formatted(number);
    }

    @Test
    void onlyContainerdHasThem() throws Exception {
        assertThat(contents().architecture()).contains("x86_64");
        assertThat(cri.node(Credentials.NONE).contents()).isEmpty();
    }

    @Test
    void asksForManyBlobsInBatches() throws Exception {
        List<ListContentRequest> asked = Collections.synchronizedList(new ArrayList<>());
        cri.on(STORE + "List", ListContentRequest.getDefaultInstance(), (request, out) -> {
            asked.add(request);
            ListContentResponse.Builder answer = ListContentResponse.newBuilder();
            request.getFiltersList().stream()
                    .map(filter -> filter.replace("digest==", ""))
                    .filter(digest -> !digest.equals(digest(7)))
                    .forEach(digest ->
                            answer.addInfo(Info.newBuilder().setDigest(digest).setSize(5)));
            answer.addInfo(
                    Info.newBuilder().setDigest("sha256:of-something-else").setSize(5));
            FakeCri.reply(out, answer.build().toByteArray());
        });
        List<String> digests = new ArrayList<>(
                IntStream.range(0, 250).mapToObj(ContainerdContentsTest::digest).toList());
        digests.add("sha256:x\" || name==y");

        Map<String, Long> sizes = contents().sizes(digests, LIMIT).toOptional().orElseThrow();

        assertThat(sizes).hasSize(249).doesNotContainKey(digest(7)).containsEntry(digest(8), 5L);
        assertThat(asked)
                .hasSize(3)
                .allSatisfy(one -> assertThat(one.getFiltersList()).noneMatch(f -> f.contains("||")));
    }

    /// Sends as fast as it is taken.
    private void readGives(int parts, Status end) {
        cri.on(STORE + "Read", ReadContentRequest.getDefaultInstance(), (request, out) -> {
            out.setOnCancelHandler(cancelled::countDown);
            byte[] part = ReadContentResponse.newBuilder()
                    .setOffset(request.getOffset())
                    .setData(ByteString.copyFrom(new byte[PART]))
                    .build()
                    .toByteArray();
            while (sent.get() < parts && !out.isCancelled()) {
                if (out.isReady()) {
                    sent.incrementAndGet();
                    out.onNext(part);
                } else {
                    Thread.onSpinWait();
                }
            }
            if (end.isOk()) {
                out.onCompleted();
            } else {
                out.onError(end.asRuntimeException());
            }
        });
    }

    @Test
    void readsABlobFromAnOffset() throws Exception {
        byte[] blob = "a blob of some bytes".getBytes(UTF_8);
        cri.on(STORE + "Read", ReadContentRequest.getDefaultInstance(), (request, out) -> {
            for (int at = (int) request.getOffset(); at < blob.length; at++) {
                out.onNext(ReadContentResponse.newBuilder()
                        .setData(ByteString.copyFrom(blob, at, 1))
                        .build()
                        .toByteArray());
            }
            out.onCompleted();
        });
        ByteArrayOutputStream read = new ByteArrayOutputStream();

        assertThat(contents().read(DIGEST, 2, LIMIT, part -> add(read, part))).isEmpty();

        assertThat(read).hasToString("blob of some bytes");
    }

    private static void add(ByteArrayOutputStream to, ByteBuffer part) {
        byte[] bytes = new byte[part.remaining()];
        part.get(bytes);
        to.writeBytes(bytes);
    }

    @Test
    void aBlobThatIsNotThereIsAFailure() throws Exception {
        readGives(0, Status.NOT_FOUND.withDescription("content " + DIGEST + ": not found"));

        assertThat(contents().read(DIGEST, 0, LIMIT, _ -> {}).map(Failure::what))
                .hasValueSatisfying(why -> assertThat(why).contains("Read", "not found"));
    }

    @Test
    void littleIsFetchedWhileWhoReadsTakesItsTime() throws Exception {
        readGives(PARTS, Status.OK);
        Contents contents = contents();
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CompletableFuture<Optional<Failure>> end = new CompletableFuture<>();
        reading(contents, end, _ -> {
            first.countDown();
            goOn.await();
        });
        first.await();
        int fetched = settled();

        assertThat(fetched * (long) PART).isLessThan(8L << 20);
        goOn.countDown();
        assertThat(end.get(30, TimeUnit.SECONDS)).isEmpty();
        assertThat(sent.get()).isEqualTo(PARTS);
    }

    private static Thread reading(Contents contents, CompletableFuture<Optional<Failure>> end, Contents.Taker to) {
        return Thread.ofVirtual().start(() -> {
            try {
                end.complete(contents.read(DIGEST, 0, LIMIT, to));
            } catch (IOException | InterruptedException e) {
                end.completeExceptionally(e);
            }
        });
    }

    /// What has been sent when no more is for a moment.
    private int settled() throws InterruptedException {
        int before = -1;
        while (before != sent.get()) {
            before = sent.get();
            Thread.sleep(200);
        }
        return before;
    }

    @Test
    void aReaderThatFailsEndsTheCall() throws Exception {
        readGives(PARTS, Status.OK);
        IOException broken = new IOException("the other side is gone");

        assertThatThrownBy(() -> contents().read(DIGEST, 0, LIMIT, _ -> {
                    throw broken;
                }))
                .isSameAs(broken);
        assertThat(cancelled.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(sent.get()).isLessThan(PARTS);
    }

    @Test
    void anInterruptEndsTheCall() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        cri.on(STORE + "Read", ReadContentRequest.getDefaultInstance(), (_, out) -> {
            out.setOnCancelHandler(cancelled::countDown);
            asked.countDown();
        });
        Contents contents = contents();
        CompletableFuture<Optional<Failure>> end = new CompletableFuture<>();
        Thread reader = reading(contents, end, _ -> {});
        asked.await();
        reader.interrupt();

        assertThatThrownBy(() -> end.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(InterruptedException.class);
        assertThat(cancelled.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aReadEndsAtItsLimit() throws Exception {
        cri.on(STORE + "Read", ReadContentRequest.getDefaultInstance(), (_, _) -> {});
        Duration limit = Duration.ofMillis(300);

        assertThat(contents().read(DIGEST, 0, limit, _ -> {})).contains(new CommandTimedOut(limit));
    }

    /// Else a pull's answer would wait behind a blob.
    @Test
    void blobsComeOverAConnectionOfTheirOwn() throws Exception {
        readGives(1, Status.OK);
        cri.on(STORE + "List", ListContentRequest.getDefaultInstance(), (_, out) -> out.onCompleted());
        Contents contents = contents();

        contents.sizes(List.of(DIGEST), LIMIT);
        assertThat(cri.opened()).isOne();
        contents.read(DIGEST, 0, LIMIT, _ -> {});
        sent.set(0);
        contents.read(DIGEST, 0, LIMIT, _ -> {});

        assertThat(cri.opened()).isEqualTo(2);
    }

    @Test
    void whileABlobIsReadTheNodeDoesNotRest() throws Exception {
        readGives(3, Status.OK);
        CriNode node = node();
        Contents contents = node.contents().orElseThrow();

        assertThat(contents.read(DIGEST, 0, LIMIT, _ -> node.rest())).isEmpty();

        assertThat(cri.opened()).isOne();
        node.rest();
        sent.set(0);
        assertThat(contents.read(DIGEST, 0, LIMIT, _ -> {})).isEmpty();
        assertThat(cri.opened()).isEqualTo(2);
        node.close();
        assertThat(contents.read(DIGEST, 0, LIMIT, _ -> {})).isPresent();
    }

    @Test
    void aPullShowsItsPasswordToThisHostOnly() throws Exception {
        List<AuthConfig> shown = Collections.synchronizedList(new ArrayList<>());
        ImageRef image = ImageRef.of("127.0.0.1:40123/image-sync-0123456789abcdef/app:1");
        cri.on(PULL, PullImageRequest.getDefaultInstance(), (request, out) -> {
            shown.add(request.getAuth());
            out.onError(Status.UNKNOWN
                    .withDescription("401 Unauthorized, you sent geheim123")
                    .asRuntimeException());
        });

        assertThat(contents().pull(image, new Credential.Password("any", "u", "geheim123"), LIMIT, _ -> {}))
                .hasValueSatisfying(why -> assertThat(why).isInstanceOfSatisfying(Refused.class, refused -> {
                    assertThat(refused.kind()).isEqualTo(Kind.UNAUTHORIZED);
                    assertThat(refused.what()).contains("***").doesNotContain("geheim123");
                }));
        assertThat(shown)
                .containsExactly(AuthConfig.newBuilder()
                        .setServerAddress("https://127.0.0.1:40123")
                        .setUsername("u")
                        .setPassword("geheim123")
                        .build());
    }
}
