package io.imagesync.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.ImageRef;
import io.imagesync.model.Memory;
import io.imagesync.model.NodeName;
import io.imagesync.model.Removal;
import io.imagesync.model.RunReport;
import io.imagesync.model.Skip;
import io.imagesync.model.Survey;
import io.imagesync.model.SyncEvent;
import io.imagesync.model.Tombstone;
import io.imagesync.model.Tombstones;
import io.imagesync.plan.Prefix;
import io.imagesync.plan.Rules;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// A run that brings nodes in step, and takes away what was removed while one was away.
class AppliedRemovalsTest {
    private static final String GONE = "reg.example/gone:1";

    private final Scenario scenario = new Scenario();
    private final RememberedRemovals remembered = new RememberedRemovals();
    private final RemovableNode a = new RemovableNode("a", GONE, "reg.example/app:1");
    private final RemovableNode b = new RemovableNode("b");

    private final Memory memory = new Memory() {
        @Override
        public List<Skip> heldBack(List<Survey> surveys) {
            return List.of();
        }

        @Override
        public Tombstones removed() {
            return remembered;
        }
    };

    private SyncRun run() {
        Rules rules = new Rules(
                List.of(new Prefix("reg.example")),
                List.of(),
                List.of(ImageRef.of("reg.example/app:1")),
                Set.of(),
                Set.of(),
                false,
                OptionalLong.empty(),
                scenario.limits().disk());
        return new SyncRun(
                (name, connected) -> {
                    connected.run();
                    return name.text().equals("a") ? a.open() : b.open();
                },
                null,
                rules,
                memory,
                scenario.limits(),
                scenario.time,
                scenario.events::add);
    }

    private void removed(String id, String... confirmed) {
        remembered.add(List.of(new Tombstone(
                ImageRef.of(GONE),
                Instant.EPOCH,
                "anna",
                Set.of(id),
                Set.copyOf(Stream.of(confirmed).map(NodeName::new).toList()))));
    }

    private RunReport report(SyncRun run, boolean dryRun) throws Exception {
        return Scenario.assertDone(run.run(List.of(a.name(), b.name()), dryRun)).report();
    }

    @Test
    void whatWasRemovedGoesBeforeThePulls() throws Exception {
        removed("sha256:" + GONE);

        RunReport report = report(run().applyingRemovals(), false);

        assertThat(a.tags()).containsExactly("reg.example/app:1");
        assertThat(b.tags()).containsExactly("reg.example/app:1");
        assertThat(report.complete()).isTrue();
        assertThat(report.removals().gone()).extracting(Removal::node).containsExactly(a.name());
        List<SyncEvent> events = List.copyOf(scenario.events);
        assertThat(events.indexOf(scenario.heard(SyncEvent.RemovalEnded.class).getFirst()))
                .isLessThan(events.indexOf(
                        scenario.heard(SyncEvent.PullStarted.class).getFirst()))
                .isGreaterThan(
                        events.indexOf(scenario.heard(SyncEvent.Planned.class).getFirst()));
        assertThat(remembered.of(GONE).confirmed()).containsExactlyInAnyOrder(a.name(), b.name());
    }

    @Test
    void anotherImageAndOneThatCameAgainStay() throws Exception {
        removed("sha256:another");
        report(run().applyingRemovals(), false);
        assertThat(a.tags()).contains(GONE);

        removed("sha256:" + GONE, "a");
        report(run().applyingRemovals(), false);
        assertThat(a.tags()).contains(GONE);
        assertThat(b.tags()).doesNotContain(GONE);
    }

    @Test
    void withoutTheKeyOrADryRunNothingIsAsked() throws Exception {
        removed("sha256:" + GONE);

        report(run(), false);
        report(run().applyingRemovals(), true);

        assertThat(a.tags()).contains(GONE);
        assertThat(a.asked).hasValue(0);
    }

    @Test
    void whereNothingWasRemovedNothingIsAsked() throws Exception {
        report(run().applyingRemovals(), false);

        assertThat(a.asked).hasValue(0);
        assertThat(scenario.heard(SyncEvent.RemovalPlanned.class)).isEmpty();
    }
}
