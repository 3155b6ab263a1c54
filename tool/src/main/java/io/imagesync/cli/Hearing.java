package io.imagesync.cli;

import io.imagesync.cluster.Members;
import io.imagesync.config.ConfigResult;
import io.imagesync.config.Fault;
import io.imagesync.config.Fleet;
import io.imagesync.config.WrongValue;
import io.imagesync.model.ClusterAnswer;
import io.imagesync.model.ClusterSettings;
import io.imagesync.model.Demand;
import io.imagesync.model.Demand.LeftAlone;
import io.imagesync.model.SyncEvent.Noted;
import io.imagesync.plan.Glob;
import io.imagesync.plan.Needs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// From what Kubernetes says to the wiring of a run that knows it: with the nodes of the cluster, and
/// what its workloads need.
///
/// @param wiring that does not know it yet
record Hearing(CommonOptions options, Wiring wiring) {
    /// Nodes that are named of many.
    private static final int SHOWN = 5;

    /// @param warnings on the way to the answer
    /// @throws Refusal when there can be no run with it
    Wiring of(ClusterAnswer answer, List<String> warnings, List<Noted> details) throws Refusal, WrongValue {
        Fleet before = wiring.config().fleet();
        Members members = Members.of(answer, settings(), before.nodes());
        if (members.joining().isEmpty() && before.nodes().isEmpty()) {
            throw empty(answer, members);
        }
        Fleet.Joined joined = before.joined(members.joining(), members.leftAlone());
        if (joined.error().isPresent()) {
            Fault error = joined.error().get();
            throw new Refusal(ExitCode.NOT_DONE, error.what(), error.remedy());
        }
        Fleet fleet = joined.fleet();
        List<String> all = new ArrayList<>(warnings);
        all.addAll(members.warnings());
        all.addAll(joined.warnings());
        ConfigResult.Loaded loaded = wiring.loaded();
        return new Wiring(
                new ConfigResult.Loaded(loaded.config().withFleet(fleet), loaded.warnings(), loaded.effective()),
                options.receivers(fleet, members.leftAlone()),
                new Heard(members, demand(answer, members, fleet), all, details));
    }

    /// Of Kubernetes nothing is known: what the configuration names is all there is.
    ///
    /// @param warnings why
    Wiring ofNothing(List<String> warnings) throws Refusal, WrongValue {
        Members nobody = new Members(List.of(), List.of(), Map.of(), List.of());
        return new Wiring(
                wiring.loaded(),
                options.receiversSoFar(wiring.config().fleet()),
                new Heard(nobody, Demand.NONE, warnings, List.of()));
    }

    /// Nodes that are to join, or where none joins, those of the cluster.
    static long taken(ClusterAnswer answer, ClusterSettings settings) {
        return answer.nodes().stream()
                .filter(node -> node.selected() || settings.selector().isEmpty())
                .count();
    }

    /// Why there is no node at all.
    private Refusal empty(ClusterAnswer answer, Members members) {
        List<LeftAlone> left = members.leftAlone();
        if (!left.isEmpty()) {
            String names = left.stream().limit(SHOWN).map(Heard::words).collect(Collectors.joining(", "));
            return new Refusal(
                    ExitCode.NOT_DONE,
                    "NODE_SKIP leaves out every node: " + names + (left.size() > SHOWN ? " ..." : ""),
                    "repair these nodes, or change NODE_SKIP");
        }
        if (taken(answer, settings()) == 0) {
            return new Refusal(
                    ExitCode.NOT_DONE,
                    "NODE_SELECTOR selects no node of the cluster",
                    "look at kubectl get nodes --show-labels, and correct it");
        }
        return new Refusal(
                ExitCode.NOT_DONE,
                "no node that NODE_SELECTOR selects has an address that ssh can use",
                members.warnings().isEmpty()
                        ? "set NODE_ADDRESS"
                        : members.warnings().getFirst());
    }

    private Demand demand(ClusterAnswer answer, Members members, Fleet fleet) {
        if (!settings().workloads()) {
            return new Demand(false, Map.of(), List.of(), members.leftAlone());
        }
        List<Glob> namespaces = settings().namespaces().stream().map(Glob::new).toList();
        return new Needs(namespaces, wiring.prefixes()).of(answer, fleet.nodes(), members.known(), members.leftAlone());
    }

    private ClusterSettings settings() {
        return wiring.config().cluster();
    }
}
