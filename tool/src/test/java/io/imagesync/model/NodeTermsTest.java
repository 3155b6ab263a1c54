package io.imagesync.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.NodeTerms.Operator;
import io.imagesync.model.NodeTerms.Requirement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// By the rules of Kubernetes' label selectors and of its node affinity.
class NodeTermsTest {
    private static final ClusterNode NODE = new ClusterNode(
            "gpu-1",
            true,
            Map.of(
                    "zone",
                    "a",
                    "empty",
                    "",
                    "cores",
                    "16",
                    "below",
                    "-5",
                    "plus",
                    "+7",
                    "text",
                    "x16",
                    "big",
                    "9".repeat(30)),
            Map.of(),
            Set.of());

    private static Requirement label(String key, Operator operator, String... values) {
        return new Requirement(key, false, operator, List.of(values));
    }

    private static boolean allowsAll(Requirement... term) {
        return new NodeTerms(List.of(List.of(term))).allow(NODE);
    }

    @ParameterizedTest
    @CsvSource({
        "zone, IN, a, true",
        "zone, IN, b|a, true",
        "zone, IN, b, false",
        "zone, IN, A, false",
        "empty, IN, '', true",
        "absent, IN, '', false",
        "absent, IN, a, false",
        "zone, NOT_IN, b|c, true",
        "zone, NOT_IN, b|a, false",
        "absent, NOT_IN, a, true",
        "zone, EXISTS, , true",
        "empty, EXISTS, , true",
        "absent, EXISTS, , false",
        "zone, DOES_NOT_EXIST, , false",
        "absent, DOES_NOT_EXIST, , true",
        "cores, GT, 15, true",
        "cores, GT, 16, false",
        "cores, GT, 9, true",
        "cores, LT, 17, true",
        "cores, LT, 16, false",
        "below, LT, 0, true",
        "below, GT, -6, true",
        "plus, GT, 6, true",
        "absent, GT, 1, false",
        "absent, LT, 1, false",
        "text, GT, 1, false",
        "text, LT, 99, false",
        "big, GT, 1, false",
        "cores, GT, x, false",
        "cores, GT, 1|2, false",
        "cores, LT, , false"
    })
    void aRequirementHolds(String key, Operator operator, String values, boolean holds) {
        String[] each = values == null ? new String[0] : values.split("\\|", -1);
        assertThat(allowsAll(label(key, operator, each))).isEqualTo(holds);
    }

    @Test
    void theFieldIsTheNameOfTheNodeAndNoLabel() {
        assertThat(allowsAll(new Requirement("metadata.name", true, Operator.IN, List.of("gpu-1"))))
                .isTrue();
        assertThat(allowsAll(new Requirement("metadata.name", true, Operator.NOT_IN, List.of("gpu-1"))))
                .isFalse();
        assertThat(allowsAll(label("metadata.name", Operator.IN, "gpu-1"))).isFalse();
    }

    @Test
    void allOfATermHaveToHoldAndOneOfTheTerms() {
        Requirement holds = label("zone", Operator.EXISTS);
        Requirement fails = label("absent", Operator.EXISTS);
        assertThat(allowsAll(holds, holds)).isTrue();
        assertThat(allowsAll(holds, fails)).isFalse();
        assertThat(new NodeTerms(List.of(List.of(fails), List.of(holds))).allow(NODE))
                .isTrue();
        assertThat(new NodeTerms(List.of(List.of(fails), List.of(fails))).allow(NODE))
                .isFalse();
    }

    @Test
    void nothingRequiredAllowsAllAndATermWithoutRequirementsNone() {
        assertThat(NodeTerms.NONE.allow(NODE)).isTrue();
        assertThat(new NodeTerms(List.of(List.of())).allow(NODE)).isFalse();
    }
}
