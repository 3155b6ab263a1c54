package io.imagesync.lab.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.lab.e2e.Await;
import io.imagesync.lab.e2e.Ended;
import io.imagesync.lab.e2e.OnRealNodes;
import io.imagesync.lab.e2e.RealLab;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The program is killed at any moment of a run. `faults.kills` says how often in all ways of working nodes together.
@OnRealNodes
class KillsTest {
    private static final int KILLS = Integer.getInteger("faults.kills", 10);
    /// A whole run takes about that.
    private static final int LONGEST_MILLIS = 2500;
    /// Images are taken away again and again, which is not to be taken for the kubelet's doing.
    private static final String FORGETTING = "--retry-failed";

    private static final Pattern LINE = Pattern.compile("\\[\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d] \\P{Cntrl}+");

    @TempDir
    private Path folder;

    @Test
    void nothingIsLeftAndTheNextRunWorks(RealLab lab) throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        RealStage stage = new RealStage(lab, folder.toRealPath(), "kills");
        try {
            for (int i = 0; i < (KILLS + 1) / 2; i++) {
                int moment = random.nextInt(LONGEST_MILLIS);
                kill(stage, moment);
                assertThat(logLines(stage))
                        .as("killed after " + moment + " ms")
                        .allMatch(line -> LINE.matcher(line).matches());
            }
            try (Stage.Begun run = stage.begin(FORGETTING)) {
                assertThat(run.end(Duration.ofSeconds(60))).isEqualTo(new Ended(0, "", ""));
            }
            assertThat(List.of("w2", "w3")).allMatch(stage::holds);
        } finally {
            stage.end();
        }
    }

    /// Both nodes lack the image when it begins, and its pull takes a while.
    private static void kill(RealStage stage, int moment) throws Exception {
        for (String node : List.of("w2", "w3")) {
            if (stage.holds(node)) {
                stage.lab().real("remove", node, stage.image());
            }
            stage.lab().delayPulls(node, Duration.ofMillis(500));
        }
        try (Stage.Begun _ = stage.begin(FORGETTING)) {
            TimeUnit.MILLISECONDS.sleep(moment);
            // Closing it kills it.
        }
        stage.awaitNothingOnNodes();
        Await.until("a free lock", () -> Trial.isFree(stage.lock()), free -> free);
        stage.lab().nodes().forEach(stage.lab()::forgetPulls);
    }

    /// The lines of all files that were written, with the end of each seen to.
    private static List<String> logLines(RealStage stage) throws Exception {
        if (!Files.isDirectory(stage.logs())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(stage.logs())) {
            for (Path file : files.toList()) {
                String text = Files.readString(file);
                assertThat(text.isEmpty() || text.endsWith("\n"))
                        .as("the end of " + file)
                        .isTrue();
            }
        }
        return Stream.of(stage.log(), stage.failed()).flatMap(List::stream).toList();
    }
}
