package io.imagesync.doctor;

import io.imagesync.model.ClusterNode;
import io.imagesync.model.NodeAddress;
import io.imagesync.model.NodeName;
import java.net.InetAddress;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// What to do about a node of the cluster whose name does not resolve here: another address that the cluster has for
/// it.
///
/// @param known nodes of the run that are in the cluster
/// @param joining those that NODE_ADDRESS names
/// @param resolves whether this host knows a name
public record OtherAddress(Map<NodeName, ClusterNode> known, Set<NodeName> joining, Predicate<String> resolves) {
    /// Those for which nothing has to be looked up come first.
    private static final List<NodeAddress> ORDER =
            List.of(NodeAddress.INTERNAL_IP, NodeAddress.EXTERNAL_IP, NodeAddress.HOSTNAME, NodeAddress.NAME);

    private static final int LIMIT_SECONDS = 3;

    public OtherAddress {
        known = Map.copyOf(known);
        joining = Set.copyOf(joining);
    }

    /// Of nodes of a run, on this host.
    public OtherAddress(Map<NodeName, ClusterNode> known, Collection<NodeName> joining) {
        this(known, Set.copyOf(joining), OtherAddress::resolvesHere);
    }

    /// Empty where no other address would do.
    public Optional<String> remedy(NodeName node) {
        return Stream.ofNullable(known.get(node))
                .flatMap(member -> ORDER.stream()
                        .filter(kind -> reaches(member, kind, node))
                        .map(kind -> words(node, kind, address(member, kind))))
                .findFirst();
    }

    private boolean reaches(ClusterNode member, NodeAddress kind, NodeName node) {
        String address = address(member, kind);
        return NodeName.isValid(address)
                && !address.equalsIgnoreCase(node.host())
                && (kind == NodeAddress.INTERNAL_IP || kind == NodeAddress.EXTERNAL_IP || resolves.test(address));
    }

    /// Empty where the cluster has none.
    private static String address(ClusterNode member, NodeAddress kind) {
        return kind == NodeAddress.NAME ? member.name() : member.addresses().getOrDefault(kind, "");
    }

    private String words(NodeName node, NodeAddress kind, String address) {
        return (joining.contains(node)
                        ? "set NODE_ADDRESS=" + kind + ", which is " + address + " for this node"
                        : "configure it by its " + kind + " in the cluster, " + address)
                + ", or make the name resolve: DNS, /etc/hosts or HostName in the OpenSSH client configuration";
    }

    /// A resolver may hang for minutes, and cannot be interrupted.
    private static boolean resolvesHere(String name) {
        FutureTask<InetAddress> look = new FutureTask<>(() -> InetAddress.getByName(name));
        Thread.ofPlatform().daemon().name("resolver").start(look);
        try {
            look.get(LIMIT_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException | TimeoutException _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
