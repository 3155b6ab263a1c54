package io.imagesync.lab.embedded.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.lab.embedded.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;

/// What a run leaves for those who ask later.
class AfterwardsTest extends OnOneSite {
    private Path metrics() {
        return folder.resolve("image-sync.prom");
    }

    @Test
    void theReportAndTheHistory() throws Exception {
        assertThat(site.run("report", "-o", "json"))
                .isEqualTo(new Ended(1, "", "no run has left a report yet in " + site.state() + "\nrun image-sync\n"));
        site.run();
        site.run();

        Ended last = site.run("report", "-o", "json");
        assertThat(last.exitCode()).isZero();
        assertThat(last.stdout()).contains("\"kind\" : \"run\"", "\"complete\" : true");
        Ended history = site.run("report");
        assertThat(history.stdout().lines())
                .hasSize(3)
                .anyMatch(line -> line.matches(
                        "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d +[\\d.]+ s  complete +1 +0 +0 +0 +0 +0  1.0 MB"))
                .anyMatch(line -> line.matches(
                        "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d +[\\d.]+ s  complete +0 +0 +0 +0 +0 +0 +0 B"));
    }

    @Test
    void thePage() throws Exception {
        Path page = folder.resolve("report.html");
        String file = page.toString();
        assertThat(site.run("report", "--html", file))
                .isEqualTo(new Ended(1, "", "no run has left a report yet in " + site.state() + "\nrun image-sync\n"));
        assertThat(page).doesNotExist();
        site.run();

        assertThat(site.run("report", "--html", file)).isEqualTo(new Ended(0, "", ""));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(page)))
                .isEqualTo("rw-r-----");
        assertThat(Files.readString(page))
                .contains("\"kind\":\"run\"", "\"kind\":\"history\"", "\"missing\":[\"gpu02\"]");
        assertThat(site.run("report", "--html", file)).isEqualTo(new Ended(0, "", ""));
        assertThat(site.run("report", "--html", "-"))
                .isEqualTo(new Ended(0, Files.readString(page) + System.lineSeparator(), ""));
    }

    @Test
    void aPageReplacesNothingThatIsNoFile() throws Exception {
        site.run();
        Path link = Files.createSymbolicLink(folder.resolve("link"), site.configuration());
        String configuration = Files.readString(site.configuration());

        assertThat(site.run("report", "--html", link.toString()))
                .isEqualTo(new Ended(
                        1,
                        "",
                        link + " is not a regular file: it is a link, a folder or a device, or has a second hard"
                                + " link; move it away\n"));
        assertThat(Files.readString(site.configuration())).isEqualTo(configuration);
        assertThat(site.run("report", "--html", folder.toString()).exitCode()).isEqualTo(1);
        assertThat(site.run("report", "--html", "/no/folder/x.html").complaints())
                .containsExactly("the folder /no/folder is missing; create it or choose another one");
        assertThat(site.run("report", "--html", "x.html", "-o", "json"))
                .isEqualTo(new Ended(2, "", "--html and -o json are two answers; ask for one of them\n"));
    }

    @Test
    void theMetrics() throws Exception {
        site.set("METRICS_FILE", metrics());
        site.node("gpu02").faults().everything(Fault.Known.NOT_FOUND);

        assertThat(site.run().exitCode()).isEqualTo(3);

        assertThat(Files.readAllLines(metrics()))
                .contains(
                        "image_sync_last_run_result{result=\"incomplete\"} 1.0",
                        "image_sync_node_up{node=\"gpu02\"} 1.0",
                        "image_sync_images_missing{node=\"gpu02\"} 1.0",
                        "image_sync_pulls{node=\"gpu02\",result=\"failed\"} 1.0");
    }

    @Test
    void aRunThatWasNotPossibleHasMetricsToo() throws Exception {
        site.set("METRICS_FILE", metrics()).set("NODE2", "absent.invalid");

        assertThat(site.run().exitCode()).isEqualTo(1);

        assertThat(Files.readString(metrics())).contains("image_sync_last_run_result{result=\"impossible\"} 1.0");
    }

    @Test
    void aRunThatWasNotPossibleIsInTheHistoryAndOnThePage() throws Exception {
        site.set("NODE2", "absent.invalid");

        assertThat(site.run().exitCode()).isEqualTo(1);

        assertThat(site.run("report").stdout()).contains("  impossible  ");
        assertThat(site.run("report", "-o", "json").stdout())
                .contains("\"impossible\" : {", "1 of 2 nodes could be read", "\"state\" : \"left-out\"");
        assertThat(site.run("report", "--html", "-").stdout()).contains("1 of 2 nodes could be read");
    }
}
