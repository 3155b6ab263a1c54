package io.imagesync.lab.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Installed over the original script, with the original's configuration, run as cron runs it.
@OnRealNodes
class OverTheOriginalTest {
    @TempDir
    private Path folder;

    @Test
    void worksAsTheOriginalDid(RealLab lab) throws Exception {
        String one = lab.push("original/app:1", 10);
        String two = lab.push("nvcr.io/original/cuda:2", 10);
        lab.load("w1", one);
        lab.load("w2", two);

        Ended installed = Running.run(
                new ProcessBuilder(
                        "unshare",
                        "--mount",
                        "--propagation",
                        "private",
                        resource("over-the-original"),
                        Program.DISTRIBUTION.toString(),
                        lab.sshConfig().toString(),
                        resource("original.conf"),
                        folder.toString()),
                Duration.ofMinutes(2));

        assertThat(installed).isEqualTo(new Ended(0, "", ""));
        assertThat(folder.resolve("stdout")).isEmptyFile();
        assertThat(folder.resolve("stderr")).isEmptyFile();
        assertThat(folder.resolve("code")).hasContent("0\n");
        assertThat(lab.images("w1")).contains(one, two);
        assertThat(lab.images("w2")).contains(one, two);
        assertThat(lab.images("w3")).doesNotContain(one, two);
        logSays(one, two);
    }

    private void logSays(String one, String two) {
        List<String> log = Program.lines(folder.resolve("logs"), "image-sync-");
        assertThat(log)
                .allMatch(line ->
                        line.matches("\\[\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d] \\[(INFO|SUCCESS|WARNING)] \\S.*"));
        assertThat(log.stream().map(line -> line.substring("[2025-01-01 00:00:00] ".length())))
                .startsWith("[INFO] === IMAGE SYNC STARTED ===", "[INFO] Nodes: w1 <-> w2")
                .contains(
                        "[INFO] SSH OK: w1",
                        "[INFO] SSH OK: w2",
                        "[INFO] Images on w1: 1",
                        "[INFO] Missing on w1: 1",
                        "[INFO] Images on w2: 1",
                        "[INFO] Missing on w2: 1",
                        "[INFO] Pulling " + two + " on w1",
                        "[INFO] Pulling " + one + " on w2",
                        "[SUCCESS] " + two + " on w1",
                        "[SUCCESS] " + one + " on w2")
                .endsWith(
                        "[INFO] === SUMMARY ===",
                        "[INFO] Successful pulls (this session): 2",
                        "[INFO] Failed pulls (this session): 0",
                        "[INFO] === IMAGE SYNC COMPLETE ===");
        assertThat(Program.lines(folder.resolve("logs"), "success_images-").stream()
                        .map(line -> line.substring("[2025-01-01 00:00:00] ".length())))
                .containsExactlyInAnyOrder("w1 " + two + " - SUCCESS", "w2 " + one + " - SUCCESS");
        assertThat(Program.lines(folder.resolve("logs"), "failed_images-")).isEmpty();
    }

    private static String resource(String name) throws URISyntaxException {
        return Path.of(Objects.requireNonNull(OverTheOriginalTest.class.getResource(name))
                        .toURI())
                .toString();
    }
}
