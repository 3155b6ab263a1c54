package io.imagesync.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.imagesync.BesideOthers;
import io.imagesync.files.UnusableFileException;
import io.imagesync.report.LastRun.Limits;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// How the report of the last run is kept, however large it is.
@Timeout(200)
@BesideOthers
class LastRunTest {
    private static final String WHOLE = Samples.text(ReportJson.run(Samples.report()));

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("last-run.json");
    }

    private String keptWithin(Limits limits) throws UnusableFileException {
        LastRun.keep(folder, Samples.report(), Optional.empty(), limits);
        return Samples.text(LastRun.read(folder).orElseThrow().json());
    }

    @Test
    void aSmallOneCanBeReadByPeople() throws Exception {
        assertThat(keptWithin(new Limits(WHOLE.length() + 1, 0, 0))).isEqualTo(WHOLE);
        assertThat(file()).hasContent(WHOLE);
    }

    @Test
    void aLargeOneIsCompressedAndReadAsItWas() throws Exception {
        Limits limits = new Limits(WHOLE.length(), WHOLE.length() / 2, WHOLE.length() + 1);
        assertThat(keptWithin(limits)).isEqualTo(WHOLE);
        assertThat(Files.size(file())).isLessThan(WHOLE.length() / 2);
    }

    @Test
    void oneThatIsTooLargeIsShortened() throws Exception {
        String shortened = Samples.text(ReportJson.run(Samples.report(), Optional.empty(), false));
        assertThat(keptWithin(new Limits(0, WHOLE.length(), WHOLE.length()))).isEqualTo(shortened);
        int compressed = shortened.length() / 2;
        assertThat(keptWithin(new Limits(0, compressed, WHOLE.length() + 1))).isEqualTo(shortened);
        assertThat(shortened)
                .contains("\"shortened\" : true", "\"missing\" : 2")
                .doesNotContain("r.io/", "outcomes", "images\"");
        assertThat(Files.readString(Path.of("../docs/json.md"))).contains("`shortened`");
    }

    @Test
    void whereNotEvenThatFitsTheOneBeforeStays() throws Exception {
        keptWithin(Limits.USUAL);
        assertThatThrownBy(() -> keptWithin(new Limits(0, 100, 1000)))
                .isInstanceOf(UnusableFileException.class)
                .hasMessage("the report of this run is too large to be kept");
        assertThat(file()).hasContent(WHOLE);
    }

    @Test
    void whatIsCutOffIsRefusedWithWords() throws Exception {
        keptWithin(new Limits(0, WHOLE.length(), WHOLE.length() + 1));
        byte[] bytes = Files.readAllBytes(file());
        for (int length : new int[] {2, 10, bytes.length / 2, bytes.length - 1}) {
            Files.write(file(), Arrays.copyOf(bytes, length));
            assertThatThrownBy(() -> LastRun.read(folder))
                    .isInstanceOf(UnusableFileException.class)
                    .hasMessageEndingWith("last-run.json is broken");
        }
    }

    @Test
    void aFileThatIsSmallAndWithoutEndIsRefused() throws Exception {
        byte[] blanks = new byte[1 << 20];
        Arrays.fill(blanks, (byte) ' ');
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file()))) {
            out.write('{');
            for (long n = 0; n <= Limits.USUAL.document(); n += blanks.length) {
                out.write(blanks);
            }
            out.write('}');
        }
        assertThat(Files.size(file())).isLessThan(Limits.USUAL.file());
        assertThatThrownBy(() -> LastRun.read(folder)).hasMessageEndingWith("last-run.json is broken");
    }

    @Test
    void halfAMillionPullsAreKeptAndReadAgainWithLittleMemory() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LargeRun.class.getName(),
                        folder.toString())
                .inheritIO()
                .start();
        assertThat(process.waitFor(180, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(Files.size(file())).isLessThan(Limits.USUAL.file());
    }
}
