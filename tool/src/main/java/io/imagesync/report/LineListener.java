package io.imagesync.report;

import io.imagesync.model.Failure;
import io.imagesync.model.FullListener;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Level;
import io.imagesync.model.NodeName;
import io.imagesync.model.Outcome;
import io.imagesync.model.Plan;
import io.imagesync.model.Pull;
import io.imagesync.model.PullFailure;
import io.imagesync.model.PullProgress;
import io.imagesync.model.Removal;
import io.imagesync.model.RemovalPlan;
import io.imagesync.model.RunReport;
import io.imagesync.model.Sizes;
import io.imagesync.model.Skip;
import io.imagesync.model.Survey;
import io.imagesync.model.SyncEvent;
import io.imagesync.model.Way;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/// A run as plain lines for somebody who looks on: on a terminal, or with `-v`.
public final class LineListener implements FullListener {
    private final Consumer<String> out;
    private final Consumer<String> passing;
    private final DuePulls due;
    private final boolean folding;
    private final IntSupplier room;
    /// What was said of a node, and the nodes of which the same was to be said after it.
    private final Map<String, List<NodeName>> repeated = new LinkedHashMap<>();

    /// @param passing gets the lines about what is on its way or went well
    /// @param pause between two lines about the same pull
    /// @param folding whether what went wrong on one node, and then in the same way on others, is told of
    /// them together at the end
    /// @param room columns that a line of a table may have at most
    public LineListener(
            Consumer<String> out,
            Consumer<String> passing,
            InstantSource clock,
            Duration pause,
            boolean folding,
            IntSupplier room) {
        this.out = out;
        this.passing = passing;
        this.due = new DuePulls(clock, pause);
        this.folding = folding;
        this.room = room;
    }

    private void wrong(NodeName node, String what) {
        List<NodeName> others = folding ? repeated.putIfAbsent(what, new ArrayList<>()) : null;
        if (others == null) {
            out.accept(node + "  " + what);
        } else {
            others.add(node);
        }
    }

    private static void tell(Map<String, List<NodeName>> said, Consumer<String> to) {
        said.forEach((what, nodes) -> {
            if (!nodes.isEmpty()) {
                to.accept(NodeNames.folded(nodes) + "  " + what);
            }
        });
    }

    @Override
    public void on(SyncEvent event) {
        due.on(event).forEach(report -> passing.accept(line(report)));
        FullListener.super.on(event);
    }

    @Override
    public void started(List<NodeName> nodes) {
        passing.accept("Asking " + nodes(nodes.size()) + " what they hold");
    }

    @Override
    public void connected(NodeName node) {}

    @Override
    public void warned(String text) {
        out.accept("warning: " + text);
    }

    @Override
    public void noted(Level level, String text) {}

    @Override
    public void askingAgain(NodeName node, Failure why, Duration delay) {
        passing.accept(node + "  again in " + Sizes.duration(delay) + ": " + why.what());
    }

    @Override
    public void surveyed(Survey survey) {
        if (survey instanceof Survey.LeftOut out) {
            wrong(out.node(), "left out: " + FailureWords.why(out));
        }
    }

    @Override
    public void planned(Plan plan) {
        Map<String, List<NodeName>> said = new LinkedHashMap<>();
        for (Plan.NodePlan part : plan.nodes()) {
            said.computeIfAbsent(part.matching() + " images, " + part.missing() + " missing", _ -> new ArrayList<>())
                    .add(part.node());
        }
        for (Skip skip : plan.skips()) {
            if (skip.isUndone()) {
                String what = skip.image() + "  not pulled: " + skip.reason() + ", " + skip.detail();
                said.computeIfAbsent(what, _ -> new ArrayList<>()).add(skip.node());
            }
        }
        tell(said, passing);
        if (!plan.demand().waiting().isEmpty()) {
            DemandWords.waiting(plan.demand(), plan.pulls()).ifPresent(passing);
        }
    }

    @Override
    public void pullStarted(Pull pull) {}

    @Override
    public void progressed(Pull pull, PullProgress progress) {}

    @Override
    public void ticked() {}

