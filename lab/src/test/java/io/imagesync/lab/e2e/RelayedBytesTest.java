package io.imagesync.lab.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What travels for images that share a layer: what is missing, once.
@OnRealNodes(only = Access.CRI)
class RelayedBytesTest {
    private static final int IMAGES = 20;
    private static final int BLOCK = 512;
    /// Blocks of the layer that all have: 8 MiB.
    private static final int SHARED = 16_384;
    /// Blocks of each image's own layer; each has one more than the one before: some 50 KiB.
    private static final int OWN = 100;
    /// Of what travels: headers of TCP and IP, requests of the node, answers of containerd, and what the run itself
    /// needs, with the pins of all these images.
    private static final double BESIDES = 0.10;
    private static final long OF_A_RUN = 400_000;

    /// Of the outcomes.
    private static final Pattern MISSING = Pattern.compile("\"node\" : \"(w\\d)\",[^{}]*\"bytesMissing\" : (\\d+)");

    @TempDir
    private Path folder;

    @Test
    void twentyImagesWithOneLayerInCommon(RealLab lab) throws Exception {
        long own = load(lab, "w1", IMAGES);
        long ofTheFirst = load(lab, "w2", 1);
        long shared = (long) SHARED * BLOCK;
        long missing = shared + own;
        Program program =
                new Program(lab, folder, "NODES='w1 w2 w3'", "PREFIXES=registry.lab:5000/relay-shared", "RELAY=loaded");
        List<Long> before = List.of(bytes(lab, "w1", 9), bytes(lab, "w2", 1), bytes(lab, "w3", 1));

        assertThat(program.run()).isEqualTo(new Ended(0, "", ""));

        assertThat(lab.nodes())
                .allSatisfy(node -> assertThat(Content.of(lab, node, name -> name.contains("/relay-shared/")))
                        .hasSize(IMAGES)
                        .allMatch(Content::isUsable));
        about(bytes(lab, "w1", 9) - before.get(0), missing);
        about(bytes(lab, "w2", 1) - before.get(1), own - ofTheFirst);
        about(bytes(lab, "w3", 1) - before.get(2), missing);
        assertThat(planned(program)).isEqualTo(Map.of("w2", own - ofTheFirst, "w3", missing));
    }

    /// Bytes that were said to be missing on each node: what several images share counts once.
    private static Map<String, Long> planned(Program program) {
        return MISSING.matcher(program.run("report", "-o", "json").stdout())
                .results()
                .collect(Collectors.groupingBy(
                        match -> match.group(1), Collectors.summingLong(match -> Long.parseLong(match.group(2)))));
    }

    private static void about(long bytes, long expected) {
        assertThat(bytes).isBetween(expected, (long) (expected * (1 + BESIDES)) + OF_A_RUN);
    }

    /// @return bytes that are not of the shared layer
    private long load(RealLab lab, String node, int images) throws Exception {
        ImageLayout layout = new ImageLayout(Files.createTempDirectory(folder, "layout"));
        long own = IntStream.rangeClosed(1, images)
                .mapToLong(i -> (long) (OWN + i) * BLOCK
                        + layout.add("registry.lab:5000/relay-shared/app:" + i, SHARED, OWN + i))
                .sum();
        layout.load(lab, node);
        return own;
    }

    /// What the node's interface has carried.
    ///
    /// @param column of /proc/net/dev: 1 is what it received, 9 what it sent
    private static long bytes(RealLab lab, String node, int column) {
        String[] columns = lab.on(node, "sed -n 's/^ *eth0: */eth0 /p' /proc/net/dev")
                .strip()
                .split("\\s+", -1);
        return Long.parseLong(columns[column]);
    }
}
