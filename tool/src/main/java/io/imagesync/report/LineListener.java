package io.imagesync.report;

import io.imagesync.model.EventListener;
import io.imagesync.model.Outcome;
import io.imagesync.model.Plan;
import io.imagesync.model.RunReport;
import io.imagesync.model.Survey;
import io.imagesync.model.SyncEvent;
import java.util.function.Consumer;

/// A run as plain lines for somebody who looks on: on a terminal, or with `-v`.
public final class LineListener implements EventListener {
    private final Consumer<String> out;

    public LineListener(Consumer<String> out) {
        this.out = out;
    }

    @Override
    public void on(SyncEvent event) {
        switch (event) {
            case SyncEvent.Started(var nodes) -> out.accept("Asking " + nodes(nodes.size()) + " what they hold");
            case SyncEvent.Surveyed(Survey.LeftOut(var node, var why)) ->
                out.accept(node + "  left out: " + FailureWords.why(why));
            case SyncEvent.Surveyed(Survey.Listed _),
                    SyncEvent.Connected _,
                    SyncEvent.Noted _,
                    SyncEvent.PullStarted _,
                    SyncEvent.Impossible _ -> {}
            case SyncEvent.Warned(var text) -> out.accept("warning: " + text);
            case SyncEvent.Planned(var plan) -> planned(plan);
            case SyncEvent.Retrying(var pull, var why, var delay) ->
                out.accept(
                        pull.node() + "  " + pull.image() + "  again in " + Sizes.duration(delay) + ": " + why.what());
            case SyncEvent.PullEnded(var outcome) -> ended(outcome);
            case SyncEvent.Cancelling(var signal) -> out.accept(signal + ": cancelling running pulls");
            case SyncEvent.Finished(var report) -> finished(report);
        }
    }

    private void planned(Plan plan) {
        for (Plan.NodePlan part : plan.nodes()) {
            out.accept(part.node() + "  " + part.matching() + " images, " + part.missing() + " missing");
        }
    }

    private void ended(Outcome outcome) {
        String where = outcome.pull().node() + "  " + outcome.pull().image();
        out.accept(
                switch (outcome) {
                    case Outcome.Pulled(var pull, var took, var _) ->
                        where + "  pulled, " + Sizes.bytes(pull.size()) + " in " + Sizes.duration(took);
                    case Outcome.Failed(var _, var why, var _, var _) -> where + "  FAILED: " + FailureWords.why(why);
                    case Outcome.NotTried(var _, var cause, var detail) ->
                        where + "  not tried: " + cause.word() + (detail.isEmpty() ? "" : ", " + detail);
                });
    }

    private void finished(RunReport report) {
        if (report.complete() && report.outcomes().isEmpty()) {
            out.accept("All images are already synced, " + Sizes.duration(report.took()));
        } else {
            out.accept(report.pulled() + " pulled, " + report.failed() + " failed, " + report.notTried()
                    + " not tried, " + nodes(report.leftOut().size()) + " left out, " + Sizes.duration(report.took()));
        }
    }

    private static String nodes(int count) {
        return count + (count == 1 ? " node" : " nodes");
    }
}
