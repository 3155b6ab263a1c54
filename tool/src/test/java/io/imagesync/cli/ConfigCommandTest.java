package io.imagesync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.cluster.Members;
import io.imagesync.config.ConfigLocation;
import io.imagesync.config.ConfigReader;
import io.imagesync.config.ConfigResult;
import io.imagesync.config.Fleet;
import io.imagesync.model.ClusterAnswer;
import io.imagesync.model.ClusterNode;
import io.imagesync.model.Effective;
import io.imagesync.model.NodeAddress;
import io.imagesync.model.NodeSkip;
import io.imagesync.report.ConfigText;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConfigCommandTest {
    private static final ClusterAnswer ANSWER = new ClusterAnswer(
            Instant.EPOCH,
            List.of(
                    node("w1", "10.0.0.1"),
                    node("w2", "10.0.0.2"),
                    node("w3", "10.0.0.3", NodeSkip.CORDONED, NodeSkip.NOT_READY),
                    node("w4", "10.0.0.4")),
            List.of(),
            List.of());

    private static ClusterNode node(String name, String address, NodeSkip... marks) {
        return new ClusterNode(name, true, Map.of(), Map.of(NodeAddress.INTERNAL_IP, address), Set.of(marks));
    }

    private static List<Effective> nodes(String text) {
        ConfigResult.Loaded loaded = (ConfigResult.Loaded) ConfigReader.parse(
                "LOG_DIR=/l\nPREFIX1=x\n" + text, new ConfigLocation(Path.of("F"), Optional.empty()));
        Fleet fleet = loaded.config().fleet();
        Members members = Members.of(ANSWER, loaded.config().cluster(), fleet.nodes());
        Fleet joined = fleet.joined(members.joining(), members.leftAlone()).fleet();
        return ConfigCommand.nodes(loaded.effective(), joined, members);
    }

    @Test
    void eachNodeIsShownWithWhereItComesFrom() {
        assertThat(nodes("NODE2=root@w2\nNODES='x1 w4'\nNODE_SELECTOR='*'\nEXCLUDE_NODES=w1"))
                .containsExactly(
                        new Effective("node", "root@w2", "F:3"),
                        new Effective("node", "x1", "F:4"),
                        new Effective("node", "w4", "F:4"),
                        new Effective("node", "w1", "the cluster (NODE_SELECTOR, F:5); left out: EXCLUDE_NODES"),
                        new Effective("node", "w3", "left out: cordoned, not-ready (NODE_SKIP, default)"));
    }

    @Test
    void aNodeThatIsReachedByAnAddressIsShownWithItsName() {
        assertThat(nodes("NODE_SELECTOR='*'\nNODE_ADDRESS=internal-ip\nNODE_SKIP=cordoned"))
                .contains(
                        new Effective("node", "10.0.0.1", "the cluster: w1 (NODE_SELECTOR, F:3)"),
                        new Effective("node", "10.0.0.3", "left out: cordoned (NODE_SKIP, F:5)"));
    }

    @Test
    void withoutNodesOfTheClusterTheKeysSayItAll() {
        assertThat(nodes("NODES='w1 w2'\nIMAGES_FROM=workloads")).isEmpty();
    }

    @Test
    void theTableAndTheJsonHaveThem() {
        List<Effective> nodes = List.of(new Effective("node", "w1", "F:3"));
        assertThat(ConfigText.table(List.of(), nodes, List.of(), 80))
                .last()
                .asString()
                .matches("node +w1 +F:3");
        assertThat(ConfigText.json(List.of(), nodes, List.of()).replaceAll("\\s", ""))
                .contains("\"settings\":[],\"nodes\":[{\"node\":\"w1\",\"from\":\"F:3\"}],\"warnings\":[]");
    }
}
