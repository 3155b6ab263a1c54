package io.imagesync.model;

import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/// What is going to be removed where. A dry run prints exactly this value, a real one executes it.
///
/// @param nodes every readable node that is asked to remove something, in order
/// @param refused names that are meant and stay on every node, in order
/// @param idle patterns that nothing matches on any node that could be read
public record RemovalPlan(List<NodePart> nodes, List<Refused> refused, List<String> idle) {
    public static final RemovalPlan NONE = new RemovalPlan(List.of(), List.of(), List.of());

    public RemovalPlan {
        nodes = List.copyOf(nodes);
        refused = List.copyOf(refused);
        idle = List.copyOf(idle);
    }

    /// One node's part.
    ///
    /// @param goes in the order in which it goes
    /// @param stays what is meant and stays, in order
    public record NodePart(NodeName node, List<Going> goes, List<Staying> stays) {
        public NodePart {
            goes = List.copyOf(goes);
            stays = List.copyOf(stays);
        }
    }

    /// @param image that the name stands for, as the node listed it
    /// @param last whether the image goes with this name
    /// @param freed bytes that no image that stays needs; empty where that is not known
    public record Going(ImageRef name, HeldImage image, boolean last, OptionalLong freed) {}

    /// @param detail fit to be shown; may be empty
    public record Staying(ImageRef name, Why why, String detail) {}

    /// Why a name stays on one node.
    public enum Why {
        IN_USE("in use", false),
        PINNED("pinned", false),
        /// It was removed there before, and somebody has pulled it again.
        AGAIN("there again", false),
        /// The name stands for another image than the one that was removed.
        OTHER_IMAGE("another image", false),
        /// The runtime can only take all tags of the image at once.
        OTHER_TAGS("other tags", true),
        /// What is in use there cannot be told.
        NOT_KNOWN("use not known", true);

        private final String words;
        private final boolean undone;

        Why(String words, boolean undone) {
            this.words = words;
            this.undone = undone;
        }

        /// Whether something was asked for that is left undone.
        public boolean isUndone() {
            return undone;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /// @param users workloads that name it, where the rule is that
    public record Refused(ImageRef name, Rule rule, List<String> users) {
        public Refused {
            users = List.copyOf(users);
        }

        /// By a rule without workloads.
        public Refused(ImageRef name, Rule rule) {
            this(name, rule, List.of());
        }
    }

    /// By which rule of the configuration a name stays on all nodes.
    public enum Rule {
        IMAGES("IMAGES names it; remove it from IMAGES first"),
        WORKLOADS("a workload names it; change the workload first"),
        EXCLUDE("EXCLUDE protects it; change EXCLUDE first"),
        OUTSIDE("no prefix selects it; add a prefix first, or remove it by hand");

        private final String words;

        Rule(String words) {
            this.words = words;
        }

        /// Why, and what to do where something can be done.
        @Override
        public String toString() {
            return words;
        }
    }

    /// How many names go, on all nodes together.
    public int count() {
        return nodes.stream().mapToInt(part -> part.goes().size()).sum();
    }

    /// The same without what goes in addition to what another plan lets go.
    public RemovalPlan within(RemovalPlan other) {
        Set<String> shown = other.nodes.stream()
                .flatMap(part -> part.goes().stream().map(one -> key(part, one)))
                .collect(Collectors.toSet());
        List<NodePart> parts = nodes.stream()
                .map(part -> new NodePart(
                        part.node(),
                        part.goes().stream()
                                .filter(one -> shown.contains(key(part, one)))
                                .toList(),
                        part.stays()))
                .toList();
        return new RemovalPlan(parts, refused, idle);
    }

    private static String key(NodePart part, Going going) {
        return part.node() + " " + going.name().canonical() + " "
                + going.image().id();
    }
}
