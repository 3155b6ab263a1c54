package io.imagesync.model;

import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// An image that was removed and is to stay away.
///
/// @param image the name that was removed, written out in full
/// @param at when
/// @param by whom: the user, as this host knows him; what a name does not have is `?`
/// @param ids that it had when it was removed
/// @param confirmed nodes where it was seen to be gone since
/// @param contradicted when a run last saw it on a node all the same; when it was removed, if none has
public record Tombstone(
        ImageRef image, Instant at, String by, Set<String> ids, Set<NodeName> confirmed, Instant contradicted) {
    private static final int MAX_BY = 100;
    private static final String IN_NAMES = "._@\\$+-";

    public Tombstone {
        image = image.completed();
        by = user(by);
        ids = Set.copyOf(ids);
        confirmed = Set.copyOf(confirmed);
        contradicted = contradicted.isBefore(at) ? at : contradicted;
    }

    /// One that no node has contradicted yet.
    public Tombstone(ImageRef image, Instant at, String by, Set<String> ids, Set<NodeName> confirmed) {
        this(image, at, by, ids, confirmed, at);
    }

    private static String user(String name) {
        return name.codePoints()
                .limit(MAX_BY)
                .map(c -> Character.isLetterOrDigit(c) || IN_NAMES.indexOf(c) >= 0 ? c : '?')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /// Whether it was seen to be gone from a node; whoever logs in there, it is the same node.
    public boolean isConfirmed(NodeName node) {
        return confirmed.contains(node)
                || confirmed.stream().anyMatch(one -> one.host().equalsIgnoreCase(node.host()));
    }

    /// Whether an image that has no tag is what is left of it: it has one of its ids, in its repository.
    public boolean isRestOf(ImageRef digest, HeldImage held) {
        return digest.isDigested() && digest.name().equals(image.name()) && ids.contains(held.id());
    }

    /// What both say; when and by whom is what the later one says.
    public Tombstone with(Tombstone other) {
        Tombstone later = other.at.isBefore(at) ? this : other;
        Instant seen = other.contradicted.isAfter(contradicted) ? other.contradicted : contradicted;
        return new Tombstone(image, later.at, later.by, both(ids, other.ids), both(confirmed, other.confirmed), seen);
    }

    private static <T> Set<T> both(Set<T> some, Set<T> others) {
        Set<T> both = new HashSet<>(some);
        both.addAll(others);
        return both;
    }

    /// The same as nodes have told since: where it is gone, and when one had it.
    public Tombstone seen(Set<NodeName> gone, Instant lastThere) {
        return with(new Tombstone(image, at, by, Set.of(), gone, lastThere));
    }

    /// The same without nodes that are forgotten.
    public Tombstone confirmedOnly(Predicate<NodeName> known) {
        Set<NodeName> kept = confirmed.stream().filter(known).collect(Collectors.toSet());
        return new Tombstone(image, at, by, ids, kept, contradicted);
    }
}
