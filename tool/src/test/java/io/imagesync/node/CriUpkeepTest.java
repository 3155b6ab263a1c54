package io.imagesync.node;

import static io.imagesync.node.Answers.failure;
import static io.imagesync.node.Answers.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.imagesync.cri.Container;
import io.imagesync.cri.ContainerMetadata;
import io.imagesync.cri.ContainerRecord;
import io.imagesync.cri.ContainerState;
import io.imagesync.cri.Image;
import io.imagesync.cri.ImageSpec;
import io.imagesync.cri.ImageStatusRequest;
import io.imagesync.cri.ImageStatusResponse;
import io.imagesync.cri.ListContainersRequest;
import io.imagesync.cri.ListContainersResponse;
import io.imagesync.cri.ListRecordsMessage;
import io.imagesync.cri.ListRecordsRequest;
import io.imagesync.cri.RemoveImageRequest;
import io.imagesync.cri.RemoveImageResponse;
import io.imagesync.cri.StatusRequest;
import io.imagesync.cri.StatusResponse;
import io.imagesync.model.Credentials;
import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.InUse;
import io.imagesync.model.InUse.Use;
import io.imagesync.model.NodeFailure.ListingInvalid;
import io.imagesync.model.NodeFailure.NotRemoved;
import io.imagesync.model.NodeFailure.NotRemoved.Obstacle;
import io.imagesync.model.NodeFailure.RuntimeRefused;
import io.imagesync.model.Result;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What is in use, and removing where the runtime takes all names at once, by CRI.
@Timeout(60)
class CriUpkeepTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String RUNTIME = "runtime.v1.RuntimeService/";
    private static final String IMAGES = "runtime.v1.ImageService/";
    private static final String RECORDS = "containerd.services.containers.v1.Containers/ListStream";
    private static final String HEX = "a".repeat(64);
    private static final ImageRef APP = ImageRef.of("r.io/app:1");
    private static final HeldImage HELD = new HeldImage("sha256:" + HEX, List.of(APP), List.of(), OptionalLong.empty());

    private final FakeCri cri = new FakeCri();
    private final List<String> removed = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void end() {
        cri.close();
    }

    private static Container container(String id, ContainerState state) {
        return Container.newBuilder()
                .setId(id)
                .setMetadata(ContainerMetadata.newBuilder().setName("web"))
                .setImage(ImageSpec.newBuilder().setImage("r.io/app:1"))
                .setImageRef("sha256:" + HEX)
                .setState(state)
                .build();
    }

    private void runs(Container... containers) {
        cri.says(
                RUNTIME + "ListContainers",
                ListContainersRequest.getDefaultInstance(),
                ListContainersResponse.newBuilder()
                        .addAllContainers(List.of(containers))
                        .build());
    }

    private void configured(String json) {
        cri.on(RUNTIME + "Status", StatusRequest.getDefaultInstance(), (request, out) -> {
            assertThat(request.getVerbose()).isTrue();
            FakeCri.reply(
                    out,
                    StatusResponse.newBuilder().putInfo("config", json).build().toByteArray());
        });
    }

    private void recorded(ContainerRecord... records) {
        cri.on(RECORDS, ListRecordsRequest.getDefaultInstance(), (_, out) -> {
            for (ContainerRecord record : records) {
                out.onNext(ListRecordsMessage.newBuilder()
                        .setContainer(record)
                        .build()
                        .toByteArray());
            }
            out.onCompleted();
        });
    }

    private static ContainerRecord record(String id, String image, String kind) {
        ContainerRecord.Builder record = ContainerRecord.newBuilder().setId(id).setImage(image);
        return kind.isEmpty()
                ? record.build()
                : record.putLabels("io.cri-containerd.kind", kind).build();
    }

    private Result<InUse> inUse() throws Exception {
        return cri.start().containerd(Credentials.NONE).inUse(LIMIT);
    }

    @Test
    void allContainersCountAndThoseThatCriDoesNotKnow() throws Exception {
        runs(container("c1", ContainerState.CONTAINER_RUNNING), container("c2", ContainerState.CONTAINER_EXITED));
        recorded(
                record("c1", "r.io/app@sha256:" + HEX, "container"),
                record("p1", "k8s.io/pause:3", "sandbox"),
                record("by-hand", "r.io/other:1", ""),
                record("of-no-image", "", ""));
        configured("{\"sandboxImage\":\"k8s.io/pause:4\"}");

        assertThat(ok(inUse()).uses())
                .containsExactly(
                        new Use("r.io/app:1", "container web (running)"),
                        new Use("sha256:" + HEX, "container web (running)"),
                        new Use("r.io/app:1", "container web (exited)"),
                        new Use("sha256:" + HEX, "container web (exited)"),
                        new Use("r.io/app@sha256:" + HEX, "container web (running)"),
                        new Use("k8s.io/pause:3", "container p1 (sandbox)"),
                        new Use("r.io/other:1", "container by-hand (not of CRI)"),
                        new Use("k8s.io/pause:4", "the sandboxes of the runtime"));
    }

    /// containerd 2 pins the image of its sandboxes and does not name it.
    @Test
    void onlyContainerdMayKeepToItselfWhatSandboxesAreMadeOf() throws Exception {
        runs();
        recorded();
        configured("{}");
        cri.start();

        assertThat(ok(cri.containerd(Credentials.NONE).inUse(LIMIT)).uses()).isEmpty();
        assertThat(failure(cri.node(Credentials.NONE).inUse(LIMIT)))
                .isInstanceOfSatisfying(
                        NotRemoved.class, no -> assertThat(no.obstacle()).isEqualTo(Obstacle.USE_UNKNOWN));
    }

    @Test
    void aConfigurationThatIsNoneIsNoAnswer() throws Exception {
        runs();
        recorded();
        configured("{\"sandboxImage\":7}");

        assertThat(failure(inUse())).isInstanceOf(ListingInvalid.class);
    }

    @Test
    void whatIsRefusedOrTooMuchIsNoAnswer() throws Exception {
        runs(container("c1", ContainerState.CONTAINER_RUNNING));
        configured("{}");
        cri.on(RECORDS, ListRecordsRequest.getDefaultInstance(), (_, out) -> {
            out.onNext(ListRecordsMessage.getDefaultInstance().toByteArray());
            out.onError(Status.NOT_FOUND.withDescription("no").asRuntimeException());
        });
        assertThat(failure(inUse())).isInstanceOf(RuntimeRefused.class);
    }

    @Test
    void moreContainersThanAreTakenInAreNoAnswer() throws Exception {
        runs();
        configured("{}");
        byte[] one = ListRecordsMessage.newBuilder()
                .setContainer(record("c", "r.io/app:1", ""))
                .build()
                .toByteArray();
        cri.on(RECORDS, ListRecordsRequest.getDefaultInstance(), (_, out) -> {
            out.setOnCancelHandler(() -> {});
            for (int i = 0; i <= Uses.MAX_CONTAINERS && !out.isCancelled(); i++) {
                out.onNext(one);
            }
            if (!out.isCancelled()) {
                out.onCompleted();
            }
        });

        assertThat(failure(inUse()).what()).contains("more than " + Uses.MAX_CONTAINERS + " containers");
    }

    private void holds(Image.Builder image) {
        cri.on(IMAGES + "ImageStatus", ImageStatusRequest.getDefaultInstance(), (request, out) -> {
            ImageStatusResponse.Builder answer =
                    ImageStatusResponse.newBuilder().setImage(image);
            if (request.getVerbose()) {
                answer.putInfo("info", "{\"imageSpec\":{\"created\":\"2024-01-01T00:00:00Z\"}}");
            }
            FakeCri.reply(out, answer.build().toByteArray());
        });
        cri.on(IMAGES + "RemoveImage", RemoveImageRequest.getDefaultInstance(), (request, out) -> {
            removed.add(request.getImage().getImage());
            FakeCri.reply(out, RemoveImageResponse.getDefaultInstance().toByteArray());
        });
    }

    private Obstacle refusal() throws Exception {
        return cri.start()
                .node(Credentials.NONE)
                .remove(APP, HELD, LIMIT)
                .map(why -> ((NotRemoved) why).obstacle())
                .orElseThrow();
    }

    private static Image.Builder image() {
        return Image.newBuilder().setId(HEX).addRepoTags("r.io/app:1").addRepoDigests("r.io/app@sha256:" + HEX);
    }

    @Test
    void anImageWithOneTagIsRemovedByItsId() throws Exception {
        holds(image());

        assertThat(cri.start().node(Credentials.NONE).remove(APP, HELD, LIMIT)).isEmpty();
        assertThat(removed).containsExactly(HEX);
    }

    @Test
    void oneWithAnotherTagStays() throws Exception {
        holds(image().addRepoTags("r.io/app:2"));

        assertThat(refusal()).isEqualTo(Obstacle.OTHER_NAMES);
        assertThat(removed).isEmpty();
    }

    @Test
    void oneThatAnotherRepositoryHasByDigestStays() throws Exception {
        holds(image().addRepoDigests("r.io/other@sha256:" + HEX));

        assertThat(refusal()).isEqualTo(Obstacle.OTHER_NAMES);
        assertThat(removed).isEmpty();
    }

    @Test
    void oneThatIsPinnedStays() throws Exception {
        holds(image().setPinned(true));

        assertThat(refusal()).isEqualTo(Obstacle.PINNED);
        assertThat(removed).isEmpty();
    }

    @Test
    void whatHasGotTheNameMeanwhileStays() throws Exception {
        holds(image().setId("b".repeat(64)));

        assertThat(refusal()).isEqualTo(Obstacle.OTHER_IMAGE);
        assertThat(removed).isEmpty();
    }

    @Test
    void tellsWhenAnImageWasMade() throws Exception {
        holds(image());

        assertThat(ok(cri.start().node(Credentials.NONE).created(APP, LIMIT)))
                .contains(Instant.parse("2024-01-01T00:00:00Z"));
    }
}
