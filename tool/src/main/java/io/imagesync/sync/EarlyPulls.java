package io.imagesync.sync;

import io.imagesync.model.ImageRef;
import io.imagesync.model.NodeName;
import io.imagesync.model.Plan;
import io.imagesync.model.Plan.NodePlan;
import io.imagesync.model.Pull;
import io.imagesync.model.Skip;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The pulls that begin before all nodes have answered.
final class EarlyPulls {
    private final Map<NodeName, Map<ImageRef, Pull>> begun = new HashMap<>();

    /// @return those that are new, which begin now
    List<Pull> begin(List<Pull> pulls) {
        return pulls.stream().filter(this::isNew).toList();
    }

    private boolean isNew(Pull pull) {
        return begun.computeIfAbsent(pull.node(), _ -> new HashMap<>()).putIfAbsent(pull.image(), pull) == null;
    }

    /// The plan with those that have begun as they have begun: a node that answered later may have told another size.
    Plan in(Plan plan) {
        return plan.withNodes(plan.nodes().stream().map(this::in).toList());
    }

    private NodePlan in(NodePlan part) {
        Map<ImageRef, Pull> here = begun.getOrDefault(part.node(), Map.of());
        List<Pull> pulls = new ArrayList<>(here.values());
        part.pulls().stream().filter(pull -> !here.containsKey(pull.image())).forEach(pulls::add);
        List<Skip> skips = part.skips().stream()
                .filter(skip -> !here.containsKey(skip.image()))
                .toList();
        return new NodePlan(part.node(), part.matching(), part.missing(), part.skipped(), pulls, skips);
    }
}
