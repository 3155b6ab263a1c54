package io.imagesync.lab.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.imagesync.cri.AuthConfig;
import io.imagesync.cri.Image;
import io.imagesync.cri.ImageFsInfoRequest;
import io.imagesync.cri.ImageSpec;
import io.imagesync.cri.ImageStatusRequest;
import io.imagesync.cri.ListContentRequest;
import io.imagesync.cri.ListImagesRequest;
import io.imagesync.cri.ListStatusesRequest;
import io.imagesync.cri.PullImageRequest;
import io.imagesync.cri.ReadContentRequest;
import io.imagesync.cri.VersionRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What a node's runtime answers to whoever speaks CRI through SSH.
class CriTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String APP = "registry.example.com/bcm11/app:1.0";
    private static final int SIZE = 1_000_000;

    private EmbeddedFleet fleet;
    private EmbeddedNode node;
    private Forwarding runtime;

    @BeforeEach
    void start() throws Exception {
        fleet = EmbeddedFleet.start(1);
        fleet.registry().push(APP, SIZE);
        node = fleet.node(0);
        runtime = Forwarding.to(fleet, "gpu01", RuntimeSocket.CONTAINERD.path());
    }

    @AfterEach
    void stop() {
        runtime.close();
        fleet.close();
    }

    @Test
    void listsPullsAndTellsItsDisk() {
        assertThat(runtime.call(RuntimeMethods.VERSION, VersionRequest.getDefaultInstance())
                        .getRuntimeName())
                .isEqualTo("containerd");
        assertThat(list()).isEmpty();
        assertThat(isThere()).isFalse();

        pull(LIMIT);

        assertThat(list()).singleElement().satisfies(image -> {
            assertThat(image.getRepoTagsList()).containsExactly(APP);
            assertThat(image.getSize()).isEqualTo(SIZE);
        });
        assertThat(isThere()).isTrue();
        assertThat(runtime.call(RuntimeMethods.IMAGE_FS_INFO, ImageFsInfoRequest.getDefaultInstance())
                        .getImageFilesystems(0)
                        .getFsId()
                        .getMountpoint())
                .isEqualTo("/var/lib/containerd");
        assertThat(node.events().of(NodeEvent.SocketOpened.class))
                .containsExactly(new NodeEvent.SocketOpened(RuntimeSocket.CONTAINERD.path()));
        assertThat(node.events().all()).contains(new NodeEvent.PullStarted(APP, ""), new NodeEvent.PullEnded(APP, 0));
    }

    @Test
    void keepsTheCredential() {
        PullImageRequest request = request()
                .setAuth(AuthConfig.newBuilder()
                        .setUsername("user")
                        .setPassword("secret")
                        .setServerAddress("https://registry.example.com"))
                .build();

        runtime.call(RuntimeMethods.PULL_IMAGE, request);

        assertThat(node.events().of(NodeEvent.PullStarted.class))
                .containsExactly(new NodeEvent.PullStarted(APP, "user:secret@https://registry.example.com"));
    }

    @ParameterizedTest
    @EnumSource
    void refusesInTheRuntimesWords(Fault.Known fault) {
        node.faults().failNext(APP, fault);

        StatusRuntimeException refused = refusedPull();

        assertThat(fault.stderr(APP))
                .contains(" desc = " + refused.getStatus().getDescription() + "\n")
                .containsIgnoringCase("code = "
                        + refused.getStatus().getCode().name().replace("_", "").replace("LL", "L"));
    }

    @Test
    void sharesTheScriptWithTheHelper() {
        Gate gate = new Gate();
        gate.open();
        node.script()
                .next(
                        "list",
                        new Reply.Refused(Fault.Known.RUNTIME_STOPPED),
                        new Reply.Many(3),
                        new Reply.Huge(9_000_000),
                        new Reply.After(gate, new Reply.Pretended()))
                .next("pull", new Reply.Pretended());

        assertThatThrownBy(this::list)
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
        assertThat(list()).hasSize(3);
        assertThat(list()).hasSizeGreaterThan(30_000);
        assertThat(list()).isEmpty();
        pull(LIMIT);
        assertThat(node.store().images()).isEmpty();
    }

    @Test
    void failsTheTestThatScriptsWhatCriCannotSay() throws Exception {
        node.script().next("list", new Reply.Text("x", "", 0));

        assertThatThrownBy(this::list).isInstanceOf(StatusRuntimeException.class);

        assertThatThrownBy(node::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("list by CRI cannot be answered with Text");
        assertThatThrownBy(fleet::close).isInstanceOf(IllegalStateException.class);
        fleet = EmbeddedFleet.start(0);
    }

    @Test
    void dropsTheConnection() throws Exception {
        node.script().next("list", new Reply.DroppedAfter(0));

        assertThatThrownBy(this::list).isInstanceOf(StatusRuntimeException.class);

        assertThat(node.openConnections()).isZero();
    }

    @Test
    void endsAPullAtItsDeadline() throws Exception {
        node.pace(Pace.behind(new Gate()));

        assertThatThrownBy(() -> pull(Duration.ofSeconds(2))).isInstanceOf(StatusRuntimeException.class);

        node.events().await(new NodeEvent.PullEnded(APP, 124), LIMIT);
    }

    @Test
    void endsAPullWhoseCallerLeaves() throws Exception {
        node.pace(Pace.behind(new Gate()));
        CompletableFuture<Void> pull = pulling();

        runtime.hangUp();

        assertThat(pull).failsWithin(LIMIT);
        node.events().await(new NodeEvent.PullCancelled(APP), LIMIT);
    }

    @Test
    void endsAPullWhenTheConnectionIsLostAndWhenTheNodeEnds() throws Exception {
        node.pace(Pace.behind(new Gate()));
        CompletableFuture<Void> pull = pulling();

        node.dropConnections();

        node.events().await(new NodeEvent.PullCancelled(APP), LIMIT);
        assertThat(pull).failsWithin(LIMIT);
        try (Forwarding again = Forwarding.to(fleet, "gpu01", RuntimeSocket.CONTAINERD.path())) {
            CompletableFuture<Void> second = CompletableFuture.runAsync(
                    () -> again.call(RuntimeMethods.PULL_IMAGE, request().build()));
            node.events().await(log -> count(log, new NodeEvent.PullStarted(APP, "")) == 2, LIMIT);
            node.close();
            assertThat(second).failsWithin(LIMIT);
            node.events().await(log -> count(log, new NodeEvent.PullCancelled(APP)) == 2, LIMIT);
        }
    }

    @Test
    void tellsHowFarAPullIsAndWhatAnEarlierOneLeft() throws Exception {
        Gate gate = new Gate();
        node.pace(Pace.behind(gate));
        node.staleDownload("layer-sha256:0", 5, 10);
        CompletableFuture<Void> pull = pulling();
        node.downloaded(APP, 400_000);

        assertThat(statuses()).extracting(status -> status.getOffset()).containsExactly(5L, 400_000L);
        String repository =
                "labels.\"containerd.io/distribution.source.registry.example.com\"~=\"(^|,)bcm11/app(,|$)\"";
        String manifest = content(repository).getFirst();
        assertThat(runtime.call(
                                RuntimeMethods.READ_CONTENT,
                                ReadContentRequest.newBuilder()
                                        .setDigest(manifest)
                                        .build())
                        .getData()
                        .toStringUtf8())
                .contains("\"size\":" + SIZE + "}]");
        String layer = statuses().getLast().getRef().substring("layer-".length());
        assertThat(content("digest==" + layer)).isEmpty();

        node.downloaded(APP, SIZE);

        assertThat(statuses()).hasSize(1);
        assertThat(content("digest==" + layer)).containsExactly(layer);
        gate.open();
        assertThat(pull).succeedsWithin(LIMIT);
    }

    private List<io.imagesync.cri.Status> statuses() {
        return runtime.call(RuntimeMethods.LIST_STATUSES, ListStatusesRequest.getDefaultInstance())
                .getStatusesList();
    }

    private List<String> content(String filter) {
        return runtime
                .call(
                        RuntimeMethods.LIST_CONTENT,
                        ListContentRequest.newBuilder().addFilters(filter).build())
                .getInfoList()
                .stream()
                .map(info -> info.getDigest())
                .toList();
    }

    private static long count(List<NodeEvent> log, NodeEvent event) {
        return log.stream().filter(event::equals).count();
    }

    private List<Image> list() {
        return runtime.call(RuntimeMethods.LIST_IMAGES, ListImagesRequest.getDefaultInstance())
                .getImagesList();
    }

    private boolean isThere() {
        ImageSpec spec = ImageSpec.newBuilder().setImage(APP).build();
        return runtime.call(
                        RuntimeMethods.IMAGE_STATUS,
                        ImageStatusRequest.newBuilder().setImage(spec).build())
                .hasImage();
    }

    private static PullImageRequest.Builder request() {
        return PullImageRequest.newBuilder()
                .setImage(ImageSpec.newBuilder().setImage(APP).build());
    }

    private void pull(Duration limit) {
        runtime.call(RuntimeMethods.PULL_IMAGE, request().build(), limit);
    }

    private CompletableFuture<Void> pulling() throws Exception {
        CompletableFuture<Void> pull = CompletableFuture.runAsync(() -> pull(LIMIT));
        node.events().await(new NodeEvent.PullStarted(APP, ""), LIMIT);
        return pull;
    }

    private StatusRuntimeException refusedPull() {
        try {
            pull(LIMIT);
            throw new AssertionError("it was not refused");
        } catch (StatusRuntimeException e) {
            return e;
        }
    }
}
