package io.imagesync.plan;

import io.imagesync.model.Demand;
import io.imagesync.model.Demand.Need;
import io.imagesync.model.Demand.Waiting;
import io.imagesync.model.ImageRef;
import io.imagesync.model.NodeName;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/// What a cluster asks, in few words.
final class Asking {
    private Asking() {}

    /// Images that the workload `t/api` names, each with the nodes on which it may run: `reg.io/a:1 w1 w2`.
    static Demand of(String... needs) {
        Map<ImageRef, Need> all = new HashMap<>();
        for (String need : needs) {
            List<String> words = List.of(need.split(" "));
            all.put(
                    ImageRef.of(words.getFirst()),
                    new Need(
                            List.of("t/api"),
                            words.size() == 1
                                    ? Optional.empty()
                                    : Optional.of(words.stream()
                                            .skip(1)
                                            .filter(word -> !word.equals("-"))
                                            .map(NodeName::new)
                                            .collect(Collectors.toSet()))));
        }
        return new Demand(true, all, List.of(), List.of());
    }

    /// The same with pods that wait: `w1 reg.io/a:1`.
    static Demand awaiting(Demand demand, String... pods) {
        List<Waiting> waiting = Arrays.stream(pods)
                .map(pod -> pod.split(" ", 2))
                .map(pod -> new Waiting("t/api-1", new NodeName(pod[0]), ImageRef.of(pod[1]), "ErrImagePull"))
                .toList();
        return new Demand(demand.byWorkloads(), demand.needs(), waiting, demand.leftAlone());
    }

    /// Generated from the names of [Fleets], and some that no node has.
    static Arbitrary<Demand> demands() {
        Arbitrary<ImageRef> images = Arbitraries.of(
                        "reg.io/a:1", "reg.io/a:dev", "reg.io/b:2", "other/a:1", "nginx:latest", "new/y:1", "new/x:1")
                .map(ImageRef::of);
        Arbitrary<NodeName> nodes = Arbitraries.of("w0", "w1", "w2", "w3", "w4").map(NodeName::new);
        Arbitrary<Need> needs = nodes.set().ofMaxSize(4).optional(0.7).map(on -> new Need(List.of("t/api"), on));
        Arbitrary<List<Waiting>> waiting = Combinators.combine(nodes, images)
                .as((node, image) -> new Waiting("t/api-1", node, image, "ErrImagePull"))
                .list()
                .ofMaxSize(3);
        return Combinators.combine(Arbitraries.maps(images, needs).ofMaxSize(4), waiting)
                .as((all, pods) -> new Demand(true, all, pods, List.of()));
    }
}
