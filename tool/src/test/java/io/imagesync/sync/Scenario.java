package io.imagesync.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.Demand;
import io.imagesync.model.DiskLimit;
import io.imagesync.model.EventListener;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Limits;
import io.imagesync.model.Memory;
import io.imagesync.model.NodeName;
import io.imagesync.model.Outcome;
import io.imagesync.model.PullFailure;
import io.imagesync.model.RelayMode;
import io.imagesync.model.RelaySettings;
import io.imagesync.model.Result;
import io.imagesync.model.Retry;
import io.imagesync.model.RunReport;
import io.imagesync.model.SeedFirst;
import io.imagesync.model.SyncEvent;
import io.imagesync.node.Node;
import io.imagesync.plan.Prefix;
import io.imagesync.plan.Rules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A fleet of fakes, the limits of a run, and what was heard of it.
final class Scenario {
    final FakeTime time = new FakeTime();
    final List<SyncEvent> events = Collections.synchronizedList(new ArrayList<>());
    int connections = 64;
    int pullsANode = 4;
    int pulls = 64;
    int pullsARegistry;
    Duration pull = Duration.ofMinutes(30);
    Duration patience = Duration.ZERO;
    Duration runLimit = Duration.ZERO;
    int retries;
    int diskPercent;
    SeedFirst seedFirst = SeedFirst.NO;
    RelayMode relay = RelayMode.NO;
    int relays = 4;
    boolean pins = true;
    final FakeRelay through = new FakeRelay();
    List<ImageRef> images = List.of();
    Set<NodeName> sources = Set.of();
    boolean union = true;
    Demand demand = Demand.NONE;
    Memory memory = Memory.NONE;

    @Nullable
    Upkeep upkeep;

    EventListener also = _ -> {};
    private final Map<NodeName, FakeNode> nodes = new LinkedHashMap<>();

    FakeNode node(String name) {
        return nodes.computeIfAbsent(new NodeName(name), n -> new FakeNode(n.text()));
    }

    /// One node that holds images `REGISTRY/I:1` of a size for the others to pull.
    Scenario offering(String registry, int count, long size) {
        FakeNode source = node("source");
        for (int i = 0; i < count; i++) {
            source.holding(String.format("%s/%03d:1", registry, i), size);
        }
        return this;
    }

    Limits limits() {
        return new Limits(
                connections,
                pullsANode,
                pulls,
                pullsARegistry,
                patience,
                Duration.ofSeconds(20),
                pull,
                runLimit,
                seedFirst,
                new Retry(retries, Duration.ofSeconds(2), () -> 0.5),
                new DiskLimit(diskPercent),
                new RelaySettings(relay, relays, 0, pins));
    }

    SyncRun syncRun() {
        Rules rules = new Rules(
                        List.of(new Prefix("*")),
                        List.of(),
                        images,
                        sources,
                        Set.of(),
                        false,
                        OptionalLong.empty(),
                        new DiskLimit(diskPercent))
                .withRelay(relay)
                .withDemand(demand, union);
        return new SyncRun(
                this::open, relay == RelayMode.NO ? null : through, rules, upkeep, memory, limits(), time, event -> {
                    events.add(event);
                    also.on(event);
                });
    }

    Result<Node> open(NodeName name, Runnable connected) throws InterruptedException {
        Result<Node> opened = Objects.requireNonNull(nodes.get(name)).open();
        if (opened instanceof Result.Ok<Node>) {
            connected.run();
        }
        return opened;
    }

    SyncRun.End end(boolean dryRun) throws Exception {
        return start(syncRun(), dryRun).get(30, TimeUnit.SECONDS);
    }

    RunReport run() throws Exception {
        return report(start());
    }

    CompletableFuture<SyncRun.End> start() {
        return start(syncRun(), false);
    }

    CompletableFuture<SyncRun.End> start(Run run, boolean dryRun) {
        CompletableFuture<SyncRun.End> end = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                end.complete(run.run(List.copyOf(nodes.keySet()), dryRun));
            } catch (Throwable e) {
                end.completeExceptionally(e);
            }
        });
        return end;
    }

    /// The report, after a check that every node was closed, every pull is accounted for once and every event of it
    /// came.
    RunReport report(CompletableFuture<SyncRun.End> running) throws Exception {
        RunReport report = assertDone(running.get(30, TimeUnit.SECONDS)).report();
        assertAllClosed();
        assertThat(report.outcomes())
                .extracting(Outcome::pull)
                .containsExactlyInAnyOrderElementsOf(report.plan().pulls());
        assertThat(heard(SyncEvent.PullEnded.class))
                .extracting(SyncEvent.PullEnded::outcome)
                .containsExactlyInAnyOrderElementsOf(report.outcomes());
        return report;
    }

    static SyncRun.End.Done assertDone(SyncRun.End end) {
        assertThat(end).isInstanceOf(SyncRun.End.Done.class);
        return (SyncRun.End.Done) end;
    }

    void assertAllClosed() {
        assertThat(nodes.values()).allMatch(FakeNode::isClosed);
    }

    <T extends SyncEvent> List<T> heard(Class<T> type) {
        return List.copyOf(events).stream()
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    /// A failure so many times in a row.
    static PullFailure[] times(int count, PullFailure failure) {
        return Collections.nCopies(count, failure).toArray(PullFailure[]::new);
    }

    /// Why pulls on the node were not tried, in the order of the outcomes.
    static List<Outcome.Cause> notTried(RunReport report, String node) {
        return report.outcomes().stream()
                .filter(outcome -> outcome.pull().node().text().equals(node))
                .flatMap(outcome -> outcome instanceof Outcome.NotTried(var _, var cause, var _)
                        ? Stream.of(cause)
                        : Stream.empty())
                .toList();
    }
}
