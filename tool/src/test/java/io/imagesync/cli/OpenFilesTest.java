package io.imagesync.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.imagesync.config.Config;
import io.imagesync.config.ConfigLocation;
import io.imagesync.config.ConfigReader;
import io.imagesync.config.ConfigResult;
import io.imagesync.files.UnusableFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenFilesTest {
    private final List<String> warnings = new ArrayList<>();

    @TempDir
    private Path folder = Path.of("");

    private void check(int limit, String nodes) throws IOException {
        Path limits = Files.writeString(
                folder.resolve("limits"),
                "Limit                     Soft Limit           Hard Limit           Units\n"
                        + "Max open files            " + limit + "                  " + limit
                        + "                files\n");
        Config config = ((ConfigResult.Loaded) ConfigReader.parse(
                        "NODES='" + nodes + "'\nPREFIX1=x\nLOG_DIR=/l\n",
                        new ConfigLocation(Path.of("F"), Optional.empty())))
                .config();
        new OpenFiles(limits).check(config, warnings::add);
    }

    @Test
    void tooFewFilesToAskTheNodesIsFoundBeforeTheyAreAsked() {
        assertThatExceptionOfType(UnusableFileException.class)
                .isThrownBy(() -> check(100, "gpu[01-30]"))
                .withMessage("the limit of open files is 100, too few: 30 nodes need 304")
                .satisfies(e -> assertThat(e.remedy()).startsWith("raise it (ulimit -n 304"));
    }

    @Test
    void tooFewFilesShouldAllNodesPullIsAWarning() throws IOException {
        check(1024, "gpu[001-120]");
        assertThat(warnings)
                .containsExactly("the limit of open files is 1024, too few: 120 nodes need 1048 when all of them pull;"
                        + " raise it (ulimit -n 1048, LimitNOFILE= of the unit), or lower MAX_CONNECTIONS");
    }

    @Test
    void enoughOfThemIsNoWordWorth() throws IOException {
        check(1024, "gpu[001-100]");
        assertThat(warnings).isEmpty();
        new OpenFiles().check(config(), warnings::add);
        assertThat(warnings).isEmpty();
    }

    private static Config config() {
        return ((ConfigResult.Loaded) ConfigReader.parse(
                        "NODES='a b'\nPREFIX1=x\nLOG_DIR=/l\n", new ConfigLocation(Path.of("F"), Optional.empty())))
                .config();
    }
}
