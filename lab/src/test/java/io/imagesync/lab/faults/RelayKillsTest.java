package io.imagesync.lab.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.lab.e2e.Access;
import io.imagesync.lab.e2e.Await;
import io.imagesync.lab.e2e.Content;
import io.imagesync.lab.e2e.Ended;
import io.imagesync.lab.e2e.OnRealNodes;
import io.imagesync.lab.e2e.Program;
import io.imagesync.lab.e2e.RealLab;
import io.imagesync.lab.e2e.Running;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The program is killed at any moment of relays: what is listed is whole, and the next run does the rest.
@OnRealNodes(only = Access.CRI)
class RelayKillsTest {
    private static final int KILLS = Suite.ALL ? 20 : 5;
    private static final String IMAGE = "registry.lab:5000/relay-kills/app:1";
    private static final int KILOBYTES = 12_000;
    /// Bytes a second, for both nodes that lack the image: it takes two seconds.
    private static final String SLOW = "RELAY_RATE=12M";
    /// From the beginning of the relays to a bit after their end.
    private static final int LONGEST_MILLIS = 2500;
    /// Images are taken away again and again, which is not to be taken for the kubelet's doing.
    private static final String FORGETTING = "--retry-failed";

    private static final List<String> LACKING = List.of("w2", "w3");

    @TempDir
    private Path folder;

    @Test
    void nothingBrokenIsListedAndTheNextRunCompletes(RealLab lab) throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        lab.real("import", "w1", IMAGE, Integer.toString(KILOBYTES));
        Program program = new Program(lab, folder);
        for (int i = 0; i < KILLS; i++) {
            // One in each part of the time.
            int moment = (i * LONGEST_MILLIS + random.nextInt(LONGEST_MILLIS)) / KILLS;
            kill(lab, program, moment);
            for (String node : LACKING) {
                assertThat(Content.of(lab, node, IMAGE::equals))
                        .as("on " + node + ", killed after " + moment + " ms")
                        .allMatch(Content::isUsable);
                Await.until("nothing of ours on " + node, () -> lab.work(node), List::isEmpty);
            }
            program.configure(lines(""));
            assertThat(program.run(FORGETTING))
                    .as("after one that was killed after " + moment + " ms")
                    .isEqualTo(new Ended(0, "", ""));
            assertThat(LACKING).allSatisfy(node -> {
                assertThat(Content.of(lab, node, IMAGE::equals)).hasSize(1);
                assertThat(Content.of(lab, node)).allMatch(Content::isUsable).noneMatch(Content::isTemporary);
            });
            LACKING.forEach(lab::removeImages);
        }
    }

    private static void kill(RealLab lab, Program program, int moment) throws Exception {
        program.configure(lines(SLOW));
        lab.nodes().forEach(lab::forgetPulls);
        try (Running _ = program.start(FORGETTING)) {
            Await.until("a relay", () -> lab.pulls("w2"), log -> !log.started().isEmpty());
            TimeUnit.MILLISECONDS.sleep(moment);
            // Closing it kills it.
        }
    }

    private static String[] lines(String rate) {
        return new String[] {"NODES='w1 w2 w3'", "PREFIXES=registry.lab:5000/relay-kills", "RELAY=loaded", rate};
    }
}
