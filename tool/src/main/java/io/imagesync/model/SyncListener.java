package io.imagesync.model;

import java.time.Duration;
import java.util.List;

/// Hears of what happens during a run what it has a method for.
public interface SyncListener extends FullListener {
    @Override
    default void started(List<NodeName> nodes) {}

    @Override
    default void connected(NodeName node) {}

    @Override
    default void warned(String text) {}

    @Override
    default void noted(String text) {}

    @Override
    default void listed(NodeName node, Listing listing) {}

    @Override
    default void askingAgain(NodeName node, Failure why, Duration delay) {}

    @Override
    default void leftOut(Survey.LeftOut survey) {}

    @Override
    default void planned(Plan plan) {}

    @Override
    default void pullStarted(Pull pull) {}

    @Override
    default void progressed(Pull pull, PullProgress progress) {}

    @Override
    default void ticked() {}

    @Override
    default void retrying(Pull pull, PullFailure why, Duration delay) {}

    @Override
    default void pullEnded(Outcome outcome) {}

    @Override
    default void cancelling(String signal) {}

    @Override
    default void impossible(String what, String remedy) {}

    @Override
    default void finished(RunReport report) {}
}
