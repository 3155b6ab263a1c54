package io.imagesync.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.SeedFirst;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The table of docs/many-nodes.md.
class ManyNodesTest {
    private static final List<Integer> NODES = List.of(4, 16, 64, 256, 1000, 5000);
    private static final ManyNodes NOTHING = new ManyNodes(SeedFirst.NO, ManyNodes.Way.NOTHING);
    private static final ManyNodes CACHE = new ManyNodes(SeedFirst.YES, ManyNodes.Way.CACHE);
    private static final ManyNodes PEERS = new ManyNodes(SeedFirst.WAVES, ManyNodes.Way.PEERS);

    @Test
    void theTableIsUpToDate() throws Exception {
        assertThat(Path.of(System.getProperty("basedir", "."), "../docs/many-nodes.md"))
                .content()
                .contains("\n\n" + table() + "\n");
    }

    @Test
    void inWavesTheUplinkIsUsedOnceAndTheTimeGrowsWithTheLogarithm() {
        assertThat(PEERS.pull(5000).overUplink()).isEqualTo(1);
        assertThat(PEERS.pull(4095).seconds() - PEERS.pull(2047).seconds())
                .isEqualTo(PEERS.pull(2047).seconds() - PEERS.pull(1023).seconds())
                .isPositive();
    }

    private static String table() {
        return """
                | nodes | nothing between | a cache, `SEED_FIRST=yes` | peers, `SEED_FIRST=waves` |
                |---|---|---|---|
                """
                + NODES.stream()
                        .map(nodes -> "| " + nodes + " | " + words(NOTHING, nodes) + " | " + words(CACHE, nodes) + " | "
                                + words(PEERS, nodes) + " |\n")
                        .collect(Collectors.joining());
    }

    private static String words(ManyNodes how, int nodes) {
        ManyNodes.Result result = how.pull(nodes);
        Duration took = Duration.ofSeconds(Math.round(result.seconds()));
        String time = took.toHours() > 0
                ? String.format(Locale.ROOT, "%d h %02d min", took.toHours(), took.toMinutesPart())
                : String.format(Locale.ROOT, "%d min %02d s", took.toMinutes(), took.toSecondsPart());
        return time + ", " + result.overUplink() + "x";
    }
}
