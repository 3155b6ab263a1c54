package io.imagesync.model;

import java.time.Duration;
import java.util.List;

/// Hears by a method each of what happens during a run: for those who are to be reminded of every event there is.
public interface FullListener extends EventListener {
    /// Without a pattern switch: the code that it makes at run time costs a run with nothing to do more than it does.
    @Override
    default void on(SyncEvent event) {
        if (event instanceof SyncEvent.Started(var nodes)) {
            started(nodes);
        } else if (event instanceof SyncEvent.Connected(var node)) {
            connected(node);
        } else if (event instanceof SyncEvent.Warned(var text)) {
            warned(text);
        } else if (event instanceof SyncEvent.Noted(var level, var text)) {
            noted(level, text);
        } else if (event instanceof SyncEvent.AskingAgain(var node, var why, var delay)) {
            askingAgain(node, why, delay);
        } else if (event instanceof SyncEvent.Surveyed(var survey)) {
            surveyed(survey);
        } else if (event instanceof SyncEvent.Planned(var plan)) {
            planned(plan);
        } else if (event instanceof SyncEvent.PullStarted(var pull)) {
            pullStarted(pull);
        } else if (event instanceof SyncEvent.Progressed(var pull, var progress)) {
            progressed(pull, progress);
        } else if (event instanceof SyncEvent.Ticked) {
            ticked();
        } else if (event instanceof SyncEvent.Retrying(var pull, var why, var delay)) {
            retrying(pull, why, delay);
        } else if (event instanceof SyncEvent.Rerouted(var pull, var why, var relay)) {
            rerouted(pull, why, relay);
        } else if (event instanceof SyncEvent.PullEnded(var outcome)) {
            pullEnded(outcome);
        } else if (event instanceof SyncEvent.Cancelling(var signal)) {
            cancelling(signal);
        } else if (event instanceof SyncEvent.Impossible(var what, var remedy)) {
            impossible(what, remedy);
        } else if (event instanceof SyncEvent.Finished(var report)) {
            finished(report);
        } else {
            onRemoval(event);
        }
    }

    private void onRemoval(SyncEvent event) {
        if (event instanceof SyncEvent.RemovalPlanned(var plan)) {
            removalPlanned(plan);
        } else if (event instanceof SyncEvent.RemovalStarted(var node, var image)) {
            removalStarted(node, image);
        } else if (event instanceof SyncEvent.RemovalEnded(var removal)) {
            removalEnded(removal);
        }
    }

    void started(List<NodeName> nodes);

    void connected(NodeName node);

    void warned(String text);

    void noted(Level level, String text);

    void askingAgain(NodeName node, Failure why, Duration delay);

    void surveyed(Survey survey);

    void planned(Plan plan);

    void pullStarted(Pull pull);

    void progressed(Pull pull, PullProgress progress);

    void ticked();

    void retrying(Pull pull, PullFailure why, Duration delay);

    void rerouted(Pull pull, String why, Pull relay);

    void pullEnded(Outcome outcome);

    void cancelling(String signal);

    void impossible(String what, String remedy);

    void finished(RunReport report);

    void removalPlanned(RemovalPlan plan);

    void removalStarted(NodeName node, ImageRef image);

    void removalEnded(Removal removal);
}