    @Override
    public void retrying(Pull pull, PullFailure why, Duration delay) {
        passing.accept(pull.node() + "  " + pull.image() + "  again in " + Sizes.duration(delay) + ": " + why.what());
    }

    @Override
    public void rerouted(Pull pull, String why, Pull relay) {
        passing.accept(pull.node() + "  " + pull.image() + "  not pulled, relayed instead: " + why);
    }

    @Override
    public void pullEnded(Outcome outcome) {
        NodeName node = outcome.pull().node();
        String image = outcome.pull().image() + "  ";
        switch (outcome) {
            case Outcome.Pulled pulled ->
                passing.accept(node + "  " + image + did(pulled.pull()) + ", " + Sizes.of(pulled) + " in "
                        + Sizes.duration(pulled.took()) + rate(pulled.bytesPerSecond()));
            case Outcome.Failed(var _, var why, var _, var _, var _) ->
                wrong(node, image + "FAILED: " + FailureWords.why(why));
            case Outcome.NotTried(var _, var cause, var detail) ->
                wrong(node, image + "not tried: " + cause.word() + (detail.isEmpty() ? "" : ", " + detail));
        }
    }

    private static String did(Pull pull) {
        return pull.way() instanceof Way.Relay relay ? "relayed from " + relay.source() : "pulled";
    }

    private static String line(DuePulls.Report report) {
        String far = report.progress()
                .map(progress -> far(progress, report.bytesPerSecond()))
                .orElseGet(() -> report.pull().isRelay() ? "relaying" : "pulling");
        return report.pull().node() + "  " + report.pull().image() + "  " + far + ", "
                + Sizes.duration(report.elapsed());
    }

    private static String far(PullProgress progress, OptionalLong bytesPerSecond) {
        return switch (progress.phase()) {
            case DOWNLOADING ->
                Sizes.bytes(progress.bytes()) + " of " + Sizes.bytes(progress.total()) + rate(bytesPerSecond);
            case UNPACKING -> Sizes.bytes(progress.bytes()) + " downloaded, unpacking";
        };
    }

    private static String rate(OptionalLong bytesPerSecond) {
        return bytesPerSecond.isPresent() ? ", " + Sizes.bytes(bytesPerSecond.getAsLong()) + "/s" : "";
    }

    @Override
    public void cancelling(String signal) {
        out.accept(signal + ": cancelling running pulls");
    }

    @Override
    public void impossible(String what, String remedy) {
        tell(repeated, out);
    }

    @Override
    public void removalPlanned(RemovalPlan plan) {
        RemovalText.left(plan).forEach(out);
    }

    @Override
    public void removalStarted(NodeName node, ImageRef image) {}

    @Override
    public void removalEnded(Removal removal) {
        String image = removal.image() + "  ";
        switch (removal) {
            case Removal.Gone(var node, var _) -> passing.accept(node + "  " + image + "removed");
            case Removal.Stayed(var node, var staying) ->
                wrong(node, image + "stays, " + staying.why() + ": " + staying.detail());
            case Removal.Failed(var node, var _, var why) ->
                wrong(node, image + "not removed: " + FailureWords.why(why));
        }
    }

    @Override
    public void finished(RunReport report) {
        tell(repeated, out);
        if (!report.removals().isNone()) {
            out.accept(RemovalText.result(report.removals(), report.leftOut().size()));
        }
        if (report.plan().nodes().isEmpty() && !report.removals().isNone()) {
            return;
        }
        Recap.folded(report, room.getAsInt()).forEach(out);
        if (report.complete() && report.plan().isInStep()) {
            out.accept("All images are already synced, " + Sizes.duration(report.took()));
        } else {
            out.accept(report.pulled() + " pulled, "
                    + (report.relayed() > 0 ? report.relayed() + " of them through this host, " : "")
                    + report.failed() + " failed, " + report.notTried()
                    + " not tried, " + nodes(report.leftOut().size()) + " left out, " + Sizes.duration(report.took()));
        }
    }

    private static String nodes(int count) {
        return count + (count == 1 ? " node" : " nodes");
    }
}
