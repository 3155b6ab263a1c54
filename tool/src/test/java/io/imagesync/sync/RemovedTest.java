package io.imagesync.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.ConnectFailure;
import io.imagesync.model.Failure;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Memory;
import io.imagesync.model.Pull;
import io.imagesync.model.Removed.State;
import io.imagesync.model.RunReport;
import io.imagesync.model.Skip;
import io.imagesync.model.Survey;
import io.imagesync.model.SyncEvent;
import io.imagesync.model.Tombstone;
import io.imagesync.model.Tombstones;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Runs after an image was removed while a node was off.
@Timeout(60)
class RemovedTest {
    private static final ImageRef REMOVED = ImageRef.of("reg/000:1");

    private final Scenario scenario = new Scenario();

    private void removedWhileOff() {
        Tombstone one = new Tombstone(REMOVED, Instant.EPOCH, "alice", Set.of("sha256:reg/000:1"), Set.of());
        scenario.memory = new Memory() {
            @Override
            public List<Skip> heldBack(List<Survey> surveys) {
                return List.of();
            }

            @Override
            public Tombstones removed() {
                return new Tombstones() {
                    @Override
                    public List<Tombstone> all() {
                        return List.of(one);
                    }

                    @Override
                    public Optional<Failure> add(Collection<Tombstone> tombstones) {
                        throw new AssertionError("nothing is removed");
                    }

                    @Override
                    public Optional<Failure> forget(Collection<ImageRef> images) {
                        throw new AssertionError("nothing is restored");
                    }
                };
            }
        };
    }

    @Test
    void theNodeThatWasOffSpreadsTheOthersOnly() throws Exception {
        scenario.offering("reg", 2, 100).node("w1");
        removedWhileOff();

        RunReport report = scenario.run();

        assertThat(report.plan().pulls()).extracting(Pull::image).containsExactly(ImageRef.of("reg/001:1"));
        assertThat(report.plan().removed())
                .singleElement()
                .satisfies(one -> assertThat(one.nodes(State.STILL))
                        .containsExactly(scenario.node("source").name()));
        assertThat(report.complete()).isTrue();
    }

    @Test
    void isToldAsWellWhenNobodyHasIt() throws Exception {
        scenario.node("source").failsToOpen(new ConnectFailure.Refused("10.0.0.1:22"));
        scenario.node("w1");
        scenario.node("w2");
        removedWhileOff();

        assertThat(scenario.run().plan().removed()).singleElement().matches(one -> !one.isHeld());
    }

    @Test
    void noPullOfItBeginsWhileOthersAreWaitedFor() throws Exception {
        scenario.patience = Duration.ofSeconds(5);
        scenario.offering("reg", 2, 100).node("w1");
        Gate answering = new Gate();
        scenario.node("late").opening = answering::pass;
        removedWhileOff();
        CompletableFuture<SyncRun.End> running = scenario.start();
        while (scenario.heard(SyncEvent.PullEnded.class).isEmpty()) {
            Thread.onSpinWait();
        }
        answering.open(1);

        assertThat(scenario.report(running).outcomes())
                .extracting(outcome -> outcome.pull().image())
                .containsOnly(ImageRef.of("reg/001:1"))
                .hasSize(2);
    }

    @Test
    void whatImagesNamesIsSpreadAllTheSame() throws Exception {
        scenario.offering("reg", 1, 100).node("w1");
        scenario.images = List.of(REMOVED);
        removedWhileOff();

        RunReport report = scenario.run();

        assertThat(report.plan().pulls()).extracting(Pull::image).containsExactly(REMOVED);
        assertThat(report.plan().removed()).singleElement().matches(one -> one.named());
    }
}
