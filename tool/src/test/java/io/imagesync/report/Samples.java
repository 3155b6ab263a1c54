package io.imagesync.report;

import io.imagesync.model.ConnectFailure;
import io.imagesync.model.DiskLimit;
import io.imagesync.model.DiskUsage;
import io.imagesync.model.Failure;
import io.imagesync.model.Given;
import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Listing;
import io.imagesync.model.Matrix;
import io.imagesync.model.Matrix.Cell;
import io.imagesync.model.NodeName;
import io.imagesync.model.Outcome;
import io.imagesync.model.Plan;
import io.imagesync.model.Pull;
import io.imagesync.model.PullFailure;
import io.imagesync.model.PullFailure.Kind;
import io.imagesync.model.RunReport;
import io.imagesync.model.Skip;
import io.imagesync.model.Survey;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/// A run with something of everything.
final class Samples {
    static final NodeName A = new NodeName("a");
    static final NodeName B = new NodeName("b");
    static final NodeName C = new NodeName("c");
    /// Of the first pull.
    static final Instant STARTED = Instant.parse("2026-03-01T12:00:02Z");
    static final Failure UNREACHABLE = new ConnectFailure.Refused("10.0.0.3:22");
    static final PullFailure NOT_FOUND = new PullFailure.Refused(Kind.NOT_FOUND, 1, "r.io/gone:1: not found");
    static final PullFailure TIMED_OUT = new PullFailure.TimedOut(Duration.ofMinutes(30));

    static final Pull BIG = pull(A, "r.io/big:1", 2_500_000_000L);
    static final Pull GONE = pull(A, "r.io/gone:1", 70_000_000);
    static final Pull SLOW = pull(B, "r.io/slow:1", 0);
    static final Pull LATE = pull(B, "r.io/late:1", 12);
    static final Skip NO_ROOM = skip(B, "r.io/huge:1", Skip.Reason.DISK, "would pass DISK_LIMIT 80%");
    static final Skip BY_HAND = skip(B, "r.io/hand:1", Skip.Reason.LOADED_BY_HAND, "push it");
    static final Skip BEFORE = new Skip(
            A,
            ImageRef.of("r.io/before:1"),
            Skip.Reason.REMEMBERED,
            "not found (once); next attempt after 18:40",
            true);
    static final Skip GC = skip(A, "r.io/gc:1", Skip.Reason.VANISHES, "gone 3 times; free space");
    static final Skip GC_TOLD = new Skip(A, GC.image(), GC.reason(), GC.detail(), true);

    private Samples() {}

    static String text(Document document) {
        StringWriter text = new StringWriter();
        try {
            document.writeTo(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /// Of the nodes that can be read.
    static Matrix matrix() {
        return new Matrix(
                List.of(A, B),
                List.of(
                        row("r.io/big:1", Map.of(A, Cell.MISSING)),
                        row("r.io/drift:1", Map.of(A, Cell.DRIFT)),
                        row("r.io/everywhere:1", Map.of()),
                        row("r.io/gone:1", Map.of(A, Cell.MISSING, B, Cell.BY_DIGEST)),
                        row("r.io/slow:1", Map.of(B, Cell.MISSING))));
    }

    private static Matrix.Row row(String image, Map<NodeName, Cell> cells) {
        return new Matrix.Row(ImageRef.of(image), OptionalLong.of(2_500_000_000L), cells);
    }

    static Pull pull(NodeName node, String image, long size) {
        return Given.pull(node, ImageRef.of(image), size == 0 ? OptionalLong.empty() : OptionalLong.of(size));
    }

    static Skip skip(NodeName node, String image, Skip.Reason reason, String detail) {
        return new Skip(node, ImageRef.of(image), reason, detail);
    }

    static Plan plan(Plan.NodePlan... parts) {
        return Given.plan(List.of(parts), List.of(), new TreeMap<>(), List.of(), List.of());
    }

    static Plan nothingToDo() {
        return plan(Given.part(A, 3, List.of(), List.of()), Given.part(B, 3, List.of(), List.of()));
    }

    static Plan skipping(Skip... skips) {
        return plan(Given.part(A, 3, List.of(), List.of(skips)));
    }

    static Plan everything() {
        return Given.plan(
                List.of(
                        Given.part(A, 3, List.of(BIG, GONE), List.of()),
                        Given.part(B, 12, List.of(SLOW, LATE), List.of(NO_ROOM, BY_HAND))),
                List.of(ImageRef.of("r.io/excluded:1")),
                new TreeMap<>(Map.of("r.io/Bad", List.of(A, B))),
                List.of(new Plan.PlainTextMatch("bcm11", ImageRef.of("bcm111/app:1"), 2)),
                List.of(new Plan.Drift(
                        ImageRef.of("r.io/drift:1"),
                        new TreeMap<>(Map.of("sha256:1", List.of(C), "sha256:2", List.of(A, B))))));
    }

    static List<Survey> surveys() {
        HeldImage image =
                new HeldImage("sha256:1", List.of(ImageRef.of("r.io/drift:1")), List.of(), OptionalLong.of(1000));
        Listing full = Given.listing(
                List.of(image),
                List.of("r.io/Bad"),
                Optional.of("x86_64"),
                Optional.of(new DiskUsage("/var/lib/containerd", 100_000, 40_000)));
        Listing empty = Given.listing(List.of(), List.of(), Optional.empty(), Optional.empty());
        return List.of(new Survey.Listed(A, full), new Survey.Listed(B, empty), new Survey.LeftOut(C, UNREACHABLE));
    }

    static List<Outcome> outcomes() {
        return List.of(
                new Outcome.Pulled(BIG, STARTED, Duration.ofSeconds(75), 1, OptionalLong.of(7_500_000_000L)),
                new Outcome.Failed(GONE, NOT_FOUND, STARTED.plusMillis(250), Duration.ofMillis(1500), 1),
                new Outcome.Failed(SLOW, TIMED_OUT, STARTED, Duration.ofMinutes(30), 2),
                new Outcome.NotTried(LATE, Outcome.Cause.RUN_LIMIT, ""));
    }

    static final Instant SINCE = Instant.parse("2026-02-28T00:00:00Z");

    /// With a limit of 80 %, two tombstones, and a result that is a day old.
    static Metrics metrics(Path file, InstantSource clock, Optional<String> group) {
        return new Metrics(file, clock, group, new DiskLimit(80), () -> Optional.of(SINCE), () -> 2);
    }

    static RunReport report() {
        return report(surveys(), everything(), outcomes());
    }

    static RunReport report(List<Survey> surveys, Plan plan, List<Outcome> outcomes) {
        return new RunReport(
                STARTED.minusSeconds(2), Duration.ofMillis(2345), surveys, Samples::matrix, plan, outcomes, false);
    }
}
