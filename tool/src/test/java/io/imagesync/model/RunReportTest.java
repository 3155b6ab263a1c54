package io.imagesync.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RunReportTest {
    private static final NodeName A = new NodeName("a");
    private static final NodeName B = new NodeName("b");

    private static Pull pull(NodeName node, String image, boolean again) {
        return Given.pull(node, ImageRef.of(image), OptionalLong.empty(), again);
    }

    private static Outcome pulled(Pull pull) {
        return new Outcome.Pulled(pull, Instant.EPOCH, Duration.ZERO, 1, OptionalLong.empty());
    }

    @Test
    void onlyWhatWasNotThereCountsAsMissingNoMore() {
        Pull first = pull(A, "r.io/first:1", false);
        Pull again = pull(A, "r.io/again:1", true);
        Pull failing = pull(B, "r.io/failing:1", false);
        Plan plan = Given.plan(
                List.of(
                        new Plan.NodePlan(B, 7, 1, 0, List.of(failing), List.of()),
                        new Plan.NodePlan(A, 6, 3, 0, List.of(first, again), List.of())),
                List.of(),
                new TreeMap<>(),
                List.of(),
                List.of());
        RunReport report = new RunReport(
                Instant.EPOCH,
                Duration.ZERO,
                List.of(),
                () -> new Matrix(List.of(), List.of()),
                plan,
                List.of(
                        pulled(first),
                        pulled(again),
                        new Outcome.Failed(
                                failing,
                                new PullFailure.TimedOut(Duration.ofSeconds(1)),
                                Instant.EPOCH,
                                Duration.ZERO,
                                1)),
                false);

        assertThat(report.missing()).containsEntry(A, 2).containsEntry(B, 1);
        assertThat(report.missing().keySet()).containsExactly(B, A);
    }
}
