package io.imagesync.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.imagesync.cri.FieldPaths;
import io.imagesync.cri.ImageRecord;
import io.imagesync.cri.ListNamesRequest;
import io.imagesync.cri.ListNamesResponse;
import io.imagesync.cri.TargetDescriptor;
import io.imagesync.cri.UpdateImageRequest;
import io.imagesync.cri.UpdateImageResponse;
import io.imagesync.model.Credentials;
import io.imagesync.model.Failure;
import io.imagesync.model.PinReason;
import io.imagesync.model.Result;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How containerd is told that an image stays: under each of its names, in whole messages.
@Timeout(60)
class PinsTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String SERVICE = "containerd.services.images.v1.Images/";
    private static final String DIGEST = "sha256:" + "a".repeat(64);
    private static final String ID = "sha256:" + "b".repeat(64);
    private static final String PIN = "io.cri-containerd.pinned";
    private static final String REASONS = "io.image-sync.pinned";
    private static final Map<String, String> OURS = Map.of(PIN, "pinned", REASONS, "relay");
    private static final Map<String, String> NONE = Map.of(PIN, "", REASONS, "");
    private static final TargetDescriptor TARGET = TargetDescriptor.newBuilder()
            .setMediaType("application/vnd.oci.image.index.v1+json")
            .setDigest(DIGEST)
            .setSize(7)
            .build();

    private final FakeCri cri = new FakeCri();
    private final List<ListNamesRequest> lists = Collections.synchronizedList(new ArrayList<>());
    private final List<UpdateImageRequest> updates = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void end() {
        cri.close();
    }

    private static ImageRecord record(String name, Map<String, String> labels) {
        return ImageRecord.newBuilder()
                .setName(name)
                .putLabels("io.cri-containerd.image", "managed")
                .putAllLabels(labels)
                .setTarget(TARGET)
                .build();
    }

    private Contents holding(Status updating, ImageRecord... records) throws Exception {
        cri.on(SERVICE + "List", ListNamesRequest.getDefaultInstance(), (request, out) -> {
            lists.add(request);
            ListNamesResponse answer = ListNamesResponse.newBuilder()
                    .addAllImages(List.of(records))
                    .build();
            FakeCri.reply(out, answer.toByteArray());
        });
        cri.on(SERVICE + "Update", UpdateImageRequest.getDefaultInstance(), (request, out) -> {
            updates.add(request);
            if (updating.isOk()) {
                FakeCri.reply(out, UpdateImageResponse.getDefaultInstance().toByteArray());
            } else {
                out.onError(updating.asRuntimeException());
            }
        });
        return cri.start().containerd(Credentials.NONE).contents().orElseThrow();
    }

    private static UpdateImageRequest update(String name, Map<String, String> labels, String... paths) {
        return UpdateImageRequest.newBuilder()
                .setImage(ImageRecord.newBuilder()
                        .setName(name)
                        .putAllLabels(labels)
                        .setTarget(TARGET))
                .setUpdateMask(FieldPaths.newBuilder().addAllPaths(List.of(paths)))
                .build();
    }

    @Test
    void allNamesOfAnImageArePinned() throws Exception {
        Contents contents = holding(
                Status.OK,
                record("r.io/app@" + DIGEST, Map.of()),
                record("r.io/app:1", Map.of("other", "label")),
                record(ID, Map.of()));

        assertThat(contents.pin(DIGEST, PinReason.RELAY, LIMIT)).isEmpty();

        assertThat(lists)
                .containsExactly(ListNamesRequest.newBuilder()
                        .addFilters("target.digest==" + DIGEST)
                        .build());
        String[] paths = {"labels." + PIN, "labels." + REASONS};
        assertThat(updates)
                .containsExactly(
                        update("r.io/app@" + DIGEST, OURS, paths),
                        update("r.io/app:1", OURS, paths),
                        update(ID, OURS, paths));
    }

    @Test
    void temporaryNamesAndOtherContentAreNotPinned() throws Exception {
        ImageRecord other = record("r.io/other:1", Map.of()).toBuilder()
                .setTarget(TARGET.toBuilder().setDigest(ID))
                .build();
        Contents contents =
                holding(Status.OK, record("127.0.0.1:40123/image-sync-0123456789abcdef/app:1", Map.of()), other);

        assertThat(contents.pin(DIGEST, PinReason.RELAY, LIMIT)).isEmpty();

        assertThat(updates).isEmpty();
    }

    /// They would make some versions end.
    @Test
    void nothingThatIsNotWholeIsEverSent() throws Exception {
        ImageRecord whole = record("r.io/app:1", Map.of());
        Contents contents = holding(
                Status.OK,
                record("", Map.of()),
                whole.toBuilder().clearTarget().build(),
                whole.toBuilder().setTarget(TARGET.toBuilder().clearSize()).build(),
                whole.toBuilder().setTarget(TARGET.toBuilder().clearMediaType()).build());

        assertThat(contents.pin(DIGEST, PinReason.RELAY, LIMIT)).isEmpty();

        assertThat(updates).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sha256:aa", "sha256:x || name==y"})
    void whatIsNoDigestIsNotAskedFor(String digest) throws Exception {
        Contents contents = holding(Status.OK);

        assertThatThrownBy(() -> contents.pin(digest, PinReason.RELAY, LIMIT))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(lists).isEmpty();
    }

    @Test
    void onlyPinsOfThatReasonEnd() throws Exception {
        Contents contents = holding(
                Status.OK,
                record("r.io/app:1", Map.of()),
                record("r.io/app:2", Map.of(PIN, "pinned")),
                record("r.io/app:3", Map.of(PIN, "pinned", REASONS, "relay,pattern")),
                record(ID, OURS));

        assertThat(contents.unpin(DIGEST, PinReason.RELAY, LIMIT)).isEqualTo(new Result.Ok<>(true));

        assertThat(updates)
                .containsExactly(
                        update("r.io/app:3", Map.of(REASONS, "pattern"), "labels." + REASONS),
                        update(ID, NONE, "labels." + PIN, "labels." + REASONS));
    }

    @Test
    void whereNothingIsPinnedForThatReasonNothingIsWritten() throws Exception {
        Contents contents = holding(Status.OK, record("r.io/app:1", Map.of(PIN, "pinned")));

        assertThat(contents.unpin(DIGEST, PinReason.RELAY, LIMIT)).isEqualTo(new Result.Ok<>(false));

        assertThat(updates).isEmpty();
    }

    @Test
    void aNameThatIsGoneMeanwhileIsNoFailure() throws Exception {
        Contents contents = holding(Status.NOT_FOUND, record("r.io/app:1", OURS), record("r.io/app:2", Map.of()));

        assertThat(contents.pin(DIGEST, PinReason.RELAY, LIMIT)).isEmpty();
        assertThat(contents.unpin(DIGEST, PinReason.RELAY, LIMIT)).isEqualTo(new Result.Ok<>(false));
        assertThat(updates).hasSize(2);
    }

    @Test
    void aPinThatIsRefusedIsAFailure() throws Exception {
        Contents contents = holding(
                Status.INVALID_ARGUMENT.withDescription("label key and value greater than maximum size"),
                record("r.io/app:1", Map.of()));

        assertThat(contents.pin(DIGEST, PinReason.RELAY, LIMIT).map(Failure::what))
                .hasValueSatisfying(why -> assertThat(why).contains("Update", "greater than maximum size"));
    }

    @Test
    void tellsWhatIsPinnedForAReason() throws Exception {
        Contents contents = holding(
                Status.OK,
                record("r.io/app:1", Map.of(PIN, "pinned", REASONS, "relay,pattern")),
                record("r.io/app:2", Map.of(PIN, "pinned", REASONS, "patterns")),
                record("r.io/app:3", Map.of(PIN, "", REASONS, "pattern")),
                record("r.io/app:4", Map.of(PIN, "pinned", REASONS, "pattern")).toBuilder()
                        .clearTarget()
                        .build());

        assertThat(contents.pinned(PinReason.PATTERN, LIMIT)).isEqualTo(new Result.Ok<>(Map.of("r.io/app:1", DIGEST)));

        assertThat(lists)
                .containsExactly(ListNamesRequest.newBuilder()
                        .addFilters("labels.\"io.image-sync.pinned\"~=pattern")
                        .build());
    }
}
