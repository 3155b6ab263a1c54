package io.imagesync.model;

import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/// What a run removed, and what not.
///
/// @param ended one for each name that was to go, in the order in which they ended; none of a dry run
public record Removals(RemovalPlan plan, List<Removal> ended) {
    /// Of a run that removes nothing.
    public static final Removals NONE = new Removals(RemovalPlan.NONE, List.of());

    public Removals {
        ended = List.copyOf(ended);
    }

    /// Whether it is of a run that removes nothing.
    public boolean isNone() {
        return plan.nodes().isEmpty();
    }

    public List<Removal.Gone> gone() {
        return ended.stream()
                .filter(Removal.Gone.class::isInstance)
                .map(Removal.Gone.class::cast)
                .toList();
    }

    public List<Removal.Failed> failed() {
        return ended.stream()
                .filter(Removal.Failed.class::isInstance)
                .map(Removal.Failed.class::cast)
                .toList();
    }

    /// What is meant and stays: known from the plan on, or seen when its turn came.
    public Stream<Removal.Stayed> stayed() {
        return Stream.concat(
                plan.nodes().stream()
                        .flatMap(part -> part.stays().stream().map(one -> new Removal.Stayed(part.node(), one))),
                ended.stream().filter(Removal.Stayed.class::isInstance).map(Removal.Stayed.class::cast));
    }

    /// Bytes that what is gone needed alone, as far as they are known.
    public List<OptionalLong> freed() {
        return gone().stream().map(one -> one.going().freed()).toList();
    }

    /// Whether nothing is left undone. What stays since it is in use is not.
    public boolean isComplete() {
        return isNone()
                || (failed().isEmpty()
                        && stayed().noneMatch(one -> one.staying().why().isUndone()));
    }
}
