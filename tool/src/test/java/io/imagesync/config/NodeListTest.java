package io.imagesync.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.imagesync.model.NodeName;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NodeListTest {
    static Stream<Arguments> expanded() {
        return Stream.of(
                arguments("", ""),
                arguments(" ,\n, ", ""),
                arguments("w1", "w1"),
                arguments("w1 w2,w3\nw4\tw5 , w6\r\nw7", "w1 w2 w3 w4 w5 w6 w7"),
                arguments("w1 w2 gpu[01-03,20]", "w1 w2 gpu01 gpu02 gpu03 gpu20"),
                arguments("A,gpu[01-04]", "A gpu01 gpu02 gpu03 gpu04"),
                arguments("n[8-11]", "n8 n9 n10 n11"),
                arguments("n[08-11]", "n08 n09 n10 n11"),
                arguments("n[098-101]", "n098 n099 n100 n101"),
                arguments("n[3-3]", "n3"),
                arguments("n[5]", "n5"),
                arguments("r[1-2]n[1-2]x", "r1n1x r1n2x r2n1x r2n2x"),
                arguments("root@gpu[1-2].example.org", "root@gpu1.example.org root@gpu2.example.org"),
                arguments("w1 w1", "w1 w1"),
                arguments("10.0.0.[1-2]", "10.0.0.1 10.0.0.2"),
                arguments("fe80::1%eth0 2001:db8::[1-2]", "fe80::1%eth0 2001:db8::1 2001:db8::2"));
    }

    @ParameterizedTest
    @MethodSource
    void expanded(String text, String expected) {
        assertThat(Conf.read(NodeList::parse, text).stream().map(NodeName::text))
                .isEqualTo(expected.isEmpty() ? List.of() : List.of(expected.split(" ", -1)));
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                arguments("gpu[01-04", "the [ in \"gpu[01-04\" is never closed"),
                arguments("gpu[01 -04]", "the [ in \"gpu[01\" is never closed"),
                arguments("gpu[]", "\"\" is neither a number nor a range in \"gpu[]\""),
                arguments("gpu[1,]", "\"\" is neither a number nor a range"),
                arguments("gpu[a-c]", "\"a-c\" is neither a number nor a range"),
                arguments("gpu[1-2-3]", "\"1-2-3\" is neither"),
                arguments("gpu[-1]", "\"-1\" is neither"),
                arguments("gpu[1-9999999999]", "\"1-9999999999\" is neither"),
                arguments("gpu[4-1]", "the range 4-1 runs backwards in \"gpu[4-1]\""),
                arguments("gpu[1-10001]", "more than 10000 nodes in \"gpu[1-10001]\""),
                arguments("gpu[1-999999999]", "more than 10000 nodes"),
                arguments("a[1-101]b[1-101]", "more than 10000 nodes"),
                arguments("a[1-9999] b c", "more than 10000 nodes"),
                arguments("a[1-6000] b[1-6000]", "more than 10000 nodes"),
                arguments("-w1", "\"-w1\" is not a node name"),
                arguments("w1;id", "\"w1;id\" is not a node name"),
                arguments("w1]", "\"w1]\" is not a node name"),
                arguments("a@b@c", "\"a@b@c\" is not a node name"),
                arguments("w1:22", "\"w1:22\" is not a node name"),
                arguments("[::1]", "\"::1\" is neither a number"),
                arguments("x".repeat(1001), "\"" + "x".repeat(80) + "...\" is too long"),
                arguments("[1]".repeat(10_000), "\"[1][1]"));
    }

    @ParameterizedTest
    @MethodSource
    void refused(String text, String what) {
        assertThat(faults(text)).first().asString().startsWith(what);
        assertThat(faults(text)).allSatisfy(f -> assertThat(f.remedy()).isNotEmpty());
    }

    @Test
    void tenThousandAreNotTooMany() {
        assertThat(Conf.read(NodeList::parse, "gpu[1-9999] w")).hasSize(10_000);
    }

    @Test
    void allFaultsAreToldUpToALimit() {
        assertThat(faults("-a w1 b; gpu[")).hasSize(3);
        assertThat(faults("; ".repeat(100_000))).hasSize(20);
    }

    @Property
    void anyTextIsReadOrRefused(@ForAll String text) {
        isReadOrRefused(text);
    }

    @Property
    void anyTextOfBracketsIsReadOrRefused(
            @ForAll @CharRange(from = '[', to = ']') @CharRange(from = ',', to = '9') String text) {
        isReadOrRefused(text);
    }

    private static void isReadOrRefused(String text) {
        try {
            assertThat(NodeList.parse(text)).doesNotContainNull();
        } catch (WrongValue e) {
            assertThat(e.faults()).isNotEmpty();
        }
    }

    private static List<Fault> faults(String text) {
        return Conf.faults(NodeList::parse, text);
    }
}
