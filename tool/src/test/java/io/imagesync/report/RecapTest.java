package io.imagesync.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.NodeName;
import io.imagesync.model.Outcome;
import io.imagesync.model.Plan;
import io.imagesync.model.SyncEvent;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RecapTest {
    private final SettableClock clock = new SettableClock("2026-01-02T03:04:05Z");
    private final NodeTimes times = new NodeTimes(clock);

    @Test
    void aNodeTakesFromItsFirstPullToTheEndOfItsLast() {
        happens(new SyncEvent.PullStarted(Samples.BIG));
        happens(new SyncEvent.PullStarted(Samples.GONE));
        happens(new SyncEvent.PullEnded(
                new Outcome.Pulled(Samples.BIG, clock.instant(), Duration.ofSeconds(60), 1, OptionalLong.empty())));
        happens(new SyncEvent.PullEnded(new Outcome.NotTried(Samples.LATE, Outcome.Cause.DISK, "")));
        happens(new SyncEvent.PullEnded(
                new Outcome.Failed(Samples.GONE, Samples.NOT_FOUND, clock.instant(), Duration.ZERO, 1)));
        assertThat(times.of(Samples.A)).contains(Duration.ofMinutes(4));
        assertThat(times.of(Samples.B)).isEmpty();
    }

    @Test
    void nodesWithNothingToDoShareALine() {
        Plan plan = Samples.plan(
                new Plan.NodePlan(Samples.A, 3, List.of(Samples.BIG), List.of()), idle("w1"), idle("w2"), idle("w3"));
        assertThat(Recap.lines(
                        Samples.report(List.of(), plan, Samples.outcomes().subList(0, 1)), times))
                .containsExactly(
                        "NODE  PULLED  FAILED  NOT TRIED  SKIPPED   BYTES  TIME",
                        "a          1       0          0        0  2.5 GB     -",
                        "nothing to do: w[1-3]");
    }

    @Test
    void whereThereWasNothingToDoThereIsNothingToSay() {
        assertThat(Recap.lines(Samples.report(List.of(), Samples.nothingToDo(), List.of()), times))
                .isEmpty();
    }

    private static Plan.NodePlan idle(String name) {
        return new Plan.NodePlan(new NodeName(name), 3, List.of(), List.of());
    }

    private void happens(SyncEvent event) {
        times.on(event);
        clock.pass(Duration.ofMinutes(1));
    }
}
