package io.imagesync.cluster;

import io.imagesync.json.StrictJson;
import io.imagesync.json.StrictJson.Broken;
import io.imagesync.model.ClusterNode;
import io.imagesync.model.NodeAddress;
import io.imagesync.model.NodeSkip;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A node of the API. What it holds (`status.images`) is skipped, as is the rest.
final class NodeJson {
    /// Of the control plane, by their names of today and before Kubernetes 1.20.
    private static final Set<String> ROLES =
            Set.of("node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master");

    private static final Set<String> KEEPING_OFF = Set.of("NoSchedule", "NoExecute");

    private final Kept kept;
    private final Metadata metadata;
    private final Map<NodeAddress, String> addresses = new EnumMap<>(NodeAddress.class);
    private boolean cordoned;
    private boolean ready;
    private boolean tainted;

    private NodeJson(Kept kept) {
        this.kept = kept;
        this.metadata = new Metadata(kept, true);
    }

    /// @param selected whether the label selector is in the question
    static ApiList.Item<ClusterNode> item(Kept kept, boolean selected) {
        return json -> {
            NodeJson node = new NodeJson(kept);
            json.object(node::field);
            return node.metadata.isNode() ? Optional.of(node.read(selected)) : Optional.empty();
        };
    }

    private ClusterNode read(boolean selected) {
        return new ClusterNode(metadata.name(), selected, metadata.labels(), addresses, marks());
    }

    private Set<NodeSkip> marks() {
        Set<NodeSkip> marks = EnumSet.noneOf(NodeSkip.class);
        for (NodeSkip mark : NodeSkip.values()) {
            boolean has = switch (mark) {
                case CORDONED -> cordoned;
                case NOT_READY -> !ready;
                case DELETING -> metadata.isDeleting();
                case CONTROL_PLANE ->
                    tainted && metadata.labels().keySet().stream().anyMatch(ROLES::contains);
            };
            if (has) {
                marks.add(mark);
            }
        }
        return marks;
    }

    private void field(StrictJson json, String key) throws Broken {
        switch (key) {
            case "metadata" -> metadata.read(json);
            case "spec" -> json.object(this::spec);
            case "status" -> json.object(this::status);
            default -> json.skip();
        }
    }

    private void spec(StrictJson json, String key) throws Broken {
        switch (key) {
            case "unschedulable" -> cordoned = json.isTrue();
            case "taints" ->
                json.array(each -> {
                    Fields taint = Fields.texts(each, "key", "effect");
                    tainted |= ROLES.contains(taint.get("key")) && KEEPING_OFF.contains(taint.get("effect"));
                });
            default -> json.skip();
        }
    }

    private void status(StrictJson json, String key) throws Broken {
        switch (key) {
            case "conditions" ->
                json.array(each -> {
                    Fields condition = Fields.texts(each, "type", "status");
                    ready |= condition.get("type").equals("Ready")
                            && condition.get("status").equals("True");
                });
            case "addresses" -> json.array(this::address);
            default -> json.skip();
        }
    }

    private void address(StrictJson json) throws Broken {
        Fields one = Fields.texts(json, "type", "address");
        Optional<NodeAddress> type = switch (one.get("type")) {
            case "Hostname" -> Optional.of(NodeAddress.HOSTNAME);
            case "InternalIP" -> Optional.of(NodeAddress.INTERNAL_IP);
            case "ExternalIP" -> Optional.of(NodeAddress.EXTERNAL_IP);
            default -> Optional.empty();
        };
        if (type.isEmpty()) {
            return;
        }
        String address = one.get("address");
        if (type.get() == NodeAddress.HOSTNAME ? Syntax.isHostname(address) : Syntax.isIp(address)) {
            addresses.putIfAbsent(type.get(), kept.text(json, address));
        } else {
            kept.leftOut(address, "is not the address of a node; it is left out");
        }
    }
}
