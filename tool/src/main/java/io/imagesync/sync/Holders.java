package io.imagesync.sync;

import io.imagesync.model.EventListener;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Limits;
import io.imagesync.model.NodeName;
import io.imagesync.model.RelayMode;
import io.imagesync.model.Survey;
import io.imagesync.node.Node;
import io.imagesync.plan.Planner;
import io.imagesync.plan.Prefix;
import io.imagesync.plan.Rules;
import io.imagesync.relay.Blobs;
import io.imagesync.relay.NodeBlobs;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/// Nodes that were asked what they have, and stay open so that it can be read from there.
public final class Holders implements AutoCloseable {
    private final OpenNodes openNodes = new OpenNodes();
    private final List<Survey> surveys;
    private final Planner planner;

    /// Asks the nodes.
    public Holders(Node.Opener opener, List<NodeName> nodes, Limits limits, Time time, EventListener events)
            throws InterruptedException {
        surveys = new Surveyor(opener, openNodes, limits, time, events).survey(nodes, _ -> {});
        Rules all = new Rules(
                        List.of(new Prefix("*")),
                        List.of(),
                        List.of(),
                        Set.of(),
                        Set.of(),
                        true,
                        OptionalLong.empty(),
                        limits.disk())
                .withRelay(RelayMode.ALWAYS);
        planner = new Planner(surveys, all);
    }

    public List<Survey> surveys() {
        return surveys;
    }

    /// Who has the image and can be read from, some of each architecture; nobody where the name stands for different
    /// images.
    public List<Blobs> of(ImageRef image) {
        Set<NodeName> names = new LinkedHashSet<>();
        architectures().forEach(each -> names.addAll(planner.senders(image, each)));
        return names.stream()
                .flatMap(name -> openNodes.node(name).stream())
                .<Blobs>map(NodeBlobs::new)
                .toList();
    }

    private Stream<Optional<String>> architectures() {
        return Survey.listed(surveys).stream()
                .map(node -> node.listing().architecture())
                .distinct();
    }

    @Override
    public void close() {
        openNodes.close();
    }
}
