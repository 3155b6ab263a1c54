package io.imagesync.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.Finding;
import io.imagesync.model.NodeName;
import io.imagesync.node.HostFacts;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class FleetDoctorTest {
    private static Examined node(String name, String machine, String architecture, String key, String... mirrors) {
        HostFacts facts = new HostFacts(
                "",
                Optional.of(architecture),
                Optional.of(machine),
                Optional.empty(),
                OptionalInt.empty(),
                List.of(mirrors));
        return new Examined(new NodeName(name), List.of(), Optional.of(facts), Optional.of(key), Optional.empty());
    }

    private static List<String> compared(Examined... nodes) {
        return FleetDoctor.compare(List.of(nodes)).stream().map(Finding::text).toList();
    }

    @Test
    void unlikeMachinesOfOneKindAreAsTheyShouldBe() {
        assertThat(compared(node("a", "1", "x86_64", "k1"), node("b", "2", "x86_64", "k2")))
                .isEmpty();
    }

    @Test
    void oneMachineUnderTwoNames() {
        assertThat(compared(
                        node("a", "1", "x86_64", "k1"), node("b", "2", "x86_64", "k2"), node("c", "1", "x86_64", "k1")))
                .containsExactly("the same machine id: a, c", "the same SSH host key: a, c");
    }

    @Test
    void nodesThatToldNothingAreNotTheSame() {
        Examined silent =
                new Examined(new NodeName("a"), List.of(), Optional.empty(), Optional.empty(), Optional.empty());
        assertThat(compared(silent, silent)).isEmpty();
    }

    @Test
    void differentArchitectures() {
        assertThat(compared(
                        node("a", "1", "x86_64", "k1"),
                        node("b", "2", "aarch64", "k2"),
                        node("c", "3", "x86_64", "k3")))
                .containsExactly("different architectures: x86_64: a, c; aarch64: b");
    }

    @Test
    void differentMirrors() {
        String mirror = "docker.io https://mirror:5000";
        assertThat(compared(node("a", "1", "x86_64", "k1", mirror), node("b", "2", "x86_64", "k2", mirror)))
                .isEmpty();
        assertThat(compared(node("a", "1", "x86_64", "k1", mirror), node("b", "2", "x86_64", "k2")))
                .containsExactly("different mirrors: docker.io https://mirror:5000: a; none: b");
    }
}
