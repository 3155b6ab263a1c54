package io.imagesync.lab.embedded.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.lab.embedded.Fault;
import io.imagesync.lab.embedded.NodeEvent;
import io.imagesync.lab.embedded.Reply;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

@BothWays
class RetriesTest {
    private static final String BAD = Site.REPOSITORY + "bad:1.0";

    @Parameter
    Access access = Access.CRICTL;

    @TempDir
    private Path folder;

    private Site site;

    @BeforeEach
    void start() throws Exception {
        site = Site.of(folder, 3)
                .by(access)
                .set("RETRIES", 2)
                .set("RETRY_DELAY", 1)
                .holds("gpu01", "app:1.0", "bad:1.0");
    }

    @AfterEach
    void stop() {
        site.close();
    }

    @Test
    void triesAgainWhatMayPass() throws Exception {
        site.node("gpu02").faults().failNext(BAD, Fault.Known.SERVICE_UNAVAILABLE);

        assertThat(site.run()).isEqualTo(new Ended(0, "", ""));

        assertThat(tries("gpu02")).isEqualTo(2);
        assertThat(site.log())
                .anyMatch(line -> line.startsWith("[WARNING] Trying " + BAD + " on gpu02 again in ")
                        && line.contains("503 Service Unavailable"))
                .contains("[INFO] Failed pulls (this session): 0");
        assertThat(site.file("failed_images")).isEmpty();
    }

    @Test
    void triesOnceWhatIsFinalAndGoesOnWithTheRest() throws Exception {
        site.node("gpu02").faults().always(BAD, Fault.Known.NOT_FOUND);
        site.node("gpu03").faults().always(BAD, Fault.Known.UNAUTHORIZED);

        assertThat(site.run().exitCode()).isEqualTo(3);

        assertThat(tries("gpu02")).isEqualTo(1);
        assertThat(tries("gpu03")).isEqualTo(1);
        assertThat(site.isOn("app:1.0", "gpu02")).isTrue();
        assertThat(site.isOn("app:1.0", "gpu03")).isTrue();
        assertThat(site.file("failed_images")).hasSize(2).allMatch(line -> line.endsWith(" (EXIT 1) - FAILED"));
    }

    @Test
    void asksAgainForAListingThatMayPass() throws Exception {
        site.node("gpu02").script().next("list", new Reply.Refused(Fault.Known.RUNTIME_STOPPED));
        site.node("gpu03").script().next("list", new Reply.DroppedAfter(100));

        assertThat(site.run()).isEqualTo(new Ended(0, "", ""));

        assertThat(site.isOn("bad:1.0", "gpu02")).isTrue();
        assertThat(site.isOn("bad:1.0", "gpu03")).isTrue();
    }

    @Test
    void aNodeThatIsLostDuringAPullStopsNoOther() throws Exception {
        site.node("gpu02").script().always("pull", new Reply.DroppedAfter(0));

        Ended ended = site.set("RETRIES", 0).run();

        assertThat(ended.exitCode()).isEqualTo(3);
        assertThat(ended.complaints()).anyMatch(line -> line.contains("on gpu02: connection lost"));
        assertThat(site.node("gpu03").store().images()).hasSize(2);
    }

    @Test
    void aPullThatTheRuntimeDoesNotShowHasFailed() throws Exception {
        site.node("gpu02").script().always("pull", new Reply.Pretended());

        assertThat(site.run().exitCode()).isEqualTo(3);

        assertThat(site.file("failed_images"))
                .hasSize(2)
                .allMatch(line -> line.contains(" gpu02 ") && line.endsWith(" (NOT SEEN) - FAILED"));
    }

    private long tries(String node) {
        return site.node(node).events().of(NodeEvent.PullStarted.class).stream()
                .filter(pull -> pull.reference().equals(BAD))
                .count();
    }
}
