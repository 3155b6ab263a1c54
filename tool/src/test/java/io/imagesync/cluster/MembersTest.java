package io.imagesync.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.ClusterAnswer;
import io.imagesync.model.ClusterNode;
import io.imagesync.model.ClusterSettings;
import io.imagesync.model.Demand.LeftAlone;
import io.imagesync.model.NodeAddress;
import io.imagesync.model.NodeName;
import io.imagesync.model.NodeSkip;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MembersTest {
    private static final Set<NodeSkip> ALL = Set.of(NodeSkip.values());

    private final List<ClusterNode> nodes = new ArrayList<>();

    private MembersTest has(String name, Map<NodeAddress, String> addresses, NodeSkip... marks) {
        nodes.add(new ClusterNode(name, true, Map.of(), addresses, Set.of(marks)));
        return this;
    }

    private MembersTest has(String name, NodeSkip... marks) {
        return has(name, Map.of(), marks);
    }

    private Members members(NodeAddress address, Set<NodeSkip> skip, String... configured) {
        return members(Optional.of("*"), address, skip, configured);
    }

    private Members members(Optional<String> selector, NodeAddress address, Set<NodeSkip> skip, String... configured) {
        ClusterSettings off = ClusterSettings.OFF;
        ClusterSettings settings = new ClusterSettings(
                selector, address, skip, true, List.of(), off.kubectl(), off.kubeconfig(), off.context(), off.maxAge());
        return Members.of(new ClusterAnswer(Instant.EPOCH, nodes, List.of(), List.of()), settings, names(configured));
    }

    private Members byName(String... configured) {
        return members(NodeAddress.NAME, ALL, configured);
    }

    private static List<NodeName> names(String... names) {
        return Stream.of(names).map(NodeName::new).toList();
    }

    private static Map<NodeAddress, String> internal(String address) {
        return Map.of(NodeAddress.INTERNAL_IP, address);
    }

    @Test
    void selectedNodesJoinByTheNumbersInTheirNames() {
        Members members = has("w10")
                .has("w2")
                .has("gpu01-b3")
                .has("gpu1-b12")
                .has("w9999999999999999999999")
                .byName();
        assertThat(members.joining()).isEqualTo(names("gpu01-b3", "gpu1-b12", "w2", "w10", "w9999999999999999999999"));
        assertThat(members.known()).containsOnlyKeys(members.joining());
        assertThat(members.warnings()).isEmpty();
    }

    @Test
    void othersDoNotJoinAndAreKnownWhenTheyAreConfigured() {
        nodes.add(new ClusterNode("w1", false, Map.of("gpu", "yes"), Map.of(), Set.of()));
        nodes.add(new ClusterNode("w2", false, Map.of(), Map.of(), Set.of()));
        Members members = byName("w1", "w9");
        assertThat(members.joining()).isEmpty();
        assertThat(members.known()).containsOnlyKeys(new NodeName("w1"));
        assertThat(members.known()).extractingByKey(new NodeName("w1")).isEqualTo(nodes.getFirst());
    }

    @Test
    void withoutASelectorNoneJoins() {
        Members members = has("w1").has("w2", NodeSkip.CORDONED).members(Optional.empty(), NodeAddress.NAME, ALL, "w1");
        assertThat(members.joining()).isEmpty();
        assertThat(members.leftAlone()).isEmpty();
        assertThat(members.known()).containsOnlyKeys(new NodeName("w1"));
    }

    @ParameterizedTest
    @CsvSource({"NAME,w1", "HOSTNAME,w1.example.org", "INTERNAL_IP,10.0.0.1", "EXTERNAL_IP,2001:db8::1"})
    void eachIsReachedByItsAddress(NodeAddress address, String reached) {
        Map<NodeAddress, String> addresses = Map.of(
                NodeAddress.HOSTNAME, "w1.example.org",
                NodeAddress.INTERNAL_IP, "10.0.0.1",
                NodeAddress.EXTERNAL_IP, "2001:db8::1");
        assertThat(has("w1", addresses).members(address, ALL).joining()).isEqualTo(names(reached));
    }

    @ParameterizedTest
    @EnumSource
    void whatIsMarkedIsLeftAloneWhereThatMarkCounts(NodeSkip mark) {
        has("w1", mark).has("w2");
        assertThat(members(NodeAddress.NAME, Set.of(mark)).joining()).isEqualTo(names("w2"));
        assertThat(members(NodeAddress.NAME, Set.of(mark)).leftAlone())
                .containsExactly(new LeftAlone(new NodeName("w1"), List.of(mark)));
        assertThat(members(NodeAddress.NAME, Set.of(mark)).warnings()).isEmpty();
        assertThat(members(NodeAddress.NAME, Set.of()).joining()).isEqualTo(names("w1", "w2"));
    }

    @Test
    void allReasonsThatCountAreToldInOrder() {
        has("w1", NodeSkip.DELETING, NodeSkip.NOT_READY, NodeSkip.CORDONED);
        assertThat(members(NodeAddress.NAME, Set.of(NodeSkip.DELETING, NodeSkip.CORDONED))
                        .leftAlone())
                .containsExactly(new LeftAlone(new NodeName("w1"), List.of(NodeSkip.CORDONED, NodeSkip.DELETING)));
    }

    @Test
    void whatIsLeftAloneIsNotComplainedAboutForItsAddress() {
        Members members = has("w1", NodeSkip.CORDONED).members(NodeAddress.EXTERNAL_IP, ALL);
        assertThat(members.leftAlone()).extracting(LeftAlone::node).isEqualTo(names("w1"));
        assertThat(members.warnings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"w1", "W1", "root@w1", "10.0.0.1", "me@10.0.0.1", "W1.Example.org"})
    void aConfiguredNodeKeepsItsNameAndIsNeverLeftAlone(String configured) {
        Map<NodeAddress, String> addresses =
                Map.of(NodeAddress.INTERNAL_IP, "10.0.0.1", NodeAddress.HOSTNAME, "w1.example.ORG");
        Members members = has("w1", addresses, NodeSkip.values()).byName(configured, "w2");
        assertThat(members.joining()).isEmpty();
        assertThat(members.leftAlone()).isEmpty();
        assertThat(members.known()).containsOnlyKeys(new NodeName(configured));
        assertThat(members.warnings()).isEmpty();
    }

    @Test
    void oneNodeConfiguredTwiceIsTold() {
        Members members = has("w1", internal("10.0.0.1")).byName("w1", "10.0.0.1");
        assertThat(members.warnings())
                .containsExactly("w1 and 10.0.0.1 are one and the same node, w1; configure it once");
        assertThat(members.known()).containsOnlyKeys(new NodeName("w1"), new NodeName("10.0.0.1"));
    }

    @Test
    void nodesWithOneAddressAreOne() {
        for (int i = 1; i <= 6; i++) {
            has("w" + i, internal("10.0.0.1"));
        }
        Members members = members(NodeAddress.INTERNAL_IP, ALL);
        assertThat(members.joining()).isEqualTo(names("10.0.0.1"));
        assertThat(members.known()).containsExactly(Map.entry(new NodeName("10.0.0.1"), nodes.getFirst()));
        assertThat(members.warnings())
                .containsExactly(
                        "w1, w2, w3 and 3 more of the cluster have one address, 10.0.0.1; only the" + " first counts");
    }

    @Test
    void whatJoinsIsNotLeftAloneToo() {
        has("w1", internal("10.0.0.1"), NodeSkip.DELETING).has("w2", internal("10.0.0.1"));
        Members members = members(NodeAddress.INTERNAL_IP, ALL);
        assertThat(members.joining()).isEqualTo(names("10.0.0.1"));
        assertThat(members.leftAlone()).isEmpty();
    }

    @Test
    void aNodeWithoutThatAddressIsLeftOutWithWhatWouldDo() {
        has("w1", internal("10.0.0.1"));
        IntStream.rangeClosed(2, 6).forEach(i -> has("w" + i));
        Members members = members(NodeAddress.INTERNAL_IP, ALL);
        assertThat(members.joining()).isEqualTo(names("10.0.0.1"));
        assertThat(members.warnings())
                .containsExactly("w2, w3, w4 and 2 more of the cluster left out: no internal-ip that ssh can use; set"
                        + " NODE_ADDRESS=name");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-oProxyCommand=x",
                "a b",
                "root@w1",
                "w1:22",
                "*",
                "w?",
                "!w1",
                "w1,w2",
                "a/b",
                "[::1]",
                "fe80::1%eth0",
                "w1%h",
                "$(x)",
                "w\n1",
                "w\u00e4"
            })
    void whatIsNoHostNeverJoins(String text) {
        Members members =
                has(text, internal("10.0.0.7")).has("good", internal(text)).byName();
        assertThat(members.joining()).isEqualTo(names("good"));
        assertThat(members.warnings())
                .singleElement()
                .asString()
                .endsWith("left out: no name that ssh can use; set NODE_ADDRESS=internal-ip")
                .matches("\\P{Cntrl}+");
        assertThat(members(NodeAddress.INTERNAL_IP, ALL).joining()).isEqualTo(names("10.0.0.7"));
    }

    @Test
    void whereNoAddressDoesNodesAreToBeNamed() {
        assertThat(has("-x").byName().warnings())
                .containsExactly("-x of the cluster left out: no name that ssh can use; name it in NODES with a name"
                        + " or address that ssh reaches");
    }
}
