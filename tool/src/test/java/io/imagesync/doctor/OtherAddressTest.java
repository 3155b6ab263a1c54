package io.imagesync.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.ClusterNode;
import io.imagesync.model.NodeAddress;
import io.imagesync.model.NodeName;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OtherAddressTest {
    private static final NodeName NODE = new NodeName("gpu1");

    private static Optional<String> remedy(Set<NodeName> joining, Map<NodeAddress, String> addresses) {
        ClusterNode node = new ClusterNode("gpu1", true, Map.of(), addresses, Set.of());
        return new OtherAddress(Map.of(NODE, node), joining, "gpu1.lan"::equals).remedy(NODE);
    }

    @Test
    void anAddressNeedsNoName() {
        assertThat(remedy(Set.of(NODE), Map.of(NodeAddress.HOSTNAME, "gpu1.lan", NodeAddress.INTERNAL_IP, "10.0.0.1")))
                .hasValueSatisfying(words ->
                        assertThat(words).startsWith("set NODE_ADDRESS=internal-ip, which is 10.0.0.1 for this node"));
    }

    @Test
    void anotherNameDoesWhereItResolves() {
        assertThat(remedy(Set.of(NODE), Map.of(NodeAddress.HOSTNAME, "gpu1.lan")))
                .hasValueSatisfying(words -> assertThat(words).startsWith("set NODE_ADDRESS=hostname"));
        assertThat(remedy(Set.of(NODE), Map.of(NodeAddress.HOSTNAME, "gpu1.other")))
                .isEmpty();
        assertThat(remedy(Set.of(NODE), Map.of(NodeAddress.HOSTNAME, "GPU1"))).isEmpty();
    }

    @Test
    void whatIsConfiguredIsMendedThere() {
        assertThat(remedy(Set.of(), Map.of(NodeAddress.EXTERNAL_IP, "192.0.2.1")))
                .hasValueSatisfying(words ->
                        assertThat(words).startsWith("configure it by its external-ip in the cluster, 192.0.2.1"));
    }

    @Test
    void whatIsNoAddressIsNotShown() {
        assertThat(remedy(Set.of(NODE), Map.of(NodeAddress.INTERNAL_IP, "-oProxyCommand=x")))
                .isEmpty();
    }

    @Test
    void otherNodesHaveNone() {
        assertThat(new OtherAddress(Map.of(), Set.of(), _ -> true).remedy(NODE)).isEmpty();
    }
}
