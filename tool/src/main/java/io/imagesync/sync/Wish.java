package io.imagesync.sync;

import io.imagesync.model.Failure;
import io.imagesync.model.NodeName;
import io.imagesync.model.Removal;
import io.imagesync.model.RemovalPlan;
import io.imagesync.model.Survey;
import io.imagesync.plan.Choice;
import java.util.List;
import java.util.Optional;

/// What somebody wants to be removed, and what is remembered of it.
public interface Wish {
    /// Whether nodes are asked too from which nothing is removed.
    default boolean asksAll() {
        return false;
    }

    Choice choice(List<Survey> surveys, OpenNodes openNodes) throws InterruptedException;

    /// Before anything is removed.
    ///
    /// @param nodes all that take part
    /// @return why nothing may be removed
    default Optional<Failure> begin(RemovalPlan plan, List<Survey> surveys, List<NodeName> nodes) {
        return Optional.empty();
    }

    /// Ends what choosing waits for. For a signal handler.
    default void stop() {}

    /// @return why it is not remembered where it is gone
    default Optional<Failure> end(List<Removal> ended, List<Survey> surveys) {
        return Optional.empty();
    }
}
