package io.imagesync.plan;

import io.imagesync.model.Failure;
import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.InUse;
import io.imagesync.model.NodeName;
import io.imagesync.model.RemovalPlan;
import io.imagesync.model.RemovalPlan.Going;
import io.imagesync.model.RemovalPlan.NodePart;
import io.imagesync.model.RemovalPlan.Refused;
import io.imagesync.model.RemovalPlan.Rule;
import io.imagesync.model.RemovalPlan.Staying;
import io.imagesync.model.RemovalPlan.Why;
import io.imagesync.model.Result;
import io.imagesync.model.Survey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What goes from which node, and what stays there and why. Pure.
///
/// @param rules what prefixes take can go, unless IMAGES or a workload names it or EXCLUDE leaves it alone
public record Removing(Rules rules, Choice choice) {
    /// One name of an image that is meant and that the rules let go.
    private record Candidate(ImageRef name, HeldImage image) {}

    /// Whether the node has anything that may go, so that it has to be asked more.
    public boolean concerns(Survey.Listed node) {
        return rules.receives(node.node()) && candidates(node).findAny().isPresent();
    }

    /// @param facts of the nodes that it [#concerns]
    public RemovalPlan plan(List<Survey> surveys, Map<NodeName, RemovalFacts> facts) {
        List<Survey.Listed> nodes = Survey.listed(surveys).stream()
                .filter(node -> rules.receives(node.node()))
                .toList();
        Set<ImageRef> held = nodes.stream()
                .flatMap(node -> node.listing().images().stream())
                .flatMap(HeldImage::names)
                .collect(Collectors.toSet());
        List<Refused> refused = nodes.stream()
                .flatMap(node -> node.listing().images().stream())
                .flatMap(image -> image.names()
                        .filter(name -> choice.means(name, image))
                        .flatMap(name -> refused(name, image).stream()))
                .distinct()
                .sorted(Comparator.comparing(Refused::name))
                .toList();
        List<NodePart> parts = nodes.stream()
                .map(node -> facts.containsKey(node.node())
                        ? part(node, facts.get(node.node()))
                        : new NodePart(node.node(), List.of(), List.of()))
                .toList();
        return new RemovalPlan(parts, refused, choice.idle(held));
    }

    private Optional<Refused> refused(ImageRef name, HeldImage image) {
        if (rules.images().contains(name)) {
            return Optional.of(new Refused(name, Rule.IMAGES));
        }
        List<String> users = users(name, image);
        if (!users.isEmpty()) {
            return Optional.of(new Refused(name, Rule.WORKLOADS, users));
        }
        if (rules.excludes(name)) {
            return Optional.of(new Refused(name, Rule.EXCLUDE));
        }
        return rules.takes(name) ? Optional.empty() : Optional.of(new Refused(name, Rule.OUTSIDE));
    }

    /// Workloads that name it, or name by its digest what would go with it.
    private List<String> users(ImageRef name, HeldImage image) {
        return rules.demand().needs().isEmpty()
                ? List.of()
                : Stream.concat(Stream.of(name), image.digestsOf(name).stream())
                        .flatMap(one -> rules.demand().users(one).stream())
                        .distinct()
                        .sorted()
                        .toList();
    }

    private Stream<Candidate> candidates(Survey.Listed node) {
        return node.listing().images().stream()
                .flatMap(image -> meant(image)
                        .filter(name -> refused(name, image).isEmpty())
                        .map(name -> new Candidate(name, image)));
    }

    private Stream<ImageRef> meant(HeldImage image) {
        List<ImageRef> names = image.names().toList();
        return names.isEmpty()
                ? choice.nameless(image).stream()
                : names.stream().filter(name -> choice.means(name, image));
    }

    /// One node's part.
    public NodePart part(Survey.Listed node, RemovalFacts facts) {
        List<Candidate> going = new ArrayList<>();
        List<Staying> stays = new ArrayList<>();
        for (Candidate one : candidates(node)
                .sorted(Comparator.comparing(Candidate::name))
                .distinct()
                .toList()) {
            choice.stays(node.node(), one.image, one.name)
                    .or(() -> stays(one, facts))
                    .ifPresentOrElse(stays::add, () -> going.add(one));
        }
        List<HeldImage> staying = node.listing().images().stream()
                .filter(image -> !leaves(image, going))
                .toList();
        return new NodePart(node.node(), goes(going, staying, facts), stays);
    }

    private static Optional<Staying> stays(Candidate one, RemovalFacts facts) {
        if (facts.inUse() instanceof Result.Failed<InUse>(Failure why)) {
            return staying(one, Why.NOT_KNOWN, why.what() + "; " + why.remedy());
        }
        Optional<String> user = facts.inUse().toOptional().flatMap(used -> used.by(one.image));
        if (user.isPresent()) {
            return staying(one, Why.IN_USE, user.get());
        }
        if (facts.isPinnedByOthers(one.image)) {
            return staying(one, Why.PINNED, "somebody else has pinned the image");
        }
        return otherTags(one, facts.oneByOne());
    }

    /// A digest stands for the whole image: it goes where no tag is left.
    private static Optional<Staying> otherTags(Candidate one, boolean oneByOne) {
        List<ImageRef> tags = one.image.tags();
        if (one.name.isDigested() && !tags.isEmpty()) {
            return staying(one, Why.OTHER_TAGS, "the image is also " + tags.getFirst() + "; remove its tags");
        }
        List<ImageRef> others = one.image
                .names()
                .filter(name -> !name.equals(one.name)
                        && !(name.isDigested() && name.name().equals(one.name.name())))
                .toList();
        return oneByOne || others.isEmpty()
                ? Optional.empty()
                : staying(
                        one,
                        Why.OTHER_TAGS,
                        "the image is also " + others.getFirst() + ", and crictl and CRI-O can only remove all its"
                                + " names at once; with containerd use CRI (RUNTIME_ACCESS), else run crictl rmi on the"
                                + " node");
    }

    private static Optional<Staying> staying(Candidate one, Why why, String detail) {
        return Optional.of(new Staying(one.name, why, detail));
    }

    /// Those with which an image goes: its tags, or where it has none its digests.
    private static List<ImageRef> names(HeldImage image) {
        return image.tags().isEmpty() ? image.digests() : image.tags();
    }

    private static boolean leaves(HeldImage image, List<Candidate> going) {
        Set<ImageRef> gone = going.stream()
                .filter(one -> one.image.equals(image))
                .map(Candidate::name)
                .collect(Collectors.toSet());
        return !gone.isEmpty() && gone.containsAll(names(image));
    }

    /// Content that several images need is freed by the last of them.
    private static List<Going> goes(List<Candidate> going, List<HeldImage> staying, RemovalFacts facts) {
        Optional<Set<String>> needed = facts.needed(staying);
        Set<String> counted = new HashSet<>();
        List<Going> goes = new ArrayList<>();
        for (Candidate one : going.reversed()) {
            boolean last = leaves(one.image, going)
                    && goes.stream().noneMatch(later -> later.image().equals(one.image));
            goes.addFirst(new Going(
                    one.name,
                    one.image,
                    last,
                    last
                            ? needed.map(others -> facts.freed(one.image, others, counted))
                                    .orElse(OptionalLong.empty())
                            : OptionalLong.of(0)));
        }
        return goes;
    }
}
