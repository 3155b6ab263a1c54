package io.imagesync.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.NodeName;
import io.imagesync.model.Outcome;
import io.imagesync.model.Plan;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RecapTest {
    @Test
    void aNodeTakesFromItsFirstPullToTheEndOfItsLast() {
        List<Outcome> outcomes = List.of(
                new Outcome.Failed(
                        Samples.GONE, Samples.NOT_FOUND, Samples.STARTED.plusSeconds(20), Duration.ofSeconds(2), 1),
                new Outcome.Pulled(Samples.BIG, Samples.STARTED, Duration.ofMinutes(4), 1, OptionalLong.empty()),
                new Outcome.NotTried(Samples.LATE, Outcome.Cause.DISK, ""));
        assertThat(Recap.lines(Samples.report(List.of(), Samples.everything(), outcomes)))
                .containsExactly(
                        "NODE  PULLED  FAILED  NOT TRIED  SKIPPED   BYTES   TIME",
                        "a          1       1          0        0  2.5 GB  4 min",
                        "b          0       0          1        2     0 B      -");
    }

    @Test
    void nodesWithNothingToDoShareALine() {
        Plan plan = Samples.plan(
                new Plan.NodePlan(Samples.A, 3, List.of(Samples.BIG), List.of()), idle("w1"), idle("w2"), idle("w3"));
        assertThat(Recap.lines(
                        Samples.report(List.of(), plan, Samples.outcomes().subList(0, 1))))
                .containsExactly(
                        "NODE  PULLED  FAILED  NOT TRIED  SKIPPED   BYTES  TIME",
                        "a          1       0          0        0  2.5 GB  75 s",
                        "nothing to do: w[1-3]");
    }

    @Test
    void whereThereWasNothingToDoThereIsNothingToSay() {
        assertThat(Recap.lines(Samples.report(List.of(), Samples.nothingToDo(), List.of())))
                .isEmpty();
    }

    private static Plan.NodePlan idle(String name) {
        return new Plan.NodePlan(new NodeName(name), 3, List.of(), List.of());
    }
}
