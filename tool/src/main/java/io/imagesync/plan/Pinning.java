package io.imagesync.plan;

import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.NodeName;
import io.imagesync.model.Survey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Which of the images that nodes hold are to be pinned: those that the rules want, whoever holds them, and that a
/// pattern of PIN matches. Pure.
public record Pinning(Rules rules, List<Glob> patterns) {
    public Pinning {
        patterns = List.copyOf(patterns);
    }

    /// What is to be done on a node.
    ///
    /// @param kept ids of images that are to be pinned, pinned or not
    /// @param unpinned those of them that are not pinned, each by a name that PIN matches
    /// @param stale ids of images that may be pinned and are not to be
    public record OnNode(Set<String> kept, List<Named> unpinned, Set<String> stale) {}

    /// An image that a node holds, and the name for which it is to be pinned.
    public record Named(ImageRef name, HeldImage image) {}

    /// Whether an image of that name is to be pinned on a node.
    public boolean takes(ImageRef image) {
        return isNamed(image) && rules.keeps(image);
    }

    /// Whether an image of that name is to be pinned on that node.
    public boolean takes(ImageRef image, NodeName node) {
        return isNamed(image) && rules.keeps(image, node);
    }

    private boolean isNamed(ImageRef image) {
        return patterns.stream().anyMatch(glob -> glob.matches(image));
    }

    /// Whether an image is to be pinned there for any of its names. That it is held under a digest too counts as little
    /// as
    /// for what is wanted: else a pattern would hold on to what its tag has left.
    public boolean keeps(HeldImage image, NodeName node) {
        return name(image, node).isPresent();
    }

    private Optional<ImageRef> name(HeldImage image, NodeName node) {
        return rules.names(image).filter(name -> takes(name, node)).findFirst();
    }

    /// Nodes on which pins are set and end: those that receive.
    public List<Survey.Listed> among(List<Survey> surveys) {
        return Survey.listed(surveys).stream()
                .filter(node -> rules.receives(node.node()))
                .toList();
    }

    /// @param remembered ids of images that may be pinned there since PIN named them
    public OnNode on(Survey.Listed node, Set<String> remembered) {
        OnNode all = new OnNode(new HashSet<>(), new ArrayList<>(), new HashSet<>());
        for (HeldImage image : node.listing().images()) {
            Optional<ImageRef> name = patterns.isEmpty() ? Optional.empty() : name(image, node.node());
            if (name.isPresent()) {
                all.kept.add(image.id());
                if (!image.pinned()) {
                    all.unpinned.add(new Named(name.get(), image));
                }
            } else if (remembered.contains(image.id())) {
                all.stale.add(image.id());
            }
        }
        return all;
    }
}
