package io.imagesync.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.imagesync.cri.AuthConfig;
import io.imagesync.cri.FilesystemIdentifier;
import io.imagesync.cri.FilesystemUsage;
import io.imagesync.cri.Image;
import io.imagesync.cri.ImageFsInfoRequest;
import io.imagesync.cri.ImageFsInfoResponse;
import io.imagesync.cri.ImageStatusRequest;
import io.imagesync.cri.ImageStatusResponse;
import io.imagesync.cri.ListImagesRequest;
import io.imagesync.cri.ListImagesResponse;
import io.imagesync.cri.PullImageRequest;
import io.imagesync.cri.PullImageResponse;
import io.imagesync.model.ConnectFailure.ConnectionLost;
import io.imagesync.model.Credential;
import io.imagesync.model.Credentials;
import io.imagesync.model.Failure;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Listing;
import io.imagesync.model.NodeFailure.CommandTimedOut;
import io.imagesync.model.NodeFailure.ListingInvalid;
import io.imagesync.model.NodeFailure.RuntimeRefused;
import io.imagesync.model.NodeFailure.RuntimeUnavailable;
import io.imagesync.model.NodeName;
import io.imagesync.model.PullFailure;
import io.imagesync.model.PullFailure.CredentialRefused;
import io.imagesync.model.PullFailure.Kind;
import io.imagesync.model.PullFailure.NodeTrouble;
import io.imagesync.model.PullFailure.Refused;
import io.imagesync.model.Result;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class CriNodeTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final ImageRef APP = ImageRef.of("r.io:5000/app:1");
    private static final String LIST = "runtime.v1.ImageService/ListImages";
    private static final String STATUS = "runtime.v1.ImageService/ImageStatus";
    private static final String PULL = "runtime.v1.ImageService/PullImage";
    private static final String FS = "runtime.v1.ImageService/ImageFsInfo";

    private final FakeCri cri = new FakeCri();
    private final List<Credential> refused = new ArrayList<>();

    @AfterEach
    void end() {
        cri.close();
    }

    private CriNode node() throws IOException {
        return node(Credentials.NONE);
    }

    private CriNode node(Credentials credentials) throws IOException {
        cri.start();
        CriNode.RuntimeApi api = new CriNode.RuntimeApi(cri.channel(), Optional.empty(), Optional.of("x86_64"));
        return new CriNode(new NodeName("n"), cri, api, new Helper(Answers.SETTINGS), credentials);
    }

    private static <T> T value(Result<T> result) {
        return switch (result) {
            case Result.Ok<T>(T value) -> value;
            case Result.Failed<T>(var why) -> throw new AssertionError(why.what());
        };
    }

    private static Failure failure(Result<?> result) {
        return switch (result) {
            case Result.Ok<?>(var value) -> throw new AssertionError(value);
            case Result.Failed<?>(var why) -> why;
        };
    }

    private void listFails(Status status) {
        cri.on(LIST, ListImagesRequest.getDefaultInstance(), (_, out) -> out.onError(status.asRuntimeException()));
    }

    @Test
    void aListingHasImagesDiskAndMachine() throws Exception {
        cri.says(
                LIST,
                ListImagesRequest.getDefaultInstance(),
                ListImagesResponse.newBuilder()
                        .addImages(Image.newBuilder().setId("sha256:aa").addRepoTags("r.io:5000/app:1"))
                        .build());
        fileSystem("/var/lib/images");

        Listing listing = value(node().list(LIMIT));

        assertThat(listing.images()).hasSize(1);
        assertThat(listing.architecture()).contains("x86_64");
        assertThat(listing.disk())
                .hasValueSatisfying(disk -> assertThat(disk.percent()).isEqualTo(60));
    }

    private void fileSystem(String mountPoint) {
        cri.says(
                FS,
                ImageFsInfoRequest.getDefaultInstance(),
                ImageFsInfoResponse.newBuilder()
                        .addImageFilesystems(FilesystemUsage.newBuilder()
                                .setFsId(FilesystemIdentifier.newBuilder().setMountpoint(mountPoint)))
                        .build());
    }

    @ParameterizedTest
    @CsvSource({"''", "relative/path", "/tmp/$(id)", "'/a b'"})
    void aMountPointThatIsNoPlainPathIsAnUnknownDisk(String mountPoint) throws Exception {
        fileSystem(mountPoint);

        assertThat(value(node().disk(LIMIT))).isEmpty();
    }

    @Test
    void aListingThatIsTooLongIsNotTakenIn() throws Exception {
        Image.Builder image = Image.newBuilder().setId("sha256:aa").addRepoTags("x".repeat(CriChannel.MAX_MESSAGE));
        cri.says(
                LIST,
                ListImagesRequest.getDefaultInstance(),
                ListImagesResponse.newBuilder().addImages(image).build());

        assertThat(failure(node().list(LIMIT)))
                .isInstanceOfSatisfying(
                        ListingInvalid.class, f -> assertThat(f.what()).contains("maximum size"));
    }

    @Test
    void aListingThatIsBrokenIsSaidToBe() throws Exception {
        cri.on(LIST, ListImagesRequest.getDefaultInstance(), (_, out) -> FakeCri.reply(out, new byte[] {10, 99, 1}));

        assertThat(failure(node().list(LIMIT))).isInstanceOf(ListingInvalid.class);
    }

    @Test
    void aListingThatDoesNotComeEndsAtItsLimit() throws Exception {
        cri.on(LIST, ListImagesRequest.getDefaultInstance(), (_, _) -> {});

        assertThat(failure(node().list(Duration.ofMillis(300)))).isEqualTo(new CommandTimedOut(Duration.ofMillis(300)));
    }

    @Test
    void theRuntimesOwnNoIsPassedOn() throws Exception {
        listFails(Status.UNKNOWN.withDescription("metadata is locked\u001b[31m"));

        assertThat(failure(node().list(LIMIT)))
                .isEqualTo(new RuntimeRefused("ListImages", "Unknown", "metadata is locked\\u001B[31m"));
    }

    @Test
    void aRuntimeThatGoesAwayIsUnavailableWhileTheConnectionStands() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        cri.on(LIST, ListImagesRequest.getDefaultInstance(), (_, _) -> asked.countDown());
        CriNode node = node();
        CompletableFuture<Result<Listing>> listing = CompletableFuture.supplyAsync(() -> list(node));
        asked.await();
        cri.breakConnections();

        assertThat(failure(listing.get(30, TimeUnit.SECONDS))).isInstanceOf(RuntimeUnavailable.class);
    }

    @Test
    void aConnectionThatGoesAwayIsLost() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        cri.on(LIST, ListImagesRequest.getDefaultInstance(), (_, _) -> asked.countDown());
        CriNode node = node();
        CompletableFuture<Result<Listing>> listing = CompletableFuture.supplyAsync(() -> list(node));
        asked.await();
        cri.connected = false;
        cri.breakConnections();

        assertThat(failure(listing.get(30, TimeUnit.SECONDS))).isInstanceOf(ConnectionLost.class);
    }

    @Test
    void theSocketIsOpenedAnewAfterItWasLost() throws Exception {
        cri.says(LIST, ListImagesRequest.getDefaultInstance(), ListImagesResponse.getDefaultInstance());
        CriNode node = node();
        value(node.list(LIMIT));
        cri.breakConnections();

        // What was in the air may be lost; the next question is not.
        node.list(LIMIT);
        value(node.list(LIMIT));
        assertThat(cri.opened()).isGreaterThanOrEqualTo(2);
    }

    private static Result<Listing> list(CriNode node) {
        try {
            return node.list(LIMIT);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void anImageIsHeldWhenTheStatusHasItsName() throws Exception {
        cri.on(STATUS, ImageStatusRequest.getDefaultInstance(), (asked, out) -> {
            ImageStatusResponse.Builder status = ImageStatusResponse.newBuilder();
            switch (asked.getImage().getImage()) {
                case "r.io:5000/app:1" ->
                    status.setImage(Image.newBuilder().setId("sha256:aa").addRepoTags("r.io:5000/app:1"));
                case "r.io:5000/moved:1" ->
                    status.setImage(Image.newBuilder().setId("sha256:aa").addRepoTags("r.io:5000/app:1"));
                default -> {}
            }
            FakeCri.reply(out, status.build().toByteArray());
        });
        CriNode node = node();

        assertThat(value(node.holds(APP, LIMIT))).isTrue();
        assertThat(value(node.holds(ImageRef.of("r.io:5000/moved:1"), LIMIT))).isFalse();
        assertThat(value(node.holds(ImageRef.of("r.io:5000/other:1"), LIMIT))).isFalse();
    }

    private Optional<PullFailure> pull(CriNode node) throws InterruptedException {
        return node.pull(APP, LIMIT, _ -> {});
    }

    private void pullFails(Status status) {
        cri.on(PULL, PullImageRequest.getDefaultInstance(), (_, out) -> out.onError(status.asRuntimeException()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NOT_FOUND | r.io:5000/app:1: not found | NOT_FOUND",
                "NOT_FOUND | no match for platform in manifest sha256:aa: not found | NO_PLATFORM",
                "UNKNOWN | unexpected status code [manifests 1]: 401 Unauthorized | UNAUTHORIZED",
                "UNAUTHENTICATED | who are you | UNAUTHORIZED",
                "PERMISSION_DENIED | policy | FORBIDDEN",
                "UNKNOWN | write /var/lib/x: no space left on device | NO_SPACE",
                "RESOURCE_EXHAUSTED | write /var/lib/x: no space left on device | NO_SPACE",
                "UNAVAILABLE | failed to copy: ref layer-sha256:aa locked for 1.2s (since 3.4s): unavailable | BUSY",
                "UNAVAILABLE | server is not initialized yet | RUNTIME_UNAVAILABLE",
                "DEADLINE_EXCEEDED | context deadline exceeded | DEADLINE",
                "CANCELLED | context canceled | DEADLINE",
                "INTERNAL | something new | OTHER",
            })
    void whyAPullFails(Status.Code code, String text, Kind kind) throws Exception {
        pullFails(code.toStatus().withDescription(text));

        assertThat(pull(node()))
                .hasValueSatisfying(why -> assertThat(why).isInstanceOfSatisfying(Refused.class, r -> {
                    assertThat(r.kind()).isEqualTo(kind);
                    assertThat(r.exitCode()).isEqualTo(1);
                    assertThat(r.detail()).isEqualTo(text);
                }));
    }

    @Test
    void aPullIsCancelledInTheRuntimeAtItsLimit() throws Exception {
        CountDownLatch cancelled = pullThatHangs(new CountDownLatch(1));
        Duration limit = Duration.ofMillis(300);

        assertThat(node().pull(APP, limit, _ -> {})).contains(new PullFailure.TimedOut(limit));
        assertThat(cancelled.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aPullIsCancelledInTheRuntimeWhenItsThreadIsInterrupted() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch cancelled = pullThatHangs(asked);
        CriNode node = node();
        CompletableFuture<Optional<PullFailure>> result = new CompletableFuture<>();
        Thread thread = Thread.ofVirtual().start(() -> {
            try {
                result.complete(pull(node));
            } catch (InterruptedException e) {
                result.completeExceptionally(e);
            }
        });
        asked.await();
        thread.interrupt();

        assertThatThrownBy(() -> result.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(InterruptedException.class);
        assertThat(cancelled.await(30, TimeUnit.SECONDS)).isTrue();
    }

    private CountDownLatch pullThatHangs(CountDownLatch asked) {
        CountDownLatch cancelled = new CountDownLatch(1);
        cri.on(PULL, PullImageRequest.getDefaultInstance(), (_, out) -> {
            out.setOnCancelHandler(cancelled::countDown);
            asked.countDown();
        });
        return cancelled;
    }

    @Test
    void aPullOfALostConnectionIsANodesTrouble() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        pullThatHangs(asked);
        CriNode node = node();
        CompletableFuture<Optional<PullFailure>> result = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                result.complete(pull(node));
            } catch (InterruptedException e) {
                result.completeExceptionally(e);
            }
        });
        asked.await();
        cri.connected = false;
        cri.breakConnections();

        assertThat(result.get(30, TimeUnit.SECONDS))
                .hasValueSatisfying(why -> assertThat(why)
                        .isInstanceOfSatisfying(
                                NodeTrouble.class,
                                trouble -> assertThat(trouble.cause()).isInstanceOf(ConnectionLost.class)));
    }

    private Credentials knowing(Credential credential) {
        return new Credentials() {
            @Override
            public Optional<Credential> forImage(ImageRef image) {
                return Optional.of(credential);
            }

            @Override
            public void refused(Credential no) {
                refused.add(no);
            }
        };
    }

    @Test
    void aCredentialGoesAlongWithTheAddressOfItsRegistry() throws Exception {
        CompletableFuture<AuthConfig> sent = pullThatKeepsItsCredential();

        assertThat(pull(node(knowing(new Credential.Password("r.io:5000", "me", "pa:ss")))))
                .isEmpty();

        assertThat(sent.join())
                .isEqualTo(AuthConfig.newBuilder()
                        .setServerAddress("https://r.io:5000")
                        .setUsername("me")
                        .setPassword("pa:ss")
                        .build());
    }

    @Test
    void tokensGoAlongToo() throws Exception {
        CompletableFuture<AuthConfig> sent = pullThatKeepsItsCredential();

        assertThat(pull(node(knowing(new Credential.IdentityToken("docker.io", "t")))))
                .isEmpty();

        assertThat(sent.join())
                .isEqualTo(AuthConfig.newBuilder()
                        .setServerAddress("https://registry-1.docker.io")
                        .setIdentityToken("t")
                        .build());
    }

    private CompletableFuture<AuthConfig> pullThatKeepsItsCredential() {
        CompletableFuture<AuthConfig> sent = new CompletableFuture<>();
        cri.on(PULL, PullImageRequest.getDefaultInstance(), (asked, out) -> {
            sent.complete(asked.getAuth());
            FakeCri.reply(out, PullImageResponse.getDefaultInstance().toByteArray());
        });
        return sent;
    }

    @ParameterizedTest
    @CsvSource({"401 Unauthorized, true", "403 Forbidden, true", "429 Too Many Requests, false"})
    void aRegistryThatRefusesACredentialEndsItsUse(String text, boolean ends) throws Exception {
        pullFails(Status.UNKNOWN.withDescription("unexpected status code [manifests 1]: " + text));
        Credential credential = new Credential.Password("r.io:5000", "me", "secret");

        Optional<PullFailure> failure = pull(node(knowing(credential)));

        assertThat(failure.orElseThrow() instanceof CredentialRefused).isEqualTo(ends);
        assertThat(refused).isEqualTo(ends ? List.of(credential) : List.of());
        assertThat(failure.toString()).doesNotContain("secret");
    }

    @Test
    void bytesOfAHostileRuntimeAreDataOnly() throws Exception {
        cri.on(
                STATUS,
                ImageStatusRequest.getDefaultInstance(),
                (_, out) -> FakeCri.reply(
                        out,
                        ByteString.copyFrom(new byte[] {10, 2, 10, (byte) 0xff}).toByteArray()));

        assertThat(failure(node().holds(APP, LIMIT)).what()).isNotEmpty();
    }
}
