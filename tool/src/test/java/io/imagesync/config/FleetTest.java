package io.imagesync.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.config.Fleet.Joined;
import io.imagesync.model.Demand.LeftAlone;
import io.imagesync.model.NodeName;
import io.imagesync.model.NodeSkip;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// A fleet that nodes of the cluster join.
class FleetTest {
    private static final String SELECTOR = "LOG_DIR=/l;PREFIX1=x;NODE_SELECTOR='*'\n";

    private static List<NodeName> names(String... names) {
        return Stream.of(names).map(NodeName::new).toList();
    }

    private static Fleet fleet(String added) {
        ConfigResult.Loaded loaded = Conf.whole(SELECTOR + added);
        assertThat(loaded.warnings()).isEmpty();
        return loaded.config().fleet();
    }

    private static Fleet sound(Joined joined) {
        assertThat(joined.warnings()).isEmpty();
        assertThat(joined.error()).isEmpty();
        return joined.fleet();
    }

    @Test
    void configuredNodesComeFirst() {
        Fleet fleet = sound(fleet("NODES='z root@a'").joined(names("c", "A", "b", "c"), List.of()));
        assertThat(fleet.nodes()).isEqualTo(names("z", "root@a", "c", "b"));
        assertThat(fleet.sources()).isEqualTo(fleet.nodes());
        assertThat(fleet.takingPart()).isEqualTo(fleet.nodes());
        assertThat(fleet.union()).isTrue();
    }

    @Test
    void sourcesAndNodesInRepairMayJoin() {
        Fleet fleet = sound(
                fleet("NODES='a b'\nEXCLUDE_NODES='c A'\nSOURCE_NODES='d b'").joined(names("c", "d", "e"), List.of()));
        assertThat(fleet.excluded()).isEqualTo(names("a", "c"));
        assertThat(fleet.sources()).isEqualTo(names("b", "d"));
        assertThat(fleet.takingPart()).isEqualTo(names("b", "d", "e"));
    }

    @Test
    void aSourceThatIsConfiguredIsNotAllOfThem() {
        assertThat(sound(fleet("NODES=a\nSOURCE_NODES=a").joined(names("b"), List.of()))
                        .sources())
                .isEqualTo(names("a"));
    }

    @Test
    void whoIsLeftAloneMayBeNamed() {
        List<LeftAlone> alone = List.of(
                new LeftAlone(new NodeName("c"), List.of(NodeSkip.CORDONED)),
                new LeftAlone(new NodeName("d"), List.of(NodeSkip.NOT_READY)));
        Fleet fleet =
                sound(fleet("NODES=a\nEXCLUDE_NODES=c\nSOURCE_NODES='a d'").joined(names("b"), alone));
        assertThat(fleet.nodes()).isEqualTo(names("a", "b"));
        assertThat(fleet.sources()).isEqualTo(names("a", "d"));
        assertThat(sound(fleet("NODES=a\nSOURCE_NODES=d").joined(names("b"), alone))
                        .sources())
                .isEqualTo(names("d"));
    }

    @Test
    void whoIsUnknownInRepairIsAWarningAndWhoIsAnUnknownSourceAnError() {
        Joined joined = fleet("EXCLUDE_NODES='worker7 gone'\nSOURCE_NODES='worker2 off'")
                .joined(names("worker1", "worker2"), List.of());
        assertThat(joined.warnings())
                .containsExactly(
                        "EXCLUDE_NODES: \"worker7\" is not one of the nodes; did you mean worker1?",
                        "EXCLUDE_NODES: \"gone\" is not one of the nodes; image-sync config lists the nodes");
        assertThat(joined.error())
                .contains(new Fault(
                        "SOURCE_NODES: \"off\" is not one of the nodes", "image-sync config lists the nodes"));
    }

    @Test
    void aFleetThatIsEmptyOrAllInRepairIsNone() {
        assertThat(fleet("").joined(List.of(), List.of()).error())
                .contains(new Fault(
                        "NODE_SELECTOR selects no node of the cluster", "correct it, or name nodes in NODES"));
        assertThat(fleet("EXCLUDE_NODES=a").joined(names("a"), List.of()).error())
                .contains(new Fault("EXCLUDE_NODES leaves out every node", "remove the nodes that are not in repair"));
    }

    @Test
    void moreThanTenThousandAreRefused() {
        List<NodeName> many = IntStream.range(0, NodeList.MOST)
                .mapToObj(i -> new NodeName("n" + i))
                .toList();
        assertThat(fleet("").joined(many, List.of()).error()).isEmpty();
        assertThat(fleet("NODES=a").joined(many, List.of()).error())
                .hasValueSatisfying(fault -> assertThat(fault.what()).isEqualTo("more than 10000 nodes"));
    }

    @Test
    void withoutSourcesAllAreAsked() {
        Fleet fleet = sound(fleet("IMAGES=x;SOURCE_NODES=none").joined(names("a"), List.of()));
        assertThat(fleet.union()).isFalse();
        assertThat(fleet.sources()).isEqualTo(names("a"));
    }

    @Test
    void whereNoneJoinsItStaysAsItIs() {
        Fleet fleet = Conf.config("NODE3=c\nEXCLUDE_NODES=c\nSOURCE_NODES=w1").fleet();
        assertThat(sound(fleet.joined(List.of(), List.of()))).isEqualTo(fleet);
    }
}
