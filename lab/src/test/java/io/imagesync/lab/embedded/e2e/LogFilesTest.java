package io.imagesync.lab.embedded.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@BothWays
class LogFilesTest extends OnOneSite {
    @ParameterizedTest
    @ValueSource(strings = {"000", "077"})
    void hasTheRightsItShouldWhateverTheUmaskIs(String umask) throws Exception {
        site.set("LOG_DIR", site.logs());

        assertThat(site.runAfter("umask " + umask + "; chmod 600 " + site.configuration())
                        .exitCode())
                .isZero();

        assertThat(rights(site.logs())).isEqualTo("rwxr-x---");
        assertThat(rights(site.lock())).isEqualTo("rw-------");
        try (Stream<Path> files = Files.list(site.logs())) {
            assertThat(files).hasSize(2).allMatch(file -> rights(file).equals("rw-r-----"));
        }
    }

    private static String rights(Path file) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @CsvSource({"DEBUG, true, true", "WARNING, false, false"})
    void writesWhatTheLevelWants(String level, boolean debug, boolean info) throws Exception {
        assertThat(site.set("LOG_LEVEL", level).run().exitCode()).isZero();

        assertThat(site.log().stream().anyMatch(line -> line.startsWith("[DEBUG]")))
                .isEqualTo(debug);
        assertThat(site.log().stream().anyMatch(line -> line.startsWith("[INFO]")))
                .isEqualTo(info);
        assertThat(site.log().contains("[SUCCESS] " + Site.REPOSITORY + "app:1.0 on gpu02"))
                .isEqualTo(info);
    }

    @Test
    void staysWithinItsSizeAndSaysSo() throws Exception {
        site.holds("gpu01", IntStream.range(0, 20).mapToObj(i -> "app:" + i).toArray(String[]::new));

        Ended first = site.set("MAX_LOG_SIZE", 1024).run();
        Ended second = site.run();

        assertThat(first.exitCode()).isZero();
        assertThat(Files.size(today("image-sync"))).isLessThanOrEqualTo(1024);
        assertThat(site.log())
                .filteredOn(line -> line.contains("MAX_LOG_SIZE nearly reached"))
                .hasSize(1);
        assertThat(site.file("success_images")).hasSize(21);
        assertThat(second.exitCode()).isZero();
        assertThat(second.complaints()).hasSize(1).first().asString().contains("MAX_LOG_SIZE is reached");
    }

    @ParameterizedTest
    @ValueSource(strings = {"image-sync", "success_images"})
    void doesNotWriteThroughALink(String name) throws Exception {
        Files.createDirectory(site.logs());
        Path target = Files.writeString(folder.resolve("target"), "precious\n");
        Files.createSymbolicLink(today(name), target);

        Ended ended = site.run();

        assertThat(ended.complaints()).hasSizeBetween(1, 10).anyMatch(line -> line.contains("is a link"));
        assertThat(target).hasContent("precious\n");
        assertThat(site.isOn("app:1.0", "gpu02")).isFalse();
        assertThat(ended.exitCode()).isEqualTo(1);
    }

    @Test
    void refusesAFileWhereTheFolderShouldBe() throws Exception {
        Files.writeString(site.logs(), "");

        Ended ended = site.run();

        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.stderr()).contains("] [ERROR] " + site.logs() + " is not a folder; ");
        assertThat(site.node("gpu01").connections()).isZero();
    }

    @Test
    void refusesAFolderThatEverybodyCanWrite() throws Exception {
        Files.createDirectory(site.logs());
        Files.setPosixFilePermissions(site.logs(), PosixFilePermissions.fromString("rwxrwxrwx"));

        Ended ended = site.run();

        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.stderr()).contains("chmod o-w " + site.logs());
    }

    @Test
    void refusesALockThatIsALink() throws Exception {
        Path target = Files.writeString(folder.resolve("target"), "precious\n");
        Files.createSymbolicLink(site.lock(), target);

        assertThat(site.run().exitCode()).isEqualTo(1);

        assertThat(target).hasContent("precious\n");
    }

    private Path today(String name) {
        return site.logs().resolve(name + "-" + LocalDate.now(java.time.ZoneId.systemDefault()) + ".log");
    }
}
