package io.imagesync.state;

import io.imagesync.model.ConnectFailure;
import io.imagesync.model.Given;
import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Matrix;
import io.imagesync.model.NodeName;
import io.imagesync.model.Outcome;
import io.imagesync.model.Plan;
import io.imagesync.model.Pull;
import io.imagesync.model.PullFailure;
import io.imagesync.model.PullFailure.Kind;
import io.imagesync.model.RunReport;
import io.imagesync.model.Skip;
import io.imagesync.model.Survey;
import io.imagesync.model.SyncEvent;
import io.imagesync.report.SettableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Supplier;

/// Runs, one after the other, on the nodes `w1` and `w2` with a state folder and a clock; of all images only
/// [#IMAGE] is spoken of.
final class Lab {
    static final NodeName W1 = new NodeName("w1");
    static final NodeName W2 = new NodeName("w2");
    static final ImageRef IMAGE = ImageRef.of("reg.io/a:1");
    static final PullFailure NOT_FOUND = new PullFailure.Refused(Kind.NOT_FOUND, 1, "reg.io/a:1: not found");
    static final PullFailure PASSING = new PullFailure.Refused(Kind.REGISTRY_ERROR, 1, "503");

    static final Supplier<Matrix> UNASKED = () -> {
        throw new AssertionError("what was where is not for the memory");
    };

    final Path folder;
    final SettableClock clock = new SettableClock("2026-11-25T16:40:37Z");

    Lab(Path folder) {
        this.folder = folder.resolve("state");
    }

    Path file() {
        return folder.resolve("memory.json");
    }

    void pass(Duration time) {
        clock.pass(time);
    }

    static Survey lists(NodeName node, ImageRef... images) {
        List<HeldImage> held = Arrays.stream(images)
                .map(image -> new HeldImage(
                        "sha256:" + image,
                        image.isDigested() ? List.of() : List.of(image),
                        image.isDigested() ? List.of(image) : List.of(),
                        OptionalLong.empty()))
                .toList();
        return new Survey.Listed(node, Given.listing(held, List.of(), Optional.empty(), Optional.empty()));
    }

    static Survey leftOut(NodeName node) {
        return new Survey.LeftOut(node, new ConnectFailure.Refused("10.0.0.1:22"));
    }

    static Pull pull(NodeName node) {
        return Given.pull(node, IMAGE, OptionalLong.empty());
    }

    static Outcome pulled(NodeName node) {
        return new Outcome.Pulled(pull(node), Instant.EPOCH, Duration.ZERO, 1, OptionalLong.empty());
    }

    static Outcome failed(NodeName node, PullFailure why) {
        return new Outcome.Failed(pull(node), why, Instant.EPOCH, Duration.ZERO, 1);
    }

    static Outcome notTried(NodeName node) {
        return new Outcome.NotTried(pull(node), Outcome.Cause.RUN_LIMIT, "");
    }

    RunMemory open() {
        return RunMemory.open(folder, clock);
    }

    /// A run in which the nodes tell that, whatever is held back is skipped, and the rest ends so.
    ///
    /// @return what was held back
    List<Skip> run(List<Survey> surveys, Outcome... outcomes) {
        return run(open(), surveys, outcomes);
    }

    List<Skip> run(RunMemory memory, List<Survey> surveys, Outcome... outcomes) {
        List<Skip> skips = memory.heldBack(surveys);
        Plan plan = plan(skips);
        memory.on(new SyncEvent.Planned(plan));
        for (Outcome outcome : outcomes) {
            memory.on(new SyncEvent.PullEnded(outcome));
        }
        memory.on(new SyncEvent.Finished(
                new RunReport(Instant.EPOCH, Duration.ZERO, surveys, UNASKED, plan, List.of(outcomes), false)));
        return skips;
    }

    static Plan plan(List<Skip> skips) {
        return Given.plan(
                List.of(Given.part(W1, 0, List.of(), skips)), List.of(), new TreeMap<>(), List.of(), List.of());
    }

    /// What a plan would hold back now, with `w1` holding nothing.
    List<Skip> held() {
        return RunMemory.look(folder, clock).heldBack(List.of(lists(W1)));
    }
}
