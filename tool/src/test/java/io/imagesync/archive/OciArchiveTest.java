package io.imagesync.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.imagesync.archive.ImageArchive.Image;
import io.imagesync.files.AtomicFile;
import io.imagesync.files.UnusableFileException;
import io.imagesync.model.Descriptor;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is written of images, and that it is read again as the same.
class OciArchiveTest {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final ImageRef APP = ImageRef.of("reg.example/app:1");
    private static final byte[] ONE = Archives.layer("one");
    private static final byte[] TWO = Archives.layer("two");

    @TempDir
    private Path folder;

    private final HeldBlobs node = new HeldBlobs("gpu01");

    private static OciArchive of(ImageRef image, HeldBlobs... holders) throws InterruptedException {
        OciArchive archive = new OciArchive();
        assertThat(archive.add(image, List.of(holders), LIMIT)).isEmpty();
        return archive;
    }

    private static byte[] written(OciArchive archive) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        archive.writeTo(out, LIMIT);
        return out.toByteArray();
    }

    private ImageArchive read(OciArchive archive) throws IOException {
        return ImageArchive.open(Archives.write(folder, written(archive)));
    }

    @Test
    void whatIsSavedIsLoadedAsTheSame() throws Exception {
        Descriptor target = node.has(APP, ONE, TWO);
        node.isCalled(ImageRef.of("reg.example/app@" + target.digest()), target);
        try (ImageArchive loaded = read(of(APP, node))) {
            assertThat(loaded.images())
                    .extracting(Image::names, Image::target)
                    .containsExactly(tuple(List.of(APP, ImageRef.of("reg.example/app@" + target.digest())), target));
            HeldBlobs copied = new HeldBlobs("copy");
            for (String digest : node.blobs().keySet()) {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                loaded.read(digest, 0, LIMIT, part -> {
                    byte[] some = new byte[part.remaining()];
                    part.get(some);
                    bytes.writeBytes(some);
                });
                copied.blobs().put(digest, bytes.toByteArray());
            }
            assertThat(copied.blobs()).containsExactlyInAnyOrderEntriesOf(node.blobs());
        }
    }

    @Test
    void anImageThatWasLoadedByHandGetsNoDigestName() throws Exception {
        Descriptor target = node.has(APP, ONE);
        try (ImageArchive loaded = read(of(APP, node))) {
            assertThat(loaded.images())
                    .extracting(Image::names, Image::target)
                    .containsExactly(tuple(List.of(APP), target));
        }
    }

    @Test
    void anImageThatIsHeldByItsDigestAloneKeepsThatName() throws Exception {
        Descriptor target = node.has(APP, ONE);
        ImageRef digest = ImageRef.of("reg.example/app@" + target.digest());
        node.isCalled(digest, target);
        try (ImageArchive loaded = read(of(digest, node))) {
            assertThat(loaded.images())
                    .extracting(Image::names, Image::target)
                    .containsExactly(tuple(List.of(digest), target));
        }
    }

    @Test
    void ofAnIndexEachPlatformIsTakenThatSomebodyHasWhole() throws Exception {
        HeldBlobs arm = new HeldBlobs("arm01");
        HeldBlobs nobody = new HeldBlobs("nowhere");
        byte[] index = HeldBlobs.index(node.has(APP, ONE), arm.has(APP, TWO), nobody.has(APP, Archives.layer("three")));
        Descriptor target = new Descriptor(ImageJson.INDEX, Sha256.of(index), index.length);
        for (HeldBlobs one : List.of(node, arm)) {
            one.blobs().put(target.digest(), index);
            one.isCalled(APP, target);
        }
        try (ImageArchive loaded = read(of(APP, node, arm))) {
            assertThat(Archives.only(loaded, APP.canonical())).isEqualTo(target);
            assertThat(loaded.images().getFirst().ids())
                    .containsExactlyInAnyOrder(Sha256.of(Archives.config(ONE)), Sha256.of(Archives.config(TWO)));
            assertThat(loaded.images().getFirst().size()).isEqualTo(ONE.length + Archives.config(ONE).length);
            assertThat(loaded.sizes(List.of(Sha256.of(ONE), Sha256.of(TWO)), LIMIT)
                            .toOptional()
                            .orElseThrow())
                    .hasSize(2);
        }
    }

    @Test
    void blobsThatImagesShareAreReadAndWrittenOnce() throws Exception {
        ImageRef other = ImageRef.of("reg.example/other:1");
        node.has(APP, ONE, TWO);
        node.has(other, ONE);
        OciArchive archive = of(APP, node);
        assertThat(archive.add(other, List.of(node), LIMIT)).isEmpty();

        String tar = new String(written(archive), StandardCharsets.ISO_8859_1);

        assertThat(tar.split("a layer with one", -1)).hasSize(2);
        assertThat(node.reads()).containsEntry(Sha256.of(ONE), 1);
    }

    @Test
    void itIsTheSameOnEveryRun() throws Exception {
        node.has(APP, ONE, TWO);

        assertThat(written(of(APP, node))).isEqualTo(written(of(APP, node)));
    }

    @Test
    void dockerFindsItsListBesideThatOfOci() throws Exception {
        ImageRef hub = ImageRef.of("docker.io/library/nginx:1");
        node.has(hub, ONE);

        assertThat(new String(written(of(hub, node)), StandardCharsets.ISO_8859_1))
                .contains("{\"Config\":\"blobs/sha256/" + Archives.hex(Archives.config(ONE))
                        + "\",\"RepoTags\":[\"nginx:1\"],\"Layers\":[\"blobs/sha256/" + Archives.hex(ONE) + "\"]}");
    }

    @Test
    void whatOneHolderFailsToGiveTheNextOneGoesOnWith() throws Exception {
        HeldBlobs second = new HeldBlobs("gpu02");
        Descriptor target = node.has(APP, ONE);
        second.has(APP, ONE);
        node.breaksAfter(Sha256.of(ONE), 10);
        try (ImageArchive loaded = read(of(APP, node, second))) {
            assertThat(Archives.only(loaded, APP.canonical())).isEqualTo(target);
        }
    }

    @Test
    void anImageThatNobodyHasWholeIsNotAdded() throws Exception {
        node.has(APP, ONE);
        node.blobs().remove(Sha256.of(ONE));
        OciArchive archive = new OciArchive();

        assertThat(archive.add(APP, List.of(node), LIMIT))
                .hasValueSatisfying(
                        why -> assertThat(why.what()).contains("none of the nodes that were asked has all"));
        assertThat(archive.size()).isZero();
    }

    @Test
    void wrongContentIsNeverAFileOfThatName() throws Exception {
        node.has(APP, ONE);
        Path file = folder.resolve("images.tar");
        for (byte[] wrong : List.of(new byte[ONE.length], Arrays.copyOf(ONE, ONE.length + 1))) {
            OciArchive archive = of(APP, node);
            node.gives(Sha256.of(ONE), wrong);

            assertThatThrownBy(() -> AtomicFile.replace(file, "rw-r-----", out -> archive.writeTo(out, LIMIT)))
                    .isInstanceOf(UnusableFileException.class)
                    .hasMessageContaining("of gpu01 is damaged");
            try (var files = Files.list(folder)) {
                assertThat(files).isEmpty();
            }
        }
    }

    @Test
    void aManifestThatIsNotWhatItsDigestSaysIsNotRead() throws Exception {
        Descriptor target = node.has(APP, ONE);
        node.gives(target.digest(), new Archives().manifest(TWO));

        assertThat(new OciArchive().add(APP, List.of(node), LIMIT))
                .hasValueSatisfying(why -> assertThat(why.what()).contains("is damaged"));
    }

    @Test
    void mediaTypesOfOthersStayTexts() throws Exception {
        Descriptor target = node.has(APP, ONE);
        String odd = new String(node.blobs().get(target.digest()), StandardCharsets.UTF_8)
                .replace(ImageJson.CONFIG, "a\\\",\\\"x\\\":\\\"b");
        node.blobs().put(Sha256.of(Archives.bytes(odd)), Archives.bytes(odd));
        node.isCalled(APP, new Descriptor(ImageJson.MANIFEST, Sha256.of(Archives.bytes(odd)), odd.length()));

        assertThat(new OciArchive().add(APP, List.of(node), LIMIT))
                .hasValueSatisfying(why -> assertThat(why.what()).contains("a media type"));
    }
}
