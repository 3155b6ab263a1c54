package io.imagesync.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.imagesync.files.UnusableFileException;
import io.imagesync.fuzz.Fuzzing;
import io.imagesync.model.Sha256;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Archives that are broken, or made to do harm: each is refused in words.
class HostileArchiveTest {
    private static final byte[] ONE = Archives.layer("one");
    private static final byte[] TWO = Archives.layer("two");
    private static final String CONFIG = Archives.hex(Archives.config(ONE)) + ".json";

    @TempDir
    private Path folder;

    interface Bytes {
        byte[] make() throws IOException;
    }

    record Row(String what, String words, Bytes bytes) {
        @Override
        public String toString() {
            return what;
        }
    }

    private static Row row(String what, String words, Archives made) {
        return new Row(what, words, made::tar);
    }

    private static Archives with(Archives made, String name, byte[] bytes) {
        made.files.put(name, bytes);
        return made;
    }

    private static Archives without(Archives made, String name) {
        made.files.remove(name);
        return made;
    }

    private static Archives linked(Archives made, String name, String target) {
        made.links.put(name, target);
        return made;
    }

    private static Archives oci() {
        return Archives.oci("a/b:1", ONE);
    }

    private static Archives docker() {
        return Archives.dockerSave("a/b:1", ONE);
    }

    private static Archives listing(String descriptor) {
        Archives made = oci();
        made.index(descriptor);
        return made;
    }

    static Stream<Row> paths() {
        return Stream.of(
                row("absolute", "the name /etc/passwd points outside", with(oci(), "/etc/passwd", ONE)),
                row("parent", "the name ../x points outside", with(oci(), "../x", ONE)),
                row("parent within", "the name a/../../x points outside", with(oci(), "a/../../x", ONE)),
                row("link to a file of this host", "the link x points outside", linked(docker(), "x", "/etc/shadow")),
                row("link to above", "the link a/x points outside", linked(docker(), "a/x", "../../etc/shadow")),
                row("link within to above", "the link x points outside", linked(docker(), "x", "a/../../etc")),
                new Row("device", "null is not a regular file", () -> special(TarArchiveEntry.LF_CHR)),
                new Row("pipe", "null is not a regular file", () -> special(TarArchiveEntry.LF_FIFO)));
    }

