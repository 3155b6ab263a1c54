package io.imagesync.doctor;

import io.imagesync.model.DiskUsage;
import io.imagesync.model.Finding;
import io.imagesync.model.Finding.Level;
import io.imagesync.model.Listing;
import io.imagesync.model.NodeName;
import io.imagesync.model.Result;
import io.imagesync.node.RuntimeCheck;
import io.imagesync.node.RuntimeCheck.Way;
import io.imagesync.node.RuntimeSettings;
import io.imagesync.node.RuntimeSettings.Access;
import io.imagesync.ssh.RemoteHost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/// Looks at nodes: whether they can be reached, and by which ways their runtime can be spoken to.
///
/// @param connections nodes that are looked at at once
/// @param limit for each answer of a node
public record NodeDoctor(RemoteHost.Connector connector, RuntimeSettings settings, int connections, Duration limit) {
    /// All nodes at once.
    ///
    /// @return what was found, in the order of the nodes
    public List<Finding> examine(List<NodeName> nodes) throws InterruptedException {
        Semaphore slots = new Semaphore(connections);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<Finding>>> findings = nodes.stream()
                    .map(node -> threads.submit(() -> examine(node, slots)))
                    .toList();
            List<Finding> all = new ArrayList<>();
            for (Future<List<Finding>> one : findings) {
                all.addAll(one.get());
            }
            return all;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private List<Finding> examine(NodeName node, Semaphore slots) throws InterruptedException {
        slots.acquire();
        try {
            return switch (connector.connect(node)) {
                case Result.Failed<RemoteHost>(var why) -> List.of(Finding.of(Level.FAILED, node.text(), "SSH", why));
                case Result.Ok<RemoteHost>(RemoteHost host) -> {
                    try (host) {
                        yield reached(node.text(), RuntimeCheck.of(node, host, settings, limit));
                    }
                }
            };
        } finally {
            slots.release();
        }
    }

    private List<Finding> reached(String node, RuntimeCheck check) {
        List<Finding> findings = new ArrayList<>(List.of(Finding.ok(node, "SSH: connected")));
        boolean criWorks = check.cri() instanceof Result.Ok<Way>;
        boolean crictlWorks = check.crictl() instanceof Result.Ok<Way>;
        findings.add(way(node, "CRI", check.cri(), check.stopped() ? Level.FAILED : badness(Access.CRI, crictlWorks)));
        findings.add(way(node, "crictl", check.crictl(), badness(Access.CRICTL, criWorks)));
        listing(check).flatMap(Listing::disk).ifPresent(disk -> findings.add(Finding.ok(node, words(disk))));
        return findings;
    }

    private static Finding way(String node, String name, Result<Way> way, Level badness) {
        return switch (way) {
            case Result.Ok<Way>(Way usable) ->
                Finding.ok(
                        node,
                        name + ": " + usable.words() + ", "
                                + usable.listing().images().size() + " images");
            case Result.Failed<Way>(var why) -> Finding.of(badness, node, name, why);
        };
    }

    /// How bad it is that a way cannot be gone: the one that was asked for is needed, of two that may be taken one.
    private Level badness(Access way, boolean otherWorks) {
        if (settings.access() == Access.AUTO) {
            return otherWorks ? Level.WARNING : Level.FAILED;
        }
        return settings.access() == way ? Level.FAILED : Level.WARNING;
    }

    private static Optional<Listing> listing(RuntimeCheck check) {
        if (check.cri() instanceof Result.Ok<Way>(Way way)) {
            return Optional.of(way.listing());
        }
        return check.crictl() instanceof Result.Ok<Way>(Way way) ? Optional.of(way.listing()) : Optional.empty();
    }

    private static String words(DiskUsage disk) {
        return "disk: " + disk.mountPoint() + " is " + disk.percent() + "% full";
    }
}
