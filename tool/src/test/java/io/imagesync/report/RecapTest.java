package io.imagesync.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.Given;
import io.imagesync.model.NodeName;
import io.imagesync.model.Outcome;
import io.imagesync.model.Plan;
import io.imagesync.model.Pull;
import io.imagesync.model.RunReport;
import io.imagesync.model.Survey;
import java.time.Duration;
import java.util.ArrayList;
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
                        "b          0       0          1        2       -      -");
    }

    @Test
    void nodesWithNothingToDoShareALine() {
        Plan plan = Samples.plan(
                Given.part(Samples.A, 3, List.of(Samples.BIG), List.of()), idle("w1"), idle("w2"), idle("w3"));
        assertThat(Recap.lines(
                        Samples.report(List.of(), plan, Samples.outcomes().subList(0, 1))))
                .containsExactly(
                        "NODE  PULLED  FAILED  NOT TRIED  SKIPPED   BYTES  TIME",
                        "a          1       0          0        0  2.5 GB  75 s",
                        "nothing to do: w[1-3]");
    }

    @Test
    void onATerminalFortyNodesWithTheSameFilledTheScreen() {
        List<Plan.NodePlan> parts = new ArrayList<>();
        List<Outcome> outcomes = new ArrayList<>();
        List<Survey> surveys = new ArrayList<>();
        for (int i = 1; i <= 40; i++) {
            NodeName node = new NodeName("gpu%02d".formatted(i));
            Pull pull = Samples.pull(node, "r.io/big:1", 2_500_000_000L);
            parts.add(Given.part(node, 3, List.of(pull), List.of()));
            outcomes.add(new Outcome.Pulled(
                    pull, Samples.STARTED, Duration.ofSeconds(i == 1 ? 20 : 30 + i), 1, OptionalLong.empty()));
            surveys.add(new Survey.LeftOut(new NodeName("w%02d".formatted(i)), Samples.UNREACHABLE));
        }
        RunReport report = Samples.report(surveys, Samples.plan(parts.toArray(Plan.NodePlan[]::new)), outcomes);

        assertThat(Recap.folded(report, Columns.ANY))
                .containsExactly(
                        "NODE        PULLED  FAILED  NOT TRIED  SKIPPED   BYTES        TIME",
                        "gpu[01-40]       1       0          0        0  2.5 GB  up to 70 s",
                        "w[01-40]         -       -          -        -       -    left out");
        assertThat(Recap.lines(report))
                .hasSize(81)
                .anyMatch(line -> line.startsWith("gpu40  ") && line.endsWith("  70 s"));
    }

    @Test
    void pulledImagesOfUnknownSizeHadNoBytes() {
        Pull unknown = Samples.SLOW;
        Plan plan = Samples.plan(Given.part(Samples.B, 3, List.of(unknown), List.of()));
        Outcome pulled = new Outcome.Pulled(unknown, Samples.STARTED, Duration.ofSeconds(30), 1, OptionalLong.empty());
        assertThat(Recap.lines(Samples.report(List.of(), plan, List.of(pulled))).getLast())
                .matches("b +1 +0 +0 +0 +size unknown +30 s");
    }

    @Test
    void whereThereWasNothingToDoThereIsNothingToSay() {
        assertThat(Recap.lines(Samples.report(List.of(), Samples.nothingToDo(), List.of())))
                .isEmpty();
    }

    private static Plan.NodePlan idle(String name) {
        return Given.part(new NodeName(name), 3, List.of(), List.of());
    }
}
