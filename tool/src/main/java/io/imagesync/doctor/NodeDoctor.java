package io.imagesync.doctor;

import io.imagesync.model.ConnectFailure;
import io.imagesync.model.DiskUsage;
import io.imagesync.model.Finding;
import io.imagesync.model.Finding.Level;
import io.imagesync.model.Listing;
import io.imagesync.model.NodeName;
import io.imagesync.model.Result;
import io.imagesync.model.RuntimeAccess;
import io.imagesync.model.RuntimeSettings;
import io.imagesync.model.Texts;
import io.imagesync.node.HostFacts;
import io.imagesync.node.RuntimeCheck;
import io.imagesync.node.RuntimeCheck.Way;
import io.imagesync.ssh.RemoteHost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.LongSupplier;

/// Looks at nodes: whether they can be reached, by which ways their runtime can be spoken to, and what else could keep
/// images from them.
///
/// @param relays whether images are to come through this host
/// @param pins for nodes with CRI-O
/// @param connections nodes that are looked at at once
/// @param limit for each answer of a node
/// @param diskLimit percent, 0 for none
/// @param nanos a clock that only goes forward
/// @param unresolved what to do about a node whose name does not resolve, where somebody knows
public record NodeDoctor(
        RemoteHost.Connector connector,
        RuntimeSettings settings,
        boolean relays,
        CrioPins pins,
        int connections,
        Duration limit,
        int diskLimit,
        LongSupplier nanos,
        Function<NodeName, Optional<String>> unresolved) {
    /// A connection and a first answer that take longer make every run slow.
    private static final Duration SLOW = Duration.ofSeconds(5);

    /// The kubelet's own default for imageGCHighThresholdPercent (Kubernetes, KubeletConfiguration v1beta1).
    private static final int KUBELET_DEFAULT = 85;

    /// All nodes at once, and then how they differ.
    ///
    /// @param all judges what the nodes hold together, if any could be listed
    /// @return what was found, in the order of the nodes
    public List<Finding> examine(List<NodeName> nodes, Function<List<Listing>, List<Finding>> all)
            throws InterruptedException {
        Semaphore slots = new Semaphore(connections);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Examined>> looks = nodes.stream()
                    .map(node -> threads.submit(() -> examine(node, slots)))
                    .toList();
            List<Examined> examined = new ArrayList<>();
            for (Future<Examined> look : looks) {
                examined.add(look.get());
            }
            List<Finding> findings = new ArrayList<>();
            examined.forEach(one -> findings.addAll(one.findings()));
            findings.addAll(FleetDoctor.compare(examined));
            List<Listing> listings =
                    examined.stream().flatMap(one -> one.listing().stream()).toList();
            findings.addAll(listings.isEmpty() ? List.of() : all.apply(listings));
            return findings;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private Examined examine(NodeName node, Semaphore slots) throws InterruptedException {
        slots.acquire();
        try {
            long start = nanos.getAsLong();
            try (RemoteHost host = connector.host(node, () -> {})) {
                Result<HostFacts> facts = HostFacts.of(host, settings, limit);
                return facts instanceof Result.Failed<HostFacts>(ConnectFailure why)
                        ? new Examined(
                                node, List.of(failed(node, why)), Optional.empty(), Optional.empty(), Optional.empty())
                        : reached(node, host, facts.toOptional(), Duration.ofNanos(nanos.getAsLong() - start));
            }
        } finally {
            slots.release();
        }
    }

    private Finding failed(NodeName node, ConnectFailure why) {
        Finding finding = Finding.of(Level.FAILED, node.text(), stage(why), why);
        return why instanceof ConnectFailure.NameNotResolved
                ? unresolved.apply(node).map(finding::withRemedy).orElse(finding)
                : finding;
    }

    /// How far it came.
    private static String stage(ConnectFailure why) {
        return switch (why) {
            case ConnectFailure.NameNotResolved _ -> "name";
            case ConnectFailure.Refused _, ConnectFailure.Unreachable _, ConnectFailure.TimedOut _ -> "TCP";
            case ConnectFailure.HostKeyUnknown _,
                    ConnectFailure.HostKeyChanged _,
                    ConnectFailure.HostCertificateInvalid _ -> "host key";
            case ConnectFailure.AuthenticationFailed _, ConnectFailure.SecondFactorWanted _ -> "authentication";
            case ConnectFailure.ClientConfigUnreadable _ -> "SSH configuration";
            case ConnectFailure.ProtocolError _, ConnectFailure.ConnectionLost _ -> "SSH";
        };
    }

    private Examined reached(NodeName name, RemoteHost host, Optional<HostFacts> facts, Duration took)
            throws InterruptedException {
        String node = name.text();
        List<Finding> findings = new ArrayList<>();
        String key = host.hostKey().map(words -> ", host key " + words).orElse("");
        findings.add(
                took.compareTo(SLOW) < 0
                        ? Finding.ok(node, "SSH: first answer after " + took.toMillis() + " ms" + key)
                        : Finding.warning(
                                node,
                                "SSH: first answer after " + took.toMillis() + " ms" + key,
                                "look at the node's load, and at DNS for sshd: UseDNS no in sshd_config"));
        RuntimeCheck check = RuntimeCheck.of(name, host, settings, relays, limit);
        facts.ifPresent(told -> findings.addAll(about(node, told)));
        findings.addAll(ways(node, check, facts.flatMap(HostFacts::crictl)));
        if (relays) {
            findings.add(check.relay()
                    .map(why -> Finding.of(Level.WARNING, node, "relay", why))
                    .orElseGet(() -> Finding.ok(node, "relay: images can come through this host")));
        }
        listing(check).flatMap(listing -> pins.finding(node, listing)).ifPresent(findings::add);
        findings.add(disk(node, listing(check), facts));
        return new Examined(name, findings, facts, host.hostKey(), listing(check));
    }

    private List<Finding> about(String node, HostFacts told) {
        List<Finding> findings = new ArrayList<>();
        if (settings.sudo()) {
            findings.add(Finding.ok(node, "sudo: works without a password"));
        }
        if (!told.noise().isEmpty()) {
            findings.add(Finding.warning(
                    node,
                    "shell: the login shell prints text before each answer: " + told.noise(),
                    "let its profile print only on a terminal: [ -t 1 ] || return"));
        }
        if (!told.mirrors().isEmpty()) {
            findings.add(Finding.ok(
                    node,
                    "mirrors: "
                            + Texts.printable(String.join(", ", told.mirrors()).replace(" ", " by "), 300)));
        }
        return findings;
    }

    private List<Finding> ways(String node, RuntimeCheck check, Optional<String> version) {
        boolean criWorks = check.cri() instanceof Result.Ok<Way>;
        boolean crictlWorks = check.crictl() instanceof Result.Ok<Way>;
        return List.of(
                way(
                        node,
                        "CRI",
                        check.cri(),
                        check.stopped() ? Level.FAILED : badness(RuntimeAccess.CRI, crictlWorks),
                        ""),
                way(
                        node,
                        "crictl",
                        check.crictl(),
                        badness(RuntimeAccess.CRICTL, criWorks),
                        version.map(words -> " (" + words + ")").orElse("")));
    }

    private static Finding way(String node, String name, Result<Way> way, Level badness, String version) {
        return switch (way) {
            case Result.Ok<Way>(Way usable) ->
                Finding.ok(
                        node,
                        name + ": " + usable.words() + version + ", "
                                + usable.listing().images().size() + " images");
            case Result.Failed<Way>(var why) -> Finding.of(badness, node, name, why);
        };
    }

    /// How bad it is that a way cannot be gone: the one that was asked for is needed, of two that may be taken one.
    private Level badness(RuntimeAccess way, boolean otherWorks) {
        if (settings.access() == RuntimeAccess.AUTO) {
            return otherWorks ? Level.WARNING : Level.FAILED;
        }
        return settings.access() == way ? Level.FAILED : Level.WARNING;
    }

    private static Optional<Listing> listing(RuntimeCheck check) {
        return check.cri().toOptional().or(check.crictl()::toOptional).map(Way::listing);
    }

    private Finding disk(String node, Optional<Listing> listing, Optional<HostFacts> facts) {
        OptionalInt kubelet = facts.map(HostFacts::kubeletThreshold).orElse(OptionalInt.empty());
        return listing.flatMap(Listing::disk)
                .map(usage -> disk(node, usage, diskLimit, kubelet))
                .orElseGet(() -> Finding.warning(
                        node,
                        "disk: the usage of the image file system is not known, so DISK_LIMIT has no effect",
                        "check that df and crictl imagefsinfo work on the node"));
    }

    /// @param kubelet percent from which the kubelet deletes images, where the node has it configured
    static Finding disk(String node, DiskUsage disk, int limit, OptionalInt kubelet) {
        int threshold = kubelet.orElse(KUBELET_DEFAULT);
        String words = "disk: " + disk.mountPoint() + " is " + disk.percent() + "% full; "
                + (limit == 0 ? "DISK_LIMIT is off" : "DISK_LIMIT " + limit + "%")
                + ", the kubelet deletes images from "
                + threshold + "%" + (kubelet.isPresent() ? "" : " by default");
        if (disk.percent() >= threshold) {
            return Finding.warning(node, words, "free space on the node: the kubelet is deleting images there");
        }
        if (limit != 0 && disk.percent() >= limit) {
            return Finding.warning(node, words, "free space on the node: no pull starts there");
        }
        if (limit == 0 || limit >= threshold) {
            return Finding.warning(
                    node,
                    words,
                    "set DISK_LIMIT below " + threshold + ", else the kubelet deletes what image-sync pulls");
        }
        return Finding.ok(node, words);
    }
}
