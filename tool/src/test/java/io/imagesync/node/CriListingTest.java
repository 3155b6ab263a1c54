package io.imagesync.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.imagesync.cri.Image;
import io.imagesync.cri.ListImagesResponse;
import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import java.io.ByteArrayInputStream;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CriListingTest {
    private static CriListing read(byte[] bytes) {
        return CriListing.MARSHALLER.parse(new ByteArrayInputStream(bytes));
    }

    private static CriListing read(Image.Builder... images) {
        ListImagesResponse.Builder list = ListImagesResponse.newBuilder();
        List.of(images).forEach(list::addImages);
        return read(list.build().toByteArray());
    }

    private static Image.Builder image() {
        return Image.newBuilder().setId("sha256:aa");
    }

    @Test
    void anImageWithAllItsNames() {
        CriListing listing = read(image().addRepoTags("docker.io/library/nginx:1")
                .addRepoTags("r.io/x:2")
                .addRepoDigests("r.io/x@sha256:" + "0".repeat(64))
                .setSize(42));

        assertThat(listing.images())
                .containsExactly(new HeldImage(
                        "sha256:aa",
                        List.of(ImageRef.of("nginx:1"), ImageRef.of("r.io/x:2")),
                        List.of(ImageRef.of("r.io/x@sha256:" + "0".repeat(64))),
                        OptionalLong.of(42)));
        assertThat(listing.invalid()).isEmpty();
    }

    @Test
    void whatIsPinned() {
        assertThat(read(image().setPinned(true), image()).images())
                .extracting(HeldImage::pinned)
                .containsExactly(true, false);
    }

    @Test
    void namesOfARunThatWasKilledAreKeptApart() {
        String tag = "127.0.0.1:40123/image-sync-0123456789abcdef/x:2";
        String digest = "127.0.0.1:40123/image-sync-0123456789abcdef/x@sha256:" + "0".repeat(64);
        CriListing listing =
                read(image().addRepoTags("r.io/x:2").addRepoTags(tag).addRepoDigests(digest));

        assertThat(listing.temporary()).containsExactly(tag, digest);
        assertThat(listing.images().getFirst().names()).containsExactly(ImageRef.of("r.io/x:2"));
        assertThat(listing.invalid()).isEmpty();
    }

    @Test
    void fieldsThatNobodyKnowsArePassedOver() {
        byte[] known =
                ListImagesResponse.newBuilder().addImages(image()).build().toByteArray();
        byte[] unknown = {(byte) 0x7a, 2, 'h', 'i'};
        byte[] both =
                ByteString.copyFrom(unknown).concat(ByteString.copyFrom(known)).toByteArray();

        assertThat(read(both).images()).hasSize(1);
    }

    @Test
    void anEmptyAnswerIsAnEmptyStore() {
        assertThat(read(new byte[0]).images()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0", "-1"})
    void aSizeThatIsNoneIsUnknown(long size) {
        assertThat(read(image().setSize(size)).images().getFirst().size()).isEmpty();
    }

    @Test
    void namesThatAreNoReferencesAreKeptApartAndMadeFitToBeShown() {
        CriListing listing =
                read(image().addRepoTags("$(id)\n").addRepoTags("<none>:<none>").addRepoTags("r.io/x:1"));

        assertThat(listing.invalid()).containsExactly("$(id)\\n");
        assertThat(listing.images().getFirst().tags()).containsExactly(ImageRef.of("r.io/x:1"));
    }

    @Test
    void anImageWithoutIdIsAnError() {
        assertThatThrownBy(() -> read(image(), Image.newBuilder().addRepoTags("r.io/x:1")))
                .hasMessageContaining("images[1] has no id");
    }

    @Test
    void textThatIsNoUtf8IsAnError() {
        byte[] bytes = {0x0a, 3, 0x0a, 1, (byte) 0xff};
        assertThatThrownBy(() -> read(bytes)).isInstanceOf(StatusRuntimeException.class);
    }

    @Test
    void moreNamesThanTheLimitAreNotTakenIn() {
        Image.Builder most = image().addAllRepoTags(Collections.nCopies(CriListing.MAX_NAMES - 1, "r.io/x:1"));
        assertThat(read(most).images()).hasSize(1);

        assertThatThrownBy(() -> read(most.addRepoTags("r.io/x:1")))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED));
        assertThatThrownBy(() -> read(
                        Collections.nCopies(CriListing.MAX_NAMES + 1, image()).toArray(Image.Builder[]::new)))
                .hasMessageContaining("more than");
    }

    @Property(tries = 20_000)
    void whateverComesIsReadOrRefused(@ForAll byte[] bytes) {
        try {
            assertThat(read(bytes)).isNotNull();
        } catch (StatusRuntimeException e) {
            assertThat(e.getStatus().getDescription()).isNotNull();
        }
    }
}
