package io.imagesync.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/// What was removed, and which nodes have it all the same.
///
/// @param named whether IMAGES names it, so that it is wanted nevertheless
/// @param users workloads that name it, so that it is wanted nevertheless, `NAMESPACE/NAME`, in order
/// @param nodes those that have it, in order
public record Removed(Tombstone tombstone, boolean named, List<String> users, Map<State, List<NodeName>> nodes) {
    /// How a node comes to have what was removed.
    public enum State {
        /// It was away when the image was removed. Only there a run takes it away by itself, if it may.
        STILL,
        /// It was gone from there: a pod or somebody pulled it again.
        AGAIN,
        /// Of the name it has another image than those that were removed.
        OTHER;

        /// Its name in JSON.
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Removed {
        users = List.copyOf(users);
        nodes = Map.copyOf(nodes);
    }

    /// One that no workload names.
    public Removed(Tombstone tombstone, boolean named, Map<State, List<NodeName>> nodes) {
        this(tombstone, named, List.of(), nodes);
    }

    /// How a node comes to have an image of a name that was removed.
    public static State state(Tombstone tombstone, NodeName node, HeldImage image) {
        if (tombstone.isConfirmed(node)) {
            return State.AGAIN;
        }
        return tombstone.ids().contains(image.id()) ? State.STILL : State.OTHER;
    }

    /// One for each tombstone, in the order of the images.
    ///
    /// @param named what IMAGES names
    /// @param users of images that workloads name
    public static List<Removed> of(
            Map<ImageRef, Tombstone> tombstones,
            Collection<ImageRef> named,
            Function<ImageRef, List<String>> users,
            List<Survey.Listed> nodes) {
        Map<ImageRef, Map<State, List<NodeName>>> held = new HashMap<>();
        for (Survey.Listed node : nodes) {
            for (HeldImage image : node.listing().images()) {
                for (ImageRef name : image.names().distinct().toList()) {
                    Tombstone tombstone = tombstones.get(name);
                    if (tombstone != null) {
                        held.computeIfAbsent(name, _ -> new EnumMap<>(State.class))
                                .computeIfAbsent(state(tombstone, node.node(), image), _ -> new ArrayList<>())
                                .add(node.node());
                    }
                }
            }
        }
        return tombstones.values().stream()
                .sorted(Comparator.comparing(Tombstone::image))
                .map(one -> new Removed(
                        one,
                        named.contains(one.image()),
                        users.apply(one.image()),
                        held.getOrDefault(one.image(), Map.of())))
                .toList();
    }

    public ImageRef image() {
        return tombstone.image();
    }

    /// Whether it is wanted although it was removed.
    public boolean isWanted() {
        return named || !users.isEmpty();
    }

    /// Whether a node has it.
    public boolean isHeld() {
        return !nodes.isEmpty();
    }

    /// Those on which it is so.
    public List<NodeName> nodes(State state) {
        return nodes.getOrDefault(state, List.of());
    }
}
