package io.imagesync.report;

import io.imagesync.model.ConnectFailure;
import io.imagesync.model.EventListener;
import io.imagesync.model.Failure;
import io.imagesync.model.NodeFailure;
import io.imagesync.model.NodeName;
import io.imagesync.model.Outcome;
import io.imagesync.model.Plan;
import io.imagesync.model.PullFailure;
import io.imagesync.model.RunReport;
import io.imagesync.model.Skip;
import io.imagesync.model.Survey;
import io.imagesync.model.SyncEvent;
import java.util.stream.Collectors;

/// Events as lines of the log. Log watchers match these messages, so they are part of the interface.
public final class LogListener implements EventListener {
    private final DayLog log;
    private boolean allListed = true;

    public LogListener(DayLog log) {
        this.log = log;
    }

    @Override
    public void on(SyncEvent event) {
        switch (event) {
            case SyncEvent.Started(var nodes) -> {
                info("=== IMAGE SYNC STARTED ===");
                info("Nodes: " + nodes.stream().map(NodeName::text).collect(Collectors.joining(" <-> ")));
            }
            case SyncEvent.Connected(var node) -> info("SSH OK: " + node);
            case SyncEvent.Warned(var text) -> warn(text);
            case SyncEvent.Noted(var text) -> log.write(Level.DEBUG, text);
            case SyncEvent.Surveyed(Survey.LeftOut(var node, var why)) -> leftOut(node, why);
            case SyncEvent.Surveyed(Survey.Listed(var node, var listing)) ->
                log.write(
                        Level.DEBUG, "Listed " + node + ": " + listing.images().size() + " images in all");
            case SyncEvent.Planned(var plan) -> planned(plan);
            case SyncEvent.PullStarted(var pull) -> info("Pulling " + pull.image() + " on " + pull.node());
            case SyncEvent.Retrying(var pull, var why, var delay) ->
                warn("Trying " + pull.image() + " on " + pull.node() + " again in " + delay.toMillis() + " ms: "
                        + why.what());
            case SyncEvent.Progressed _, SyncEvent.Ticked _ -> {}
            case SyncEvent.PullEnded(var outcome) -> ended(outcome);
            case SyncEvent.Cancelling(var signal) -> warn(signal + " received: cancelling running pulls");
            case SyncEvent.Impossible(var what, var remedy) -> error(what + "; " + remedy);
            case SyncEvent.Finished(var report) -> finished(report);
        }
    }

    private void leftOut(NodeName node, Failure why) {
        allListed = false;
        if (why instanceof PullFailure.Cancelled) {
            warn("Not asked: " + node + " (CANCELLED)");
            return;
        }
        error(switch (why) {
                    case ConnectFailure _ -> "Cannot connect to " + node + " via SSH: ";
                    case NodeFailure _, PullFailure _ -> "Cannot read the images on " + node + ": ";
                }
                + FailureWords.why(why));
    }

    private void planned(Plan plan) {
        plan.invalid()
                .forEach((name, nodes) -> warn("Invalid image reference, left alone: " + name + " on "
                        + nodes.stream().map(NodeName::text).collect(Collectors.joining(", "))));
        PlainText.words(plan.plainText()).ifPresent(this::warn);
        plan.drift().forEach(drift -> warn("Drift: " + DriftWords.of(drift)));
        plan.excluded().forEach(i -> log.write(Level.DEBUG, "Excluded: " + i));
        for (Plan.NodePlan part : plan.nodes()) {
            info("Images on " + part.node() + ": " + part.matching());
            info("Missing on " + part.node() + ": " + part.missing());
        }
        plan.skips().forEach(this::skipped);
        if (allListed && plan.pulls().isEmpty() && plan.skips().stream().noneMatch(Skip::isUndone)) {
            info("All images are already synced");
        }
    }

    private void skipped(Skip skip) {
        Level level = switch (skip.reason()) {
            case DISK -> Level.WARNING;
            case VANISHES -> skip.told() ? Level.INFO : Level.WARNING;
            case TOO_LARGE, LOADED_BY_HAND, OTHER_ARCHITECTURE, REMEMBERED -> Level.INFO;
        };
        log.write(
                level,
                "Skipped: " + skip.image() + " on " + skip.node() + " (" + skip.reason() + "): " + skip.detail());
    }

    private void ended(Outcome outcome) {
        String where = outcome.pull().image() + " on " + outcome.pull().node();
        switch (outcome) {
            case Outcome.Pulled _ -> log.write(Level.SUCCESS, where);
            case Outcome.Failed(var _, PullFailure.TimedOut timedOut, var _, var _, var _) ->
                error("TIMEOUT: Pulling " + where + " exceeded " + Failure.seconds(timedOut.limit()));
            case Outcome.Failed failed ->
                error("FAILED: " + where + " (Exit code: " + FailureWords.exitCode(failed.why()) + "): "
                        + FailureWords.why(failed.why()));
            case Outcome.NotTried(var _, var cause, var detail) ->
                warn("Not tried: " + where + " (" + cause.word() + ")" + (detail.isEmpty() ? "" : ": " + detail));
        }
    }

    private void finished(RunReport report) {
        Recap.lines(report).forEach(this::info);
        Complaints.causes(report).forEach(log::writeSummary);
        log.writeSummary("=== SUMMARY ===");
        log.writeSummary("Successful pulls (this session): " + report.pulled());
        log.writeSummary("Failed pulls (this session): " + report.failed());
        if (report.notTried() > 0) {
            log.writeSummary("Pulls not tried (this session): " + report.notTried());
        }
        if (!report.plan().skips().isEmpty()) {
            log.writeSummary(
                    "Skipped images (this session): " + report.plan().skips().size());
        }
        if (!report.leftOut().isEmpty()) {
            log.writeSummary("Nodes left out: "
                    + report.leftOut().stream().map(s -> s.node().text()).collect(Collectors.joining(", ")));
        }
        log.writeSummary(report.cancelled() ? "=== IMAGE SYNC CANCELLED ===" : "=== IMAGE SYNC COMPLETE ===");
    }

    private void info(String message) {
        log.write(Level.INFO, message);
    }

    private void warn(String message) {
        log.write(Level.WARNING, message);
    }

    private void error(String message) {
        log.write(Level.ERROR, message);
    }
}
