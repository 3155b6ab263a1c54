package io.imagesync.report;

import io.imagesync.model.ConnectFailure;
import io.imagesync.model.Failure;
import io.imagesync.model.FileFailure;
import io.imagesync.model.FullListener;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Level;
import io.imagesync.model.NodeFailure;
import io.imagesync.model.NodeName;
import io.imagesync.model.Outcome;
import io.imagesync.model.Plan;
import io.imagesync.model.Pull;
import io.imagesync.model.PullFailure;
import io.imagesync.model.PullProgress;
import io.imagesync.model.Removal;
import io.imagesync.model.RemovalPlan;
import io.imagesync.model.RunReport;
import io.imagesync.model.Skip;
import io.imagesync.model.Survey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Events as lines of the log. Log watchers match these messages, so they are part of the interface.
public final class LogListener implements FullListener {
    private final DayLog log;
    private final List<NodeName> unread = new ArrayList<>();

    public LogListener(DayLog log) {
        this.log = log;
    }

    @Override
    public void started(List<NodeName> nodes) {
        info("=== IMAGE SYNC STARTED ===");
        info("Nodes: " + nodes.stream().map(NodeName::text).collect(Collectors.joining(" <-> ")));
    }

    @Override
    public void connected(NodeName node) {
        info("SSH OK: " + node);
    }

    @Override
    public void warned(String text) {
        warn(text);
    }

    @Override
    public void noted(Level level, String text) {
        log.write(level, text);
    }

    @Override
    public void surveyed(Survey survey) {
        if (survey instanceof Survey.Listed(var node, var listing)) {
            noted(Level.DEBUG, "Listed " + node + ": " + listing.images().size() + " images in all");
        } else if (survey instanceof Survey.LeftOut out) {
            leftOut(out);
        }
    }

    @Override
    public void askingAgain(NodeName node, Failure why, Duration delay) {
        warn("Asking " + node + " again in " + delay.toMillis() + " ms: " + why.what());
    }

    private void leftOut(Survey.LeftOut survey) {
        unread.add(survey.node());
        String why = survey.node() + " via SSH: " + FailureWords.why(survey);
        switch (survey.why()) {
            case PullFailure.Cancelled _ -> warn("Not asked: " + survey.node() + " (CANCELLED)");
            case ConnectFailure.ConnectionLost _ -> {
                unreadable(survey);
                error("Cannot connect to " + why);
            }
            case ConnectFailure.AuthenticationFailed _, ConnectFailure.SecondFactorWanted _ -> {
                error("Cannot connect to " + why);
                error("Ensure SSH key-based authentication is configured");
            }
            case ConnectFailure _ -> error("Cannot connect to " + why);
            case NodeFailure _, FileFailure _, PullFailure _ -> {
                unreadable(survey);
                error("Cannot read the images on " + survey.node() + ": " + FailureWords.why(survey));
            }
        }
    }

    private void unreadable(Survey.LeftOut survey) {
        error("Failed to get images from " + survey.node() + " (exit code: " + FailureWords.exitCode(survey.why())
                + ")");
    }

    @Override
    public void planned(Plan plan) {
        plan.invalid()
                .forEach((name, nodes) -> warn("Invalid image reference, left alone: " + name + " on "
                        + nodes.stream().map(NodeName::text).collect(Collectors.joining(", "))));
        PlanWarnings.of(plan).forEach(this::warn);
        plan.drift().forEach(drift -> warn("Drift: " + PlanWarnings.drift(drift)));
        plan.excluded().forEach(i -> log.write(Level.DEBUG, "Excluded: " + i));
        plan.superseded().forEach(i -> log.write(Level.DEBUG, "Superseded: " + i));
        PlanWarnings.superseded(plan).ifPresent(this::info);
        for (Plan.NodePlan part : plan.nodes()) {
            info("Images on " + part.node() + ": " + part.matching());
            info("Missing on " + part.node() + ": " + part.missing());
        }
        plan.skips().forEach(this::skipped);
        if (!plan.removed().isEmpty()) {
            RemovedWords.log(plan.removed()).forEach(this::info);
        }
        PlanWarnings.hint(plan).ifPresent(this::info);
        if (!plan.demand().waiting().isEmpty()) {
            DemandWords.waiting(plan.demand(), plan.pulls()).ifPresent(this::info);
        }
        if (unread.isEmpty() && plan.isInStep()) {
            info("All images are already synced");
        }
        unread.clear();
    }