    private static byte[] special(byte kind) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
            tar.putArchiveEntry(new TarArchiveEntry("null", kind));
            tar.closeArchiveEntry();
        }
        return out.toByteArray();
    }

    static Stream<Row> contents() {
        String blob = "blobs/sha256/" + Archives.hex(ONE);
        return Stream.of(
                row("blob of another digest", "has another digest", with(oci(), blob, TWO)),
                row("configuration of another digest", "has another digest", with(docker(), CONFIG, ONE)),
                row(
                        "layer that is not the image's",
                        "does not match its image",
                        with(docker(), "layer1/layer.tar", TWO)),
                row("missing blob", "lacks the blob sha256:", without(oci(), blob)),
                row("missing layer", "it lacks layer1/layer.tar", without(docker(), "layer1/layer.tar")),
                row("missing configuration", "it lacks " + CONFIG, without(docker(), CONFIG)),
                row(
                        "link to nothing",
                        "it lacks layer1",
                        linked(without(docker(), "layer1/layer.tar"), "layer1/layer.tar", "../layer2/layer.tar")),
                row(
                        "link to itself",
                        "it lacks layer1",
                        linked(without(docker(), "layer1/layer.tar"), "layer1/layer.tar", "layer.tar")),
                row(
                        "too few layers",
                        "names 1 layers, manifest.json 2",
                        with(docker(), "manifest.json", Archives.saved(CONFIG, "a", List.of("x", "y")))),
                new Row("two files of one name", "is in it twice", () -> twice()),
                row("no image", "it has no image", listing("")),
                row("some other tar file", "neither index.json nor manifest.json", with(new Archives(), "x", ONE)),
                row(
                        "size that is not the blob's",
                        "bytes and should have 5",
                        listing("{\"mediaType\":\"" + ImageJson.MANIFEST + "\",\"digest\":\"" + Sha256.of(ONE)
                                + "\",\"size\":5}")),
                row(
                        "negative size",
                        "a digest (sha256) and a size should be here",
                        listing("{\"mediaType\":\"a/b\",\"digest\":\"" + Sha256.of(ONE) + "\",\"size\":-1}")),
                row(
                        "size out of range",
                        "a smaller number",
                        listing("{\"mediaType\":\"a/b\",\"digest\":\"" + Sha256.of(ONE)
                                + "\",\"size\":99999999999999999999}")),
                row(
                        "digest that is a path",
                        "a digest (sha256)",
                        listing("{\"mediaType\":\"a/b\",\"digest\":\"sha256:../../../etc/passwd\",\"size\":1}")),
                row("something that is no image", "not complete", listing(Archives.descriptor("text/plain", ONE, ""))),
                row("index of itself without end", "not complete", nested(20)));
    }

    private static byte[] twice() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
            Archives.entry(tar, "x", ONE);
            Archives.entry(tar, "x", TWO);
        }
        return out.toByteArray();
    }

    /// Indexes in indexes, each with the next one many times.
    private static Archives nested(int depth) {
        Archives made = new Archives();
        byte[] inner = made.manifest(ONE);
        String kind = ImageJson.MANIFEST;
        for (int i = 0; i < depth; i++) {
            String one = Archives.descriptor(kind, inner, "");
            inner = Archives.bytes("{\"manifests\":[" + (one + ",").repeat(50) + one + "]}");
            made.blob(inner);
            kind = ImageJson.INDEX;
        }
        made.index(Archives.descriptor(kind, inner, ""));
        return made;
    }

    static Stream<Row> documents() {
        return Stream.of(
                row("no JSON", "index.json: ", with(oci(), "index.json", ONE)),
                row(
                        "list that is an object",
                        "not a JSON array",
                        with(docker(), "manifest.json", Archives.bytes("{}"))),
                row("huge", "index.json has more than", with(oci(), "index.json", new byte[ImageJson.MAX + 1])),
                row(
                        "deep",
                        "nested too deeply",
                        with(oci(), "index.json", Archives.bytes("{\"a\":" + "[".repeat(100_000)))),
                row(
                        "many elements",
                        "more than 10000 elements",
                        with(docker(), "manifest.json", Archives.bytes("[" + "{},".repeat(10_000) + "{}]"))));
    }

    @ParameterizedTest
    @MethodSource({"paths", "contents", "documents"})
    void isRefusedInWords(Row row) throws Exception {
        Path file = Archives.write(folder, row.bytes().make());

        assertThatThrownBy(() -> ImageArchive.open(file))
                .isInstanceOf(UnusableFileException.class)
                .hasMessageContaining(row.words())
                .hasMessageStartingWith(file.toString());
    }

    @Test
    void aLinkInAFolderIsNotFollowed() throws Exception {
        Archives made = oci();
        made.asFolder(folder);
        Path blob = folder.resolve("blobs/sha256/" + Archives.hex(ONE));
        Files.move(blob, folder.resolve("elsewhere"));
        Files.createSymbolicLink(blob, folder.resolve("elsewhere"));

        assertThatThrownBy(() -> ImageArchive.open(folder)).hasMessageContaining("is a link");
    }

    @Test
    void anArchiveIsRefusedWhereverItIsCutOff() throws Exception {
        byte[] tar = docker().tar();
        int end = new String(tar, StandardCharsets.ISO_8859_1).lastIndexOf("repositories");
        for (int length = 0; length < end; length += 97) {
            Path file = Archives.write(folder, Arrays.copyOf(tar, length));
            assertThatThrownBy(() -> ImageArchive.open(file).close()).isInstanceOf(UnusableFileException.class);
        }
        byte[] packed = Archives.gzip(tar);
        for (int length = 0; length < packed.length; length += 97) {
            Path file = Archives.write(folder, Arrays.copyOf(packed, length));
            assertThatThrownBy(() -> ImageArchive.open(file).close()).isInstanceOf(UnusableFileException.class);
        }
    }

    @Test
    void damagedOnesAreRefusedOrStillRight() throws Exception {
        byte[] tar = docker().tar();
        Fuzzing.batch(7, List.of(tar, oci().tar(), Archives.gzip(tar), Archives.zstd(tar)), bytes -> {
            try (ImageArchive archive = ImageArchive.open(Archives.write(folder, bytes))) {
                assertThat(archive.images()).isNotEmpty();
            } catch (UnusableFileException e) {
                assertThat(e.getMessage()).hasSizeBetween(1, 1000).matches("\\P{Cntrl}+");
            }
        });
    }

    @Test
    void moreFilesThanAnImageEverHasAreRefused() throws Exception {
        Path file = folder.resolve("many.tar");
        try (OutputStream out = Files.newOutputStream(file);
                TarArchiveOutputStream tar = new TarArchiveOutputStream(new BufferedOutputStream(out))) {
            for (int i = 0; i <= TarParts.MAX_ENTRIES; i++) {
                Archives.entry(tar, "x" + i, new byte[0]);
            }
        }
        assertThatThrownBy(() -> ImageArchive.open(file)).hasMessageContaining("more than 100000 files");
    }

    @Test
    void aNameOfGigabytesIsNotHeldInMemory() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
            TarArchiveEntry name = new TarArchiveEntry("././@LongLink", TarArchiveEntry.LF_GNUTYPE_LONGNAME, true);
            name.setSize(TarStream.MAX_HEADER);
            tar.putArchiveEntry(name);
            tar.write(new byte[TarStream.MAX_HEADER]);
            tar.closeArchiveEntry();
            Archives.entry(tar, "x", ONE);
        }
        Path file = Archives.write(folder, out.toByteArray());

        assertThatThrownBy(() -> ImageArchive.open(file)).hasMessageContaining("a header has more than 131072 bytes");
    }

    @Test
    void aFileThatBecomesShorterIsTold() throws Exception {
        Path file = docker().in(folder);
        try (ImageArchive archive = ImageArchive.open(file);
                RandomAccessFile cut = new RandomAccessFile(file.toFile(), "rw")) {
            cut.setLength(600);

            assertThat(archive.read(Sha256.of(ONE), 0, Duration.ofSeconds(1), _ -> {}))
                    .hasValueSatisfying(why -> assertThat(why.what()).contains("became shorter"));
        }
    }
}
