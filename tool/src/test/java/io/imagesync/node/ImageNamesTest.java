package io.imagesync.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.imagesync.cri.CreateImageRequest;
import io.imagesync.cri.CreateImageResponse;
import io.imagesync.cri.DeleteImageRequest;
import io.imagesync.cri.DeleteImageResponse;
import io.imagesync.cri.FieldPaths;
import io.imagesync.cri.GetImageRequest;
import io.imagesync.cri.GetImageResponse;
import io.imagesync.cri.ImageRecord;
import io.imagesync.cri.ListNamesRequest;
import io.imagesync.cri.ListNamesResponse;
import io.imagesync.cri.TargetDescriptor;
import io.imagesync.cri.UpdateImageRequest;
import io.imagesync.cri.UpdateImageResponse;
import io.imagesync.model.Credentials;
import io.imagesync.model.Descriptor;
import io.imagesync.model.Failure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is said to containerd's image service: whole messages only.
@Timeout(60)
class ImageNamesTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String SERVICE = "containerd.services.images.v1.Images/";
    private static final String NAME = "r.io/app:1";
    private static final String DIGEST = "sha256:" + "a".repeat(64);
    private static final Descriptor TARGET = new Descriptor("application/vnd.oci.image.index.v1+json", DIGEST, 7);
    private static final ImageRecord RECORD = ImageRecord.newBuilder()
            .setName(NAME)
            .putLabels("io.cri-containerd.image", "managed")
            .setTarget(target("application/vnd.oci.image.index.v1+json", DIGEST, 7))
            .build();

    private final FakeCri cri = new FakeCri();
    private final List<Object> asked = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void end() {
        cri.close();
    }

    private Contents contents() throws Exception {
        return cri.start().containerd(Credentials.NONE).contents().orElseThrow();
    }

    private static TargetDescriptor target(String mediaType, String digest, long size) {
        return TargetDescriptor.newBuilder()
                .setMediaType(mediaType)
                .setDigest(digest)
                .setSize(size)
                .build();
    }

    private void getAnswers(TargetDescriptor target) {
        cri.says(
                SERVICE + "Get",
                GetImageRequest.getDefaultInstance(),
                GetImageResponse.newBuilder()
                        .setImage(RECORD.toBuilder().setTarget(target))
                        .build());
    }

    private void creating(Status status) {
        cri.on(SERVICE + "Create", CreateImageRequest.getDefaultInstance(), (request, out) -> {
            asked.add(request);
            if (status.isOk()) {
                FakeCri.reply(out, CreateImageResponse.getDefaultInstance().toByteArray());
            } else {
                out.onError(status.asRuntimeException());
            }
        });
        cri.on(SERVICE + "Update", UpdateImageRequest.getDefaultInstance(), (request, out) -> {
            asked.add(request);
            FakeCri.reply(out, UpdateImageResponse.getDefaultInstance().toByteArray());
        });
    }

    @Test
    void tellsWhatANameStandsFor() throws Exception {
        getAnswers(RECORD.getTarget());

        assertThat(contents().target(NAME, LIMIT).toOptional()).contains(Optional.of(TARGET));
    }

    @Test
    void aNameThatIsNotThereIsNoFailure() throws Exception {
        cri.on(
                SERVICE + "Get",
                GetImageRequest.getDefaultInstance(),
                (_, out) -> out.onError(Status.NOT_FOUND.asRuntimeException()));

        assertThat(contents().target(NAME, LIMIT).toOptional()).contains(Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({"'', sha256:aa, 7", "m, '', 7", "m, ../../etc, 7", "m, DIGEST, 0", "m, DIGEST, -1", "'', DIGEST, 7"})
    void contentThatIsNoneIsNotTakenFromANode(String mediaType, String digest, long size) throws Exception {
        getAnswers(target(mediaType, digest.replace("DIGEST", DIGEST), size));

        assertThat(contents().target(NAME, LIMIT).toOptional()).isEmpty();
    }

    @Test
    void tellsAllNames() throws Exception {
        cri.says(
                SERVICE + "List",
                ListNamesRequest.getDefaultInstance(),
                ListNamesResponse.newBuilder()
                        .addImages(RECORD)
                        .addImages(ImageRecord.newBuilder().setName("sha256:x"))
                        .build());

        assertThat(contents().names(LIMIT).toOptional()).contains(List.of(NAME, "sha256:x"));
    }

    @Test
    void moreNamesThanTheLimitAreNotTakenIn() throws Exception {
        ImageRecord one = ImageRecord.newBuilder().setName("n").build();
        cri.says(
                SERVICE + "List",
                ListNamesRequest.getDefaultInstance(),
                ListNamesResponse.newBuilder()
                        .addAllImages(Collections.nCopies(ImageNames.MAX_NAMES + 1, one))
                        .build());

        assertThat(contents().names(LIMIT).toOptional()).isEmpty();
    }

    @Test
    void givesANameThatTheKubeletSees() throws Exception {
        creating(Status.OK);

        assertThat(contents().name(NAME, TARGET, LIMIT)).isEmpty();

        assertThat(asked)
                .containsExactly(
                        CreateImageRequest.newBuilder().setImage(RECORD).build());
    }

    @Test
    void aNameThatIsThereStandsForTheContentFromThenOn() throws Exception {
        creating(Status.ALREADY_EXISTS);

        assertThat(contents().name(NAME, TARGET, LIMIT)).isEmpty();

        assertThat(asked)
                .containsExactly(
                        CreateImageRequest.newBuilder().setImage(RECORD).build(),
                        UpdateImageRequest.newBuilder()
                                .setImage(RECORD)
                                .setUpdateMask(FieldPaths.newBuilder()
                                        .addPaths("target")
                                        .addPaths("labels"))
                                .build());
    }

    @Test
    void aNameThatIsRefusedIsAFailure() throws Exception {
        creating(Status.FAILED_PRECONDITION.withDescription("no lease"));

        assertThat(contents().name(NAME, TARGET, LIMIT).map(Failure::what))
                .hasValueSatisfying(why -> assertThat(why).contains("Create", "no lease"));
        assertThat(asked).hasSize(1);
    }

    /// They would make some versions end.
    @ParameterizedTest
    @CsvSource({"'', m, DIGEST, 7", "n, '', DIGEST, 7", "n, m, '', 7", "n, m, sha256:x, 7", "n, m, DIGEST, 0"})
    void nothingThatIsNotWholeIsEverSent(String name, String mediaType, String digest, long size) throws Exception {
        creating(Status.OK);
        Contents contents = contents();
        Descriptor target = new Descriptor(mediaType, digest.replace("DIGEST", DIGEST), size);

        assertThatThrownBy(() -> contents.name(name, target, LIMIT)).isInstanceOf(IllegalArgumentException.class);
        assertThat(asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"OK", "NOT_FOUND"})
    void aNameIsTakenAwayAndWhatItAloneHeldIsCollected(Status.Code said) throws Exception {
        cri.on(SERVICE + "Delete", DeleteImageRequest.getDefaultInstance(), (request, out) -> {
            asked.add(request);
            if (said == Status.Code.OK) {
                FakeCri.reply(out, DeleteImageResponse.getDefaultInstance().toByteArray());
            } else {
                out.onError(said.toStatus().asRuntimeException());
            }
        });

        assertThat(contents().unname(NAME, LIMIT)).isEmpty();

        assertThat(asked)
                .containsExactly(DeleteImageRequest.newBuilder()
                        .setName(NAME)
                        .setSync(true)
                        .build());
    }
}
