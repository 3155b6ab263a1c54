package io.imagesync.plan;

import io.imagesync.model.DiskLimit;
import io.imagesync.model.Failure;
import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Listing;
import io.imagesync.model.NodeName;
import io.imagesync.model.NotRelayed;
import io.imagesync.model.Plan;
import io.imagesync.model.Plan.NodePlan;
import io.imagesync.model.Pull;
import io.imagesync.model.RuntimeKind;
import io.imagesync.model.Sizes;
import io.imagesync.model.Skip;
import io.imagesync.model.Skip.Reason;
import io.imagesync.model.Survey;
import io.imagesync.model.Way;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/// What nodes lack of the images that a person gives. Such images replace others of their name. Pure.
///
/// @param exclude left alone
/// @param receivers who gets what is missing; empty for all nodes
/// @param maxImageSize bytes
public record Loading(
        List<Given> images, List<Glob> exclude, Set<NodeName> receivers, OptionalLong maxImageSize, DiskLimit disk) {
    /// An image that nodes shall have.
    ///
    /// @param ids that it has on nodes, one for each platform
    /// @param size bytes of its largest platform
    public record Given(ImageRef name, Set<String> ids, long size) {
        boolean isOn(Listing node) {
            return node.images().stream().anyMatch(held -> held.isNamed(name) && ids.contains(held.id()));
        }
    }

    public Loading {
        images = List.copyOf(images);
        exclude = List.copyOf(exclude);
        receivers = Set.copyOf(receivers);
    }

    public boolean receives(NodeName node) {
        return receivers.isEmpty() || receivers.contains(node);
    }

    /// @param surveys of nodes that receive
    public Plan plan(List<Survey> surveys) {
        List<NodePlan> parts = Survey.listed(surveys).stream().map(this::part).toList();
        List<ImageRef> excluded = images.stream()
                .map(Given::name)
                .filter(this::isExcluded)
                .sorted()
                .toList();
        return new Plan(parts, excluded, new TreeMap<>(), List.of(), List.of(), List.of());
    }

    private boolean isExcluded(ImageRef image) {
        return exclude.stream().anyMatch(glob -> glob.matches(image));
    }

    private NodePlan part(Survey.Listed node) {
        List<Pull> pulls = new ArrayList<>();
        List<Skip> skips = new ArrayList<>();
        int there = 0;
        int missing = 0;
        for (Given image :
                images.stream().filter(one -> !isExcluded(one.name())).toList()) {
            if (image.isOn(node.listing())) {
                there++;
            } else {
                Pull pull = pull(node, image);
                missing += pull.again() ? 0 : 1;
                skip(pull, node.listing()).ifPresentOrElse(skips::add, () -> pulls.add(pull));
            }
        }
        return new NodePlan(node.node(), there, missing, 0, pulls, skips);
    }

    private static Pull pull(Survey.Listed node, Given image) {
        boolean again = node.listing().images().stream().anyMatch((HeldImage held) -> held.isNamed(image.name()));
        return new Pull(
                node.node(),
                image.name(),
                OptionalLong.of(image.size()),
                again,
                node.listing().runtime(),
                RuntimeKind.CONTAINERD,
                Way.Relay.OPEN);
    }

    private Optional<Skip> skip(Pull pull, Listing node) {
        long size = pull.size().orElse(0);
        if (maxImageSize.isPresent() && size > maxImageSize.getAsLong()) {
            return Optional.of(new Skip(
                    pull.node(), pull.image(), Reason.TOO_LARGE, Sizes.bytes(size) + " is more than MAX_IMAGE_SIZE"));
        }
        return node.disk()
                .filter(usage -> !disk.allows(usage, 0, pull.needed()))
                .map(usage -> new Skip(pull.node(), pull.image(), Reason.DISK, disk.words(usage, pull.needed())));
    }

    /// The skip in place of what cannot be sent. Whoever gives an image wants it there: unless it is for other machines
    /// something is left undone.
    public static Skip withoutSource(Pull pull, Failure why) {
        boolean others = why instanceof NotRelayed(var reason, var _) && reason == NotRelayed.Why.NO_PLATFORM;
        return others
                ? new Skip(pull.node(), pull.image(), Reason.OTHER_ARCHITECTURE, "it is for another architecture")
                : new Skip(pull.node(), pull.image(), Reason.SOURCE_UNKNOWN, why.what() + "; " + why.remedy());
    }
}
