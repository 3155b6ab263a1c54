package io.imagesync.model;

import java.time.Duration;
import java.util.List;

/// Hears by a method each of what happens during a run: for those who are to be reminded of every event there is.
public interface FullListener extends EventListener {
    @Override
    default void on(SyncEvent event) {
        event.tell(this);
    }

    void started(List<NodeName> nodes);

    void connected(NodeName node);

    void warned(String text);

    void noted(String text);

    void askingAgain(NodeName node, Failure why, Duration delay);

    void surveyed(Survey survey);

    void planned(Plan plan);

    void pullStarted(Pull pull);

    void progressed(Pull pull, PullProgress progress);

    void ticked();

    void retrying(Pull pull, PullFailure why, Duration delay);

    void pullEnded(Outcome outcome);

    void cancelling(String signal);

    void impossible(String what, String remedy);

    void finished(RunReport report);
}
