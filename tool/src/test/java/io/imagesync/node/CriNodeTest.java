package io.imagesync.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.imagesync.cri.FilesystemIdentifier;
import io.imagesync.cri.FilesystemUsage;
import io.imagesync.cri.Image;
import io.imagesync.cri.ImageFsInfoRequest;
import io.imagesync.cri.ImageFsInfoResponse;
import io.imagesync.cri.ImageStatusRequest;
import io.imagesync.cri.ImageStatusResponse;
import io.imagesync.cri.ListImagesRequest;
import io.imagesync.cri.ListImagesResponse;
import io.imagesync.model.ConnectFailure.ConnectionLost;
import io.imagesync.model.Credentials;
import io.imagesync.model.DiskUsage;
import io.imagesync.model.Failure;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Listing;
import io.imagesync.model.NodeFailure.CommandTimedOut;
import io.imagesync.model.NodeFailure.ListingInvalid;
import io.imagesync.model.NodeFailure.RuntimeRefused;
import io.imagesync.model.NodeFailure.RuntimeUnavailable;
import io.imagesync.model.Result;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
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
    private static final String FS = "runtime.v1.ImageService/ImageFsInfo";

    private final FakeCri cri = new FakeCri();

    @AfterEach
    void end() {
        cri.close();
    }

    private CriNode node() throws IOException {
        return cri.start().node(Credentials.NONE);
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

    @Test
    void aDiskThatWasToldWithTheSocketsIsAskedForTheNextTimeOnly() throws Exception {
        cri.says(LIST, ListImagesRequest.getDefaultInstance(), ListImagesResponse.getDefaultInstance());
        fileSystem("/var/lib/images");
        DiskUsage told = new DiskUsage("/var/lib/images", 100, 10);
        cri.facts = new NodeFacts(
                Optional.empty(), Optional.empty(), List.of(), List.of(new DiskUsage("/other", 1, 1), told));
        CriNode node = node();

        assertThat(value(node.list(LIMIT)).disk()).contains(told);
        assertThat(cri.commands).isEmpty();
        assertThat(value(node.list(LIMIT)).disk().map(DiskUsage::percent)).contains(60);
        assertThat(cri.commands).hasSize(1);
    }

    @Test
    void theDiskIsAskedForBesideTheImages() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        fileSystem("/var/lib/images", asked::countDown);
        cri.on(LIST, ListImagesRequest.getDefaultInstance(), (_, out) -> {
            awaits(asked);
            FakeCri.reply(out, new byte[0]);
        });

        assertThat(value(node().list(LIMIT)).disk()).isPresent();
    }

    private static void awaits(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aListingThatFailsLeavesNoQuestionForTheDisk() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        cri.on(FS, ImageFsInfoRequest.getDefaultInstance(), (_, out) -> {
            out.setOnCancelHandler(ended::countDown);
            asked.countDown();
        });
        cri.on(LIST, ListImagesRequest.getDefaultInstance(), (_, out) -> {
            awaits(asked);
            out.onError(Status.UNKNOWN.asRuntimeException());
        });

        assertThat(failure(node().list(LIMIT))).isInstanceOf(RuntimeRefused.class);
        awaits(ended);
    }

    private void fileSystem(String mountPoint) {
        fileSystem(mountPoint, () -> {});
    }

    private void fileSystem(String mountPoint, Runnable asked) {
        ImageFsInfoResponse answer = ImageFsInfoResponse.newBuilder()
                .addImageFilesystems(FilesystemUsage.newBuilder()
                        .setFsId(FilesystemIdentifier.newBuilder().setMountpoint(mountPoint)))
                .build();
        cri.on(FS, ImageFsInfoRequest.getDefaultInstance(), (_, out) -> {
            asked.run();
            FakeCri.reply(out, answer.toByteArray());
        });
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

    /// What the library says of a call that it had not sent yet.
    @Test
    void aRuntimeThatGoesAwayBeforeItIsAskedIsUnavailableToo() throws Exception {
        listFails(Status.INTERNAL.withDescription("HTTP/2 error code: INTERNAL_ERROR\nReceived Goaway\nI/O failure"));

        assertThat(failure(node().list(LIMIT))).isInstanceOf(RuntimeUnavailable.class);
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
    void aConnectionThatCannotBeMadeKeepsItsReason() throws Exception {
        CriNode node = node();
        cri.close();
        cri.connected = false;

        assertThat(failure(node.list(LIMIT))).isEqualTo(new ConnectionLost("nobody is there"));
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
                    status.setImage(Image.newBuilder()
                            .setId("sha256:aa")
                            .addRepoTags("r.io:5000/app:1")
                            .setSize(700)
                            .setPinned(true));
                case "r.io:5000/moved:1" ->
                    status.setImage(Image.newBuilder()
                            .setId("sha256:aa")
                            .addRepoTags("r.io:5000/app:1")
                            .setPinned(true));
                default -> {}
            }
            FakeCri.reply(out, status.build().toByteArray());
        });
        CriNode node = node();

        assertThat(value(node.look(APP, false, LIMIT)))
                .isEqualTo(new Node.Seen(true, OptionalLong.of(700), Optional.empty(), true));
        assertThat(value(node.look(ImageRef.of("r.io:5000/moved:1"), false, LIMIT)))
                .isEqualTo(new Node.Seen(false, OptionalLong.empty(), Optional.empty(), false));
        assertThat(value(node.look(ImageRef.of("r.io:5000/other:1"), false, LIMIT))
                        .held())
                .isFalse();
    }

    @Test
    void bytesOfAHostileRuntimeAreDataOnly() throws Exception {
        cri.on(
                STATUS,
                ImageStatusRequest.getDefaultInstance(),
                (_, out) -> FakeCri.reply(
                        out,
                        ByteString.copyFrom(new byte[] {10, 2, 10, (byte) 0xff}).toByteArray()));

        assertThat(failure(node().look(APP, false, LIMIT)).what()).isNotEmpty();
    }
}
