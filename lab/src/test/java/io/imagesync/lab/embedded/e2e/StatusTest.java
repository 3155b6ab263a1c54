package io.imagesync.lab.embedded.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import org.junit.jupiter.api.Test;

@BothWays
class StatusTest extends OnOneSite {
    @Test
    void showsWhatIsWhereAndChangesNothing() throws Exception {
        site.holds("gpu01", "all:1.0").holds("gpu02", "all:1.0");

        Ended ended = site.run("status");

        assertThat(ended.exitCode()).isZero();
        assertThat(ended.stderr()).isEmpty();
        assertThat(ended.stdout())
                .containsPattern("(?m)^gpu01 +2 +0 +0 +0 +0 +2.0 MB ")
                .containsPattern("(?m)^gpu02 +1 +1 +0 +0 +0 +1.0 MB ")
                .containsPattern("(?m)^IMAGE +SIZE +gpu01 +gpu02$")
                .containsPattern("(?m)^" + Site.REPOSITORY + "app:1.0 +1.0 MB +yes +-$")
                .doesNotContain("all:1.0")
                .endsWith("2 images on 2 nodes; 1 are everywhere\n");
        assertThat(site.run("status", "--all").stdout()).contains(Site.REPOSITORY + "all:1.0");
        assertThat(site.fleet().pulls().peak()).isZero();
        assertThat(Files.exists(site.logs())).isFalse();
        assertThat(Files.exists(site.lock())).isFalse();
    }

    @Test
    void isJsonWhenAsked() throws Exception {
        Ended ended = site.run("status", "-o", "json");

        assertThat(ended.exitCode()).isZero();
        assertThat(ended.stdout()).contains("\"kind\" : \"status\"").containsPattern("\"missing\" : \\[ \"gpu02\" ]");
    }

    @Test
    void tellsWhoCouldNotBeAsked() throws Exception {
        Ended ended = site.set("NODE3", "absent.invalid").run("status");

        assertThat(ended.exitCode()).isEqualTo(3);
        assertThat(ended.stdout()).contains("left out  absent.invalid: the name absent.invalid does not resolve");
        assertThat(ended.complaints()).hasSize(1);
    }
}
