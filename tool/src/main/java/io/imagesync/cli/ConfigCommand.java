package io.imagesync.cli;

import io.imagesync.cluster.Members;
import io.imagesync.config.Config;
import io.imagesync.config.Fleet;
import io.imagesync.files.UnusableFileException;
import io.imagesync.model.ClusterNode;
import io.imagesync.model.Demand.LeftAlone;
import io.imagesync.model.Effective;
import io.imagesync.model.NodeName;
import io.imagesync.report.ConfigText;
import io.imagesync.report.History;
import io.imagesync.report.HistoryText;
import io.imagesync.report.PlanWarnings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/// `image-sync config`: what was understood and where it came from.
@Command(name = "config", description = "Show the effective configuration, and where each value comes from.")
final class ConfigCommand implements Callable<Integer> {
    @ParentCommand
    private ImageSync parent = new ImageSync();

    @Override
    public Integer call() throws Exception {
        Wiring wiring = parent.options().lookingAnyway();
        List<Effective> rows = wiring.loaded().effective();
        List<String> warnings = wiring.warnings();
        warnings.addAll(idlePrefixes(wiring.config()));
        Heard heard = wiring.heard();
        List<Effective> nodes = nodes(rows, wiring.config().fleet(), heard == null ? null : heard.members());
        parent.answer(
                () -> ConfigText.json(rows, nodes, warnings), room -> ConfigText.table(rows, nodes, warnings, room));
        return ExitCode.OK.number();
    }

    /// Where each node comes from, where some come from the cluster.
    ///
    /// @param rows of the keys
    static List<Effective> nodes(List<Effective> rows, Fleet fleet, @Nullable Members members) {
        Map<String, String> origins = new HashMap<>();
        for (Effective row : rows) {
            if (row.key().matches("NODE[0-9]+|NODES")) {
                Stream.of(row.value().split(" ")).forEach(node -> origins.putIfAbsent(node, row.origin()));
            } else {
                origins.put(row.key(), row.origin());
            }
        }
        if (members == null || "default".equals(origins.get("NODE_SELECTOR"))) {
            return List.of();
        }
        List<Effective> nodes = new ArrayList<>();
        for (NodeName node : fleet.nodes()) {
            String from =
                    origins.getOrDefault(node.text(), cluster(members.known().get(node), node, origins));
            String out = fleet.excluded().contains(node) ? "; left out: EXCLUDE_NODES" : "";
            nodes.add(new Effective("node", node.text(), from + out));
        }
        for (LeftAlone left : members.leftAlone()) {
            String key = " (NODE_SKIP, " + origins.get("NODE_SKIP") + ")";
            nodes.add(new Effective("node", left.node().text(), "left out: " + left.reasons() + key));
        }
        return nodes;
    }

    private static String cluster(@Nullable ClusterNode known, NodeName node, Map<String, String> origins) {
        String name = known == null || known.name().equals(node.text()) ? "" : ": " + known.name();
        return "the cluster" + name + " (NODE_SELECTOR, " + origins.get("NODE_SELECTOR") + ")";
    }

    /// Only the nodes know, so the last run is asked; without one nothing is said.
    private static List<String> idlePrefixes(Config config) {
        try {
            return HistoryText.idlePrefixes(History.lines(config.files().state())).stream()
                    .filter(config.wanted().prefixes()::contains)
                    .map(prefix -> PlanWarnings.idle(prefix) + " in the last run; " + PlanWarnings.IDLE_REMEDY)
                    .toList();
        } catch (UnusableFileException _) {
            return List.of();
        }
    }
}
