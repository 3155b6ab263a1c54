package io.imagesync.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.ImageRef;
import io.imagesync.model.NodeName;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodesAndImagesTest {
    private static final String REST = "PREFIX1=x;LOG_DIR=/l\n";

    @Test
    void numberedNodesComeInTheOrderOfTheirNumbersThenTheList() {
        assertThat(nodes("NODES='a1 a[2-3]'\nNODE10=n10\nNODE2=root@n2\nNODE1=2001:db8::1%eth0\n"))
                .containsExactly("2001:db8::1%eth0", "root@n2", "n10", "a1", "a2", "a3");
    }

    @Test
    void aNodeIsOneNameWithWords() {
        assertThat(Conf.errorsOfWhole(REST + "NODE2=w2\nNODE1='w1; touch x'"))
                .containsExactly(
                        "F:3: NODE1: \"w1; touch x\" is not a node name; write [user@]NAME with letters, digits"
                                + " and . _ - only (: and % in IPv6 addresses), not with - first");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"-oProxyCommand=x", "a b", "a,b", "gpu[1-2]", "w1:22", "[::1]", "a@-b", "@a", "w\u00fc", "a\nb"})
    void whatIsNoNodeIsAnError(String node) {
        assertThat(Conf.errors("NODE3='" + node + "'"))
                .singleElement()
                .asString()
                .startsWith("F:5: NODE3: ");
    }

    @ParameterizedTest
    @CsvSource({
        "NODE3=w1,F:5: NODE3: w1 is named twice and counts once; remove one of the two",
        "NODES=w2,F:5: NODES: w2 is named twice and counts once; remove one of the two",
        "NODE3=root@W1,'F:5: NODE3: root@W1 is the same node as w1, which counts; remove one of the two'"
    })
    void aNodeTwiceIsAWarningAndCountsOnce(String line, String warning) {
        assertThat(Conf.warnings(line)).containsExactly(warning);
        assertThat(Conf.loaded(line).config().fleet().nodes()).hasSize(2);
    }

    @Test
    void moreThanTenThousandNodesAreAnError() {
        assertThat(Conf.errors("NODES='n[1-9999]'")).singleElement().asString().contains("more than 10000 nodes");
        assertThat(Conf.errors("NODES='n[1-99999]'")).singleElement().asString().contains("more than 10000 nodes");
    }

    @Test
    void nodesInRepairAreLeftOut() {
        Fleet fleet = Conf.config("NODES='w3 w4'\nEXCLUDE_NODES='w[2-3] w2'").fleet();
        assertThat(fleet.nodes()).hasSize(4);
        assertThat(fleet.excluded()).containsExactly(new NodeName("w2"), new NodeName("w3"));
        assertThat(fleet.takingPart()).containsExactly(new NodeName("w1"), new NodeName("w4"));
    }

    @Test
    void anUnknownNodeInRepairIsAWarning() {
        assertThat(Conf.warnings("EXCLUDE_NODES='w9 gone.example.org'"))
                .containsExactly(
                        "F:5: EXCLUDE_NODES: \"w9\" is not one of the nodes; did you mean w1?",
                        "F:5: EXCLUDE_NODES: \"gone.example.org\" is not one of the nodes; write it as in NODE<n> or"
                                + " NODES");
    }

    @Test
    void sourceNodesAreNodes() {
        assertThat(Conf.config("").fleet().sources())
                .isEqualTo(Conf.config("").fleet().nodes());
        assertThat(Conf.config("SOURCE_NODES=w2").fleet().sources()).containsExactly(new NodeName("w2"));
        assertThat(Conf.config("NODE3=root@w3\nSOURCE_NODES=w3").fleet().sources())
                .containsExactly(new NodeName("root@w3"));
        assertThat(Conf.errors("SOURCE_NODES='w1 w7'"))
                .containsExactly("F:5: SOURCE_NODES: \"w7\" is not one of the nodes; did you mean w1?");
        assertThat(Conf.errors("NODE3='x y'\nSOURCE_NODES='x'")).hasSize(1);
    }

    @Test
    void aNodeIsFoundByItsNameWithOrWithoutItsUser() {
        Fleet fleet = Conf.config("NODE3=root@w3").fleet();
        assertThat(fleet.find(new NodeName("w3"))).contains(new NodeName("root@w3"));
        assertThat(fleet.find(new NodeName("root@w3"))).contains(new NodeName("root@w3"));
        assertThat(fleet.find(new NodeName("bob@w3"))).isEqualTo(Optional.empty());
        assertThat(fleet.find(new NodeName("w4"))).isEqualTo(Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({
        "https://nvcr.io/nvidia,  has a scheme, write nvcr.io/nvidia",
        "docker://nvcr.io/x/,     has a scheme, write nvcr.io/x",
        "nvcr.io/nvidia/,         ends with,    write nvcr.io/nvidia",
        "bcm11:,                  ends with,    write bcm11",
        "bcm11:5000//,            ends with,    write bcm11:5000",
        "/,                       ends with,    remove it",
    })
    void nobodySaidThatAPrefixIsWrittenInAWayThatTakesNothing(String prefix, String what, String remedy) {
        for (String key : List.of("PREFIX7", "PREFIXES")) {
            assertThat(Conf.warnings(key + "=" + prefix))
                    .singleElement()
                    .asString()
                    .startsWith("F:5: " + key + ": \"" + prefix + "\" " + what)
                    .endsWith("; " + remedy);
        }
    }

    @Test
    void nobodySaidThatNoImageHasASchemeForExcludeEither() {
        assertThat(Conf.warnings("EXCLUDE='*:dev https://nvcr.io/x*'"))
                .singleElement()
                .asString()
                .contains("EXCLUDE: ", "has a scheme", "; write nvcr.io/x*");
    }

    @Test
    void prefixesAreCollectedOnceEach() {
        assertThat(Conf.config("PREFIX20='b'\nPREFIX3=' nvcr.io/nvidia/tensor* '\nPREFIXES='b, c\n*'")
                        .wanted()
                        .prefixes())
                .containsExactly("bcm11", "nvcr.io/nvidia/tensor*", "b", "c", "*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bcm11:5000/app", "[::1]:5000/x", "a_b.c-d/e@sha256:", "*", "docker.io/library/*"})
    void whatCanStandInANameIsAPrefix(String prefix) {
        assertThat(Conf.config("PREFIX2='" + prefix + "'").wanted().prefixes()).contains(prefix);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"*bcm", "bcm*/app", "a**", "^bcm11", "bcm11$", "(a|b)", "bcm[0-9]", "bcm\\d", "bcm?", "ä", "a;b"
            })
    void whatCannotIsAnErrorThatSaysWhatToWrite(String prefix) {
        for (String key : List.of("PREFIX2", "PREFIXES")) {
            assertThat(Conf.errors(key + "='" + prefix + "'"))
                    .singleElement()
                    .asString()
                    .startsWith("F:5: " + key + ": \"" + prefix + "\" ")
                    .contains("; a prefix is not a regular expression: write the beginning of the names");
        }
    }

    @Test
    void aPrefixThatLooksLikeARegularExpressionIsAWarning() {
        assertThat(Conf.warnings("PREFIX2='bcm12.*'\nPREFIXES='ok a.*'"))
                .containsExactly(
                        "F:5: PREFIX2: \"bcm12.*\" means a dot and then anything; it is not a regular expression; write"
                                + " bcm12* for all names that begin with that",
                        "F:6: PREFIXES: \"a.*\" means a dot and then anything; it is not a regular expression; write"
                                + " a* for all names that begin with that");
    }

    @Test
    void aNumberedPrefixIsOne() {
        assertThat(Conf.errors("PREFIX2='a b'"))
                .containsExactly("F:5: PREFIX2: \"a b\" is more than one prefix; write several as PREFIXES=\"...\"");
    }

    @Test
    void excludePatternsAreKept() {
        assertThat(Conf.config("EXCLUDE='*:dev-* bcm11/test/*,*:latest'")
                        .wanted()
                        .exclude())
                .containsExactly("*:dev-*", "bcm11/test/*", "*:latest");
        assertThat(Conf.errors("EXCLUDE='ok ^a$ b|c'"))
                .hasSize(2)
                .allMatch(p -> p.contains("is not a pattern of image names; write name:tag"));
    }

    @Test
    void imagesAreCompleted() {
        assertThat(Conf.config("IMAGES='nginx r.example:5000/a:1\nnginx:latest'")
                        .wanted()
                        .images())
                .map(ImageRef::toString)
                .containsExactly("docker.io/library/nginx:latest", "r.example:5000/a:1");
        assertThat(Conf.errors("IMAGES='nginx UPPER:1 a::b'"))
                .hasSize(2)
                .allMatch(p -> p.contains("is not an image reference; write"));
    }

    private static List<String> nodes(String text) {
        return Conf.whole(REST + text).config().fleet().nodes().stream()
                .map(NodeName::text)
                .toList();
    }
}
