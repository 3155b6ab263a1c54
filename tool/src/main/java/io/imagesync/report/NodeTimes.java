package io.imagesync.report;

import io.imagesync.model.NodeName;
import io.imagesync.model.SyncEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// How long each node was pulling: from the start of its first pull to the end of its last.
final class NodeTimes {
    private record Span(Instant first, Instant last) {}

    private final InstantSource clock;
    private final Map<NodeName, Span> spans = new HashMap<>();

    NodeTimes(InstantSource clock) {
        this.clock = clock;
    }

    /// To be given every event.
    void on(SyncEvent event) {
        if (event instanceof SyncEvent.PullStarted(var pull)) {
            Instant now = clock.instant();
            spans.putIfAbsent(pull.node(), new Span(now, now));
        } else if (event instanceof SyncEvent.PullEnded(var outcome)) {
            spans.computeIfPresent(outcome.pull().node(), (_, span) -> new Span(span.first, clock.instant()));
        }
    }

    /// Nothing for a node that pulled nothing.
    Optional<Duration> of(NodeName node) {
        return Optional.ofNullable(spans.get(node)).map(span -> Duration.between(span.first, span.last));
    }
}
