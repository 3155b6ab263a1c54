package io.imagesync.sync;

import io.imagesync.model.Failure;
import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.NodeName;
import io.imagesync.model.Removal;
import io.imagesync.model.Survey;
import io.imagesync.model.Tombstone;
import io.imagesync.model.Tombstones;
import io.imagesync.plan.Choice;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What was removed goes from nodes that were away then.
public record PendingRemovals(Tombstones tombstones) implements Wish {
    @Override
    public Choice choice(List<Survey> surveys, OpenNodes openNodes) {
        return Choice.Pending.of(tombstones.all());
    }

    /// Remembers each node that has it no more.
    @Override
    public Optional<Failure> end(List<Removal> ended, List<Survey> surveys) {
        List<Tombstone> news = new ArrayList<>();
        for (Tombstone one : tombstones.all()) {
            Set<NodeName> gone = Survey.listed(surveys).stream()
                    .filter(node -> !has(node, one.image()))
                    .map(Survey.Listed::node)
                    .collect(Collectors.toCollection(HashSet::new));
            ended.stream()
                    .filter(removal ->
                            removal instanceof Removal.Gone && removal.image().equals(one.image()))
                    .forEach(removal -> gone.add(removal.node()));
            if (!gone.stream().allMatch(one::isConfirmed)) {
                news.add(new Tombstone(one.image(), one.at(), one.by(), one.ids(), gone));
            }
        }
        return news.isEmpty() ? Optional.empty() : tombstones.add(news);
    }

    private static boolean has(Survey.Listed node, ImageRef name) {
        return node.listing().images().stream().anyMatch((HeldImage image) -> image.isNamed(name));
    }
}