    private void skipped(Skip skip) {
        Level level = switch (skip.reason()) {
            case DISK, SOURCE_UNKNOWN -> Level.WARNING;
            case VANISHES -> skip.alreadyReported() ? Level.INFO : Level.WARNING;
            case TOO_LARGE, LOADED_BY_HAND, OTHER_ARCHITECTURE, NOT_RELAYED, REMEMBERED -> Level.INFO;
        };
        log.write(
                level,
                "Skipped: " + skip.image() + " on " + skip.node() + " (" + skip.reason() + "): " + skip.detail());
    }

    @Override
    public void pullStarted(Pull pull) {
        info(pull.words());
    }

    @Override
    public void progressed(Pull pull, PullProgress progress) {}

    @Override
    public void ticked() {}

    @Override
    public void retrying(Pull pull, PullFailure why, Duration delay) {
        warn("Trying " + pull.image() + " on " + pull.node() + " again in " + delay.toMillis() + " ms: " + why.what());
    }

    @Override
    public void rerouted(Pull pull, String why, Pull relay) {
        warn("Not pulled: " + pull.image() + " on " + pull.node() + ": " + why + "; it is relayed instead");
    }

    @Override
    public void pullEnded(Outcome outcome) {
        String where = outcome.pull().image() + " on " + outcome.pull().node();
        switch (outcome) {
            case Outcome.Pulled _ -> log.write(Level.SUCCESS, where);
            case Outcome.Failed(var _, PullFailure.TimedOut why, var _, var _, var _) ->
                error("TIMEOUT: Pulling " + where + " exceeded " + Failure.seconds(why.limit())
                        + (why.registry().isEmpty() ? "" : ": " + why.registry() + "; " + why.remedy()));
            case Outcome.Failed failed ->
                error("FAILED: " + where + " (Exit code: " + FailureWords.exitCode(failed.why()) + "): "
                        + FailureWords.why(failed.why()));
            case Outcome.NotTried(var _, var cause, var detail) ->
                warn("Not tried: " + where + " (" + cause.word() + ")" + (detail.isEmpty() ? "" : ": " + detail));
        }
    }

    @Override
    public void cancelling(String signal) {
        warn(signal + " received: cancelling running pulls");
    }

    @Override
    public void impossible(String what, String remedy) {
        error(what + "; " + remedy);
        unread.forEach(node -> error("Failed to fetch images from " + node + ". Aborting sync."));
    }

    @Override
    public void finished(RunReport report) {
        Recap.lines(report).forEach(this::info);
        Complaints.causes(report).forEach(log::writeSummary);
        log.writeSummary("=== SUMMARY ===");
        log.writeSummary("Successful pulls (this session): " + report.pulled());
        if (report.relayed() > 0) {
            log.writeSummary("Of these through this host: " + report.relayed());
        }
        log.writeSummary("Failed pulls (this session): " + report.failed());
        if (report.notTried() > 0) {
            log.writeSummary("Pulls not tried (this session): " + report.notTried());
        }
        if (!report.plan().skips().isEmpty()) {
            log.writeSummary(
                    "Skipped images (this session): " + report.plan().skips().size());
        }
        if (!report.removals().isNone()) {
            new RemovalLog(log).finished(report.removals());
        }
        if (!report.leftOut().isEmpty()) {
            log.writeSummary("Nodes left out: "
                    + report.leftOut().stream().map(s -> s.node().text()).collect(Collectors.joining(", ")));
        }
        log.writeSummary(report.cancelled() ? "=== IMAGE SYNC CANCELLED ===" : "=== IMAGE SYNC COMPLETE ===");
    }

    @Override
    public void removalPlanned(RemovalPlan plan) {
        new RemovalLog(log).planned(plan);
        unread.clear();
    }

    @Override
    public void removalStarted(NodeName node, ImageRef image) {
        info("Removing " + image + " on " + node);
    }

    @Override
    public void removalEnded(Removal removal) {
        new RemovalLog(log).ended(removal);
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
