package io.imagesync.report;

import io.imagesync.model.Level;
import io.imagesync.model.NodeName;
import io.imagesync.model.PullFailure;
import io.imagesync.model.Removal;
import io.imagesync.model.RemovalPlan;
import io.imagesync.model.RemovalPlan.NodePart;
import io.imagesync.model.RemovalPlan.Staying;
import io.imagesync.model.Removals;

/// Removals as lines of the log. Log watchers match these messages too.
record RemovalLog(DayLog log) {
    void planned(RemovalPlan plan) {
        RemovalText.idle(plan).forEach(text -> log.write(Level.INFO, text));
        RemovalText.refused(plan).forEach(text -> log.write(Level.WARNING, "Not removed: " + text));
        for (NodePart part : plan.nodes()) {
            if (!part.goes().isEmpty()) {
                log.write(
                        Level.INFO,
                        "To remove on " + part.node() + ": " + part.goes().size());
            }
            part.stays().forEach(one -> stays(part.node(), one));
        }
    }

    private void stays(NodeName node, Staying one) {
        log.write(
                one.why().isUndone() ? Level.WARNING : Level.INFO,
                "Stays: " + one.name() + " on " + node + " (" + one.why() + "): " + one.detail());
    }

    void ended(Removal removal) {
        String where = removal.image() + " on " + removal.node();
        switch (removal) {
            case Removal.Gone _ -> log.write(Level.SUCCESS, "Removed: " + where);
            case Removal.Stayed(var node, var staying) -> stays(node, staying);
            case Removal.Failed(var _, var _, PullFailure.Cancelled _) ->
                log.write(Level.WARNING, "Not removed: " + where + " (CANCELLED)");
            case Removal.Failed(var _, var _, var why) ->
                log.write(Level.ERROR, "FAILED to remove: " + where + ": " + FailureWords.why(why));
        }
    }

    void finished(Removals removals) {
        log.writeSummary("Removed names (this session): " + removals.gone().size());
        log.writeSummary("Failed removals (this session): " + removals.failed().size());
        long stayed = removals.stayed().count();
        if (stayed > 0) {
            log.writeSummary("Names that stay (this session): " + stayed);
        }
    }
}
