package io.imagesync.node;

import static io.imagesync.node.Answers.failure;
import static io.imagesync.node.Answers.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.cri.GetImageRequest;
import io.imagesync.cri.GetImageResponse;
import io.imagesync.cri.ImageRecord;
import io.imagesync.cri.Info;
import io.imagesync.cri.ListContentRequest;
import io.imagesync.cri.ListContentResponse;
import io.imagesync.cri.TargetDescriptor;
import io.imagesync.model.Credentials;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What an image is made of on a node with containerd.
@Timeout(60)
class PartsTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final FakeCri cri = new FakeCri();

    @AfterEach
    void end() {
        cri.close();
    }

    private Contents contents() throws Exception {
        return cri.start().containerd(Credentials.NONE).contents().orElseThrow();
    }

    private static String digest(int number) {
        return "sha256:%064x".formatted(number);
    }

    private static Info blob(int number, int... children) {
        Info.Builder info = Info.newBuilder().setDigest(digest(number)).setSize(number);
        IntStream.range(0, children.length)
                .forEach(i -> info.putLabels("containerd.io/gc.ref.content.l." + i, digest(children[i])));
        return info.putLabels("containerd.io/gc.ref.snapshot.overlayfs", digest(99))
                .build();
    }

    private void holds(Info... blobs) {
        cri.on(
                "containerd.services.content.v1.Content/List",
                ListContentRequest.getDefaultInstance(),
                (request, out) -> {
                    ListContentResponse.Builder answer = ListContentResponse.newBuilder();
                    List.of(blobs).stream()
                            .filter(blob -> request.getFiltersList().contains("digest==" + blob.getDigest()))
                            .forEach(answer::addInfo);
                    FakeCri.reply(out, answer.build().toByteArray());
                });
        cri.on("containerd.services.images.v1.Images/Get", GetImageRequest.getDefaultInstance(), (_, out) -> {
            TargetDescriptor target = TargetDescriptor.newBuilder()
                    .setMediaType("application/vnd.oci.image.index.v1+json")
                    .setDigest(digest(1))
                    .setSize(1)
                    .build();
            ImageRecord record = ImageRecord.newBuilder().setTarget(target).build();
            FakeCri.reply(
                    out, GetImageResponse.newBuilder().setImage(record).build().toByteArray());
        });
    }

    /// An index whose other manifest is not there, a manifest, and what that names; one names what leads to it.
    @Test
    void thePartsOfAnImageAreWhatIsThereOfIt() throws Exception {
        holds(blob(1, 2, 3), blob(3, 4, 5, 6), blob(4), blob(5, 1), blob(7));

        assertThat(ok(contents().parts("r.io/app:1", LIMIT)))
                .isEqualTo(Map.of(digest(1), 1L, digest(3), 3L, digest(4), 4L, digest(5), 5L));
    }

    @Test
    void anImageOfMorePartsThanAreTakenInIsNotKnown() throws Exception {
        holds(blob(1, IntStream.range(100, 2200).toArray()));

        assertThat(failure(contents().parts("r.io/app:1", LIMIT)).what()).contains("more than 2000 parts");
    }
}
