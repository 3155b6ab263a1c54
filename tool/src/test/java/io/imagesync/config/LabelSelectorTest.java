package io.imagesync.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The cases are those of `labels.Parse` of Kubernetes, but for `>` and `<`, which its documentation does not have.
class LabelSelectorTest {
    private static final String NAME = "a".repeat(63);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "x",
                "!x",
                "! x",
                "x=a",
                "x==a",
                "x!=a",
                "x = a",
                "x=",
                "x!=",
                "x=a,y==b , z!=c",
                "x in (a)",
                "x in(a,b)",
                "x notin ( a , b )",
                "x in (a,)",
                "x in (,)",
                "in",
                "in in (in)",
                "in=notin",
                "node-role.kubernetes.io/worker=",
                "!node-role.kubernetes.io/control-plane",
                "nvidia.com/gpu.product in (A100-SXM4-80GB, H100_x.y),zone=a",
                "A_b.c-D=E_f.g-H",
                "1=2",
            })
    void whatKubernetesTakesIsTaken(String selector) {
        assertThat(Conf.read(LabelSelector::checked, selector)).isEqualTo(selector);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ",",
                "x,",
                ",x",
                "x,,y",
                "x y",
                "x=a y=b",
                "x=a,\u2028y",
                "x=a=b",
                "!x=a",
                "!!x",
                "!",
                "=a",
                "x===a",
                "x=!a",
                "x in",
                "x in a",
                "x in ()",
                "x in ( )",
                "x in (a",
                "x in a)",
                "x in ((a))",
                "x in (a) y",
                "x in (a b)",
                "xin (a)",
                "x>1",
                "x<1",
                "*,x",
                "x=*",
                "-x",
                "x-",
                "x=-a",
                "x=a-",
                "/x",
                "x/",
                "a/b/c",
                "UPPER.io/x",
                "a..b/x",
                "-a/x",
                "x=a&limit=1",
                "x=a%2Cy",
                "x=\u00e4",
                "x=a;y",
                "$(x)",
            })
    void whatItRefusesIsRefusedWithWhatToWrite(String selector) {
        assertThat(Conf.faults(LabelSelector::checked, selector))
                .isNotEmpty()
                .allMatch(fault -> fault.what().endsWith(" is not a requirement of a label selector"))
                .allMatch(fault -> fault.remedy().startsWith("write KEY=VALUE, KEY!=VALUE, KEY in (A, B)"));
    }

    @Test
    void namesAndValuesHaveTheirLongest() {
        for (String fits : List.of(NAME, "x=" + NAME, "a".repeat(253) + "/x", "x in (" + NAME + ")")) {
            assertThat(Conf.read(LabelSelector::checked, fits)).isEqualTo(fits);
        }
        for (String tooLong : List.of(NAME + "a", "x=a" + NAME, "a".repeat(254) + "/x", "x in (a" + NAME + ")")) {
            assertThat(Conf.faults(LabelSelector::checked, tooLong)).hasSize(1);
        }
        assertThat(Conf.faults(LabelSelector::checked, "x,".repeat(1000) + "x"))
                .singleElement()
                .asString()
                .contains("is too long");
    }

    @Test
    void eachRequirementThatIsWrongIsTold() {
        assertThat(Conf.faults(LabelSelector::checked, "a=b, c d, e in (f, g), h>1"))
                .extracting(Fault::what)
                .containsExactly(
                        "\"c d\" is not a requirement of a label selector",
                        "\"h>1\" is not a requirement of a label selector");
    }

    @Test
    void linesBecomeOne() {
        assertThat(Conf.read(LabelSelector::checked, "a=b,\r\n\t c in (d,\n e)"))
                .isEqualTo("a=b, c in (d, e)");
    }

    @Test
    void aLongOneIsReadAtOnce() {
        String dots = "a.".repeat(900) + "-/x";
        assertThat(Conf.faults(LabelSelector::checked, dots)).hasSize(1);
        assertThat(Conf.faults(LabelSelector::checked, "a-".repeat(900) + "/")).hasSize(1);
    }

    @Property(tries = 300)
    void whatIsMadeByTheGrammarIsTaken(@ForAll("selectors") String selector) {
        assertThat(Conf.read(LabelSelector::checked, selector)).isEqualTo(selector);
    }

    @Provide
    Arbitrary<String> selectors() {
        Arbitrary<String> key = Arbitraries.of("a", "in", "notin", "x.y/z-1", "k8s.io/A_b");
        Arbitrary<String> value = Arbitraries.of("", "a", "in", "B-2", "1.0_x");
        Arbitrary<String> equal = Combinators.combine(key, Arbitraries.of("=", "==", "!=", " = "), value)
                .as((k, op, v) -> k + op + v);
        Arbitrary<String> set = Combinators.combine(
                        key,
                        Arbitraries.of(" in (", " notin("),
                        value.list().ofMinSize(1).ofMaxSize(3))
                .as((k, op, vs) -> k + op + String.join(",", vs.equals(List.of("")) ? List.of("x") : vs) + ")");
        Arbitrary<String> exists =
                Combinators.combine(Arbitraries.of("", "!"), key).as((not, k) -> not + k);
        return Arbitraries.oneOf(equal, set, exists)
                .list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(all -> String.join(",", all))
                .filter(all -> !all.endsWith(" ") && !all.contains(" ,"));
    }
}
