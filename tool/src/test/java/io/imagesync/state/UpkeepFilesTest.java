package io.imagesync.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.PinMemory.Pinned;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is remembered of pins and of the times at which images were made, whatever is in the place of the files.
class UpkeepFilesTest {
    private static final String ONE = "sha256:" + "1".repeat(64);
    private static final String TWO = "sha256:" + "2".repeat(64);
    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.000000006Z");

    @TempDir
    private Path folder = Path.of("");

    private final List<String> warnings = new ArrayList<>();

    private PinFile pins() {
        return new PinFile(folder, warnings::add);
    }

    private CreatedFile times() {
        return new CreatedFile(folder, warnings::add);
    }

    private Path file(String name) {
        return folder.resolve(name);
    }

    @Test
    void whatIsWrittenIsReadAgainByItsOwnerAlone() throws Exception {
        Pinned pinned = new Pinned(Map.of(ONE, Set.of("w1", "w2"), TWO, Set.of("w2")), Set.of("w3"));
        pins().write(pinned);
        times().keep(Map.of(ONE, TIME, "no id", TIME));

        assertThat(pins().read()).contains(pinned);
        assertThat(times().known()).isEqualTo(Map.of(ONE, TIME));
        assertThat(warnings).isEmpty();
        for (String name : List.of("pins.json", "created.json")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file(name))))
                    .isEqualTo("rw-------");
        }
        assertThat(file("pins.json")).hasContent("""
                {"version":1,"unsure":["w3"],"images":[
                {"id":"%s","nodes":["w1","w2"]}
                ,{"id":"%s","nodes":["w2"]}]}
                """.formatted(ONE, TWO));
    }

    @Test
    void withoutAFileNothingIsKnownAndThatIsAll() {
        assertThat(pins().read()).contains(Pinned.NONE);
        assertThat(times().known()).isEmpty();
        assertThat(new PinFile(folder.resolve("absent"), warnings::add).read()).contains(Pinned.NONE);
        assertThat(warnings).isEmpty();
    }

    @Test
    void whenNothingIsPinnedAnyMoreTheFileGoes() {
        pins().write(new Pinned(Map.of(ONE, Set.of("w1")), Set.of()));
        assertThat(file("pins.json")).exists();
        pins().write(Pinned.NONE);
        assertThat(folder).isEmptyDirectory();
        pins().write(Pinned.NONE);
        assertThat(warnings).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"version\":2}",
                "{\"version\":1,\"unsure\":[\"-w\"]}",
                "{\"version\":1,\"images\":[{}]}",
                "{\"version\":1,\"images\":[{\"id\":\"sha256:11\",\"nodes\":[\"w\"]}]}",
                "{\"version\":1,\"images\":[{\"id\":\"ONE\",\"nodes\":[]}]}",
                "{\"version\":1,\"images\":[{\"id\":\"ONE\",\"nodes\":[\"w w\"]}]}",
                "{\"version\":1,\"images\":[{\"id\":\"ONE\",\"nodes\":[\"w\"]},{\"id\":\"ONE\",\"nodes\":[\"w\"]}]}",
                "{\"version\":1,\"images\":[{\"id\":\"ONE\",\"nodes\":[\"w\"]}]} more"
            })
    void ofBrokenPinsNothingIsKnownAndThatIsSaid(String text) throws Exception {
        Files.writeString(file("pins.json"), text.replace("ONE", ONE));
        assertThat(pins().read()).isEmpty();
        assertThat(warnings)
                .singleElement()
                .asString()
                .startsWith("STATE_DIR: " + file("pins.json") + " cannot be used: ")
                .endsWith("; image-sync does not remember which images PIN has pinned, so pins may stay");
        pins().write(new Pinned(Map.of(ONE, Set.of("w1")), Set.of()));
        assertThat(pins().read()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"images\":{}}",
                "{\"version\":1,\"images\":[]}",
                "{\"version\":1,\"images\":{\"x\":\"2026-01-02T03:04:05Z\"}}",
                "{\"version\":1,\"images\":{\"ONE\":\"yesterday\"}}",
                "{\"version\":1,\"images\":{\"ONE\":null}}"
            })
    void ofBrokenTimesNothingIsKnownAndThatIsSaid(String text) throws Exception {
        Files.writeString(file("created.json"), text.replace("ONE", ONE));
        assertThat(times().known()).isEmpty();
        assertThat(warnings).singleElement().asString().contains("created.json cannot be used: ");
    }

    @Test
    void unknownFieldsArePassedOver() throws Exception {
        Files.writeString(
                file("pins.json"),
                "{\"more\":[{}],\"version\":1,\"images\":[{\"id\":\"" + ONE + "\",\"nodes\":[\"w\"],\"x\":1}]}");
        assertThat(pins().read()).contains(new Pinned(Map.of(ONE, Set.of("w")), Set.of()));
    }

    @Test
    void tooLargeOnesAndLinksAreNotRead() throws Exception {
        try (RandomAccessFile sparse = new RandomAccessFile(file("pins.json").toFile(), "rw")) {
            sparse.setLength(PinFile.MAX_BYTES + 1L);
        }
        Files.createSymbolicLink(file("created.json"), Files.writeString(file("target"), "{\"version\":1}"));

        assertThat(pins().read()).isEmpty();
        assertThat(times().known()).isEmpty();
        assertThat(warnings).hasSize(2);
    }

    @Test
    void moreTimesThanAreReadAreNotWritten() {
        Map<String, Instant> many = new HashMap<>();
        for (int i = 0; i <= CreatedFile.MAX_IMAGES; i++) {
            many.put("sha256:%064x".formatted(i), TIME);
        }
        times().keep(many);
        assertThat(times().known()).hasSize(CreatedFile.MAX_IMAGES);
        assertThat(warnings).isEmpty();
    }

    @Test
    void aFolderThatIsMissingIsSaid() {
        new PinFile(folder.resolve("absent"), warnings::add).write(new Pinned(Map.of(ONE, Set.of("w1")), Set.of()));
        assertThat(warnings).singleElement().asString().contains("absent is missing");
    }
}
