package io.imagesync.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.imagesync.archive.ImageArchive.Image;
import io.imagesync.files.UnusableFileException;
import io.imagesync.model.Descriptor;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Result;
import io.imagesync.model.Sha256;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What archives that the field's programs write are read as.
class ImageArchiveTest {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final byte[] ONE = Archives.layer("one");
    private static final byte[] TWO = Archives.layer("two");

    @TempDir
    private Path folder;

    private static byte[] read(ImageArchive archive, String digest, long from) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(archive.read(digest, from, LIMIT, part -> out.writeBytes(bytes(part))))
                .isEmpty();
        return out.toByteArray();
    }

    private static byte[] bytes(ByteBuffer part) {
        byte[] bytes = new byte[part.remaining()];
        part.get(bytes);
        return bytes;
    }

    @Test
    void dockerSaveGetsAManifestThatIsTheSameEverywhere() throws Exception {
        try (ImageArchive archive =
                ImageArchive.open(Archives.dockerSave("nginx:1", ONE, TWO).in(folder))) {
            Descriptor target = Archives.only(archive, "docker.io/library/nginx:1");
            String manifest = new String(read(archive, target.digest(), 0), StandardCharsets.UTF_8);

            assertThat(target.mediaType()).isEqualTo("application/vnd.oci.image.manifest.v1+json");
            assertThat(target.digest())
                    .isEqualTo("sha256:0c7e3362bea404084a7d3eadb590e161dca30a52116552497a30650efe9ebca8");
            assertThat(manifest)
                    .isEqualTo("{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\","
                            + "\"config\":"
                            + Archives.descriptor(
                                    "application/vnd.oci.image.config.v1+json", Archives.config(ONE, TWO), "")
                            + ",\"layers\":["
                            + Archives.descriptor("application/vnd.oci.image.layer.v1.tar", ONE, "") + ","
                            + Archives.descriptor("application/vnd.oci.image.layer.v1.tar", TWO, "") + "]}");
            assertThat(target.size()).isEqualTo(manifest.length());
        }
    }

    @Test
    void dockerSaveHasALayerThatIsThereTwiceAsALink() throws Exception {
        try (ImageArchive archive =
                ImageArchive.open(Archives.dockerSave("a/b:1", ONE, TWO, ONE).in(folder))) {
            Descriptor target = Archives.only(archive, "a/b:1");

            assertThat(new String(read(archive, target.digest(), 0), StandardCharsets.UTF_8))
                    .containsSubsequence(Sha256.of(ONE), Sha256.of(TWO), Sha256.of(ONE));
            assertThat(read(archive, Sha256.of(ONE), 0)).isEqualTo(ONE);
        }
    }

    @Test
    void compressedLayersOfDockerSaveStayAsTheyAre() throws Exception {
        Archives made = Archives.dockerSave("a/b:1", ONE);
        made.files.put("layer1/layer.tar", Archives.gzip(ONE));
        try (ImageArchive archive = ImageArchive.open(made.in(folder))) {
            Descriptor target = Archives.only(archive, "a/b:1");

            assertThat(new String(read(archive, target.digest(), 0), StandardCharsets.UTF_8))
                    .contains(
                            Archives.descriptor("application/vnd.oci.image.layer.v1.tar+gzip", Archives.gzip(ONE), ""));
        }
    }

    @Test
    void dockerSaveOfVersion25KeepsTheManifestThatItHas() throws Exception {
        Archives made = Archives.oci("docker.io/library/nginx:1", ONE, TWO);
        byte[] config = Archives.config(ONE, TWO);
        made.files.put(
                "manifest.json",
                Archives.saved(
                        "blobs/sha256/" + Archives.hex(config),
                        "nginx:1",
                        List.of("blobs/sha256/" + Archives.hex(ONE), "blobs/sha256/" + Archives.hex(TWO))));
        try (ImageArchive archive = ImageArchive.open(made.in(folder))) {
            assertThat(Archives.only(archive, "nginx:1").digest())
                    .isEqualTo(Sha256.of(new Archives().manifest(ONE, TWO)));
        }
    }

    @Test
    void blobsAreKnownWithTheirSizesAndReadFromAnOffset() throws Exception {
        try (ImageArchive archive = ImageArchive.open(Archives.oci("a/b:1", ONE).in(folder))) {
            String digest = Sha256.of(ONE);

            assertThat(archive.sizes(List.of(digest, Sha256.of(TWO)), LIMIT))
                    .isEqualTo(new Result.Ok<>(Map.of(digest, (long) ONE.length)));
            assertThat(read(archive, digest, 7)).isEqualTo(Arrays.copyOfRange(ONE, 7, ONE.length));
            assertThat(archive.read(Sha256.of(TWO), 0, LIMIT, _ -> {})).isPresent();
            assertThat(archive.target(ImageRef.of("a/b:2"), LIMIT)).isEqualTo(new Result.Ok<>(Optional.empty()));
        }
    }

    @Test
    void anIndexMayHaveOnlySomeOfItsPlatforms() throws Exception {
        Archives made = new Archives();
        byte[] here = made.manifest(ONE);
        byte[] elsewhere = new Archives().manifest(TWO);
        byte[] index = Archives.bytes("{\"schemaVersion\":2,\"manifests\":["
                + Archives.descriptor(ImageJson.MANIFEST, here, ",\"platform\":{\"architecture\":\"amd64\"}") + ","
                + Archives.descriptor(ImageJson.MANIFEST, elsewhere, "") + "]}");
        made.blob(index);
        made.index(Archives.descriptor(ImageJson.INDEX, index, Archives.called("io.containerd.image.name", "a/b:1")));
        try (ImageArchive archive = ImageArchive.open(made.in(folder))) {
            assertThat(Archives.only(archive, "a/b:1").digest()).isEqualTo(Sha256.of(index));
            assertThat(read(archive, Sha256.of(here), 0)).isEqualTo(here);
        }
    }

    @Test
    void aFolderIsReadAsItsArchiveIs() throws Exception {
        try (ImageArchive archive = ImageArchive.open(Archives.oci("a/b:1", ONE).asFolder(folder))) {
            assertThat(read(archive, Sha256.of(ONE), 3)).isEqualTo(Arrays.copyOfRange(ONE, 3, ONE.length));
            assertThat(archive.images()).extracting(Image::names).containsExactly(List.of(ImageRef.of("a/b:1")));
        }
    }

    @Test
    void severalNamesAreOneImage() throws Exception {
        Archives made = new Archives();
        byte[] manifest = made.manifest(ONE);
        made.index(
                Archives.descriptor(ImageJson.MANIFEST, manifest, Archives.called("io.containerd.image.name", "a/b:1")),
                Archives.descriptor(
                        ImageJson.MANIFEST, manifest, Archives.called("org.opencontainers.image.ref.name", "a/c:2")));
        try (ImageArchive archive = ImageArchive.open(made.in(folder))) {
            assertThat(archive.images())
                    .extracting(Image::names)
                    .containsExactly(List.of(ImageRef.of("a/b:1"), ImageRef.of("a/c:2")));
        }
    }

    @Test
    void aTagAloneIsNoNameAndAnotherOneCanBeGiven() throws Exception {
        Archives made = new Archives();
        made.index(Archives.descriptor(
                ImageJson.MANIFEST,
                made.manifest(ONE),
                Archives.called("org.opencontainers.image.ref.name", "latest")));
        try (ImageArchive archive = ImageArchive.open(made.in(folder))) {
            assertThat(archive.images()).extracting(Image::names).containsExactly(List.of());

            archive.rename(ImageRef.of("a/b:1"));

            assertThat(archive.images()).extracting(Image::names).containsExactly(List.of(ImageRef.of("a/b:1")));
            assertThat(((Result.Ok<Optional<Descriptor>>) archive.target(ImageRef.of("a/b:1"), LIMIT)).value())
                    .isPresent();
        }
    }

    @Test
    void imagesThatAreSavedByIdHaveNoName() throws Exception {
        try (ImageArchive archive =
                ImageArchive.open(Archives.dockerSave("", ONE).in(folder))) {
            assertThat(archive.images()).extracting(Image::names).containsExactly(List.of());
        }
    }

    @Test
    void whatIsPackedIsUnpackedFirst() throws Exception {
        byte[] tar = Archives.dockerSave("a/b:1", ONE, TWO).tar();
        Path gzip = Archives.write(folder, Archives.gzip(tar));
        try (ImageArchive archive = ImageArchive.open(gzip)) {
            assertThat(read(archive, Sha256.of(TWO), 0)).isEqualTo(TWO);
        }
        Path zstd = folder.resolve("images.tar.zst");
        if (packed(gzip, zstd)) {
            try (ImageArchive archive = ImageArchive.open(zstd)) {
                assertThat(read(archive, Sha256.of(TWO), 0)).isEqualTo(TWO);
            }
        }
        assertThat(temporaryFiles()).isEmpty();
    }

    /// By the real program, where it is.
    private static boolean packed(Path gzip, Path zstd) throws Exception {
        try {
            Process shell =
                    new ProcessBuilder("sh", "-c", "zcat \"$0\" | zstd -q -o \"$1\"", "" + gzip, "" + zstd).start();
            return shell.waitFor(20, TimeUnit.SECONDS) && shell.exitValue() == 0;
        } catch (IOException _) {
            return false;
        }
    }

    private static List<Path> temporaryFiles() throws IOException {
        try (var files = Files.newDirectoryStream(Path.of("/var/tmp"), "image-sync-*")) {
            List<Path> found = new ArrayList<>();
            files.forEach(found::add);
            return found;
        }
    }

    @Test
    void whatComesOnceIsKeptWhileItIsRead() throws Exception {
        byte[] tar = Archives.oci("a/b:1", ONE).tar();
        try (ImageArchive archive = ImageArchive.open("stdin", new ByteArrayInputStream(tar))) {
            assertThat(read(archive, Sha256.of(ONE), 0)).isEqualTo(ONE);
            assertThat(archive.where()).isEqualTo("stdin");
        }
    }

    @Test
    void twoImagesOfOneNameAreRefused() throws Exception {
        Archives made = new Archives();
        made.index(
                Archives.descriptor(
                        ImageJson.MANIFEST, made.manifest(ONE), Archives.called("io.containerd.image.name", "a/b:1")),
                Archives.descriptor(
                        ImageJson.MANIFEST, made.manifest(TWO), Archives.called("io.containerd.image.name", "a/b:1")));
        Path file = made.in(folder);

        assertThatThrownBy(() -> ImageArchive.open(file))
                .isInstanceOf(UnusableFileException.class)
                .hasMessageContaining("two images in it have the name docker.io/a/b:1");
    }
}
