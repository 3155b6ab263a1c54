package io.imagesync.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.ClusterNode;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Answers that are none, and what `kubectl` says instead of one.
@Timeout(60)
class ClusterAnswersTest {
    private static final String NODES = KubectlLab.NODES;
    private static final String NODE = KubectlLab.NODE;

    @TempDir
    private Path folder = Path.of("");

    private KubectlLab lab = new KubectlLab(folder);

    @BeforeEach
    void lab() {
        lab = new KubectlLab(folder);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            hunter2                      | this is not JSON, or has a field twice (line 1, column 8)
            [7]                          | the whole is not a JSON object (line 1, column 1)
            {}                           | it is no NodeList (line 1, column 1)
            {"kind":"PodList"}           | it is no NodeList (line 1, column 9)
            {"kind":"NodeList","items":7} | an array should be here (line 1, column 28)
            {"kind":"NodeList"}x         | this is not JSON, or has a field twice (line 1, column 21)
            {"kind":"NodeList"}{}        | something follows the JSON object (line 1, column 20)
            {"kind":"NodeList","metadata":{"continue":["hunter2"]}} | a text should be here (line 1, column 43)
            {"items":[{"spec":{"unschedulable":"hunter2"}}]} | true or false should be here (line 1, column 36)
            {"items":[{"status":{"images":[{"a":1,"a":2}]}}]} | this is not JSON, or has a field twice (line 1, column 42)
            """)
    void whatIsNoListIsNotBelieved(String said, String why) throws Exception {
        lab.says(NODES, said);
        NotAnswered e = lab.refused();
        assertThat(e).hasMessage("the answer to \"get --raw " + NODES + "\" cannot be used: " + why);
        assertThat(e.remedy())
                .isEqualTo("to see the answer, run: " + folder + "/kubectl get --raw '/api/v1/nodes?limit=500'");
    }

    /// As when the connection breaks off and `kubectl` does not notice: less is not taken for all.
    @Test
    void anAnswerThatIsCutOffIsNone() throws Exception {
        String whole = KubectlLab.json("Node", "", NODE);
        for (int length = 0; length < whole.length(); length++) {
            lab.on(NODES, "printf '%s' '" + whole.substring(0, length) + "'");
            assertThat(lab.refused())
                    .hasMessageStartingWith("the answer to \"get --raw " + NODES + "\" cannot be used: ");
        }
    }

    @Test
    void whatIsTooMuchIsNotRead() throws Exception {
        String two = KubectlLab.json("Node", "", NODE, NODE);
        lab.says(NODES, two);
        lab.limits = limits(two.length(), 2, 2, 132);
        assertThat(lab.ask().nodes()).hasSize(1);
        lab.limits = limits(two.length() - 1, 2, 2, 132);
        assertThat(lab.refused()).hasMessageEndingWith(": it is too large");
        lab.limits = limits(two.length(), 1, 2, 132);
        assertThat(lab.refused()).hasMessageContaining(": there are more than 1 objects (line 1, column ");
        lab.limits = limits(two.length(), 2, 1, 132);
        assertThat(lab.refused()).hasMessageContaining(": there are more than 1 nodes (line 1, column ");
        String labels = NODE.replace("}}", ",\"labels\":{\"a\":\"b\"}}}");
        lab.says(NODES, KubectlLab.json("Node", "", labels));
        lab.limits = limits(9000, 2, 2, 130);
        assertThat(lab.ask().nodes()).hasSize(1);
        lab.limits = limits(9000, 2, 2, 129);
        assertThat(lab.refused()).hasMessageContaining(": there is too much to keep (line 1, column ");
        lab.says(NODES, KubectlLab.json("Node", "x".repeat(9000)));
        lab.limits = Kubectl.Limits.USUAL;
        assertThat(lab.refused()).hasMessageContaining(": where to go on is too long");
        lab.on(NODES, "yes '{' | tr -d '\\n'");
        assertThat(lab.refused()).hasMessageContaining(": this is not JSON");
        lab.on(NODES, "printf '{\"kind\": \"'; yes hunter2 | tr -d '\\n'");
        assertThat(lab.refused()).hasMessageContaining(": something is nested too deeply or too long");
    }

    private static Kubectl.Limits limits(long bytes, int objects, int nodes, long kept) {
        Kubectl.Limits usual = Kubectl.Limits.USUAL;
        return new Kubectl.Limits(usual.call(), usual.whole(), bytes, objects, nodes, kept);
    }

    /// Bytes that are no text, and long names and texts in what is skipped.
    @Test
    void whatIsSkippedMayBeLongButIsChecked() throws Exception {
        String more =
                "{\"metadata\":{\"name\":\"w1\"},\"" + "n".repeat(2_000_000) + "\":\"" + "x".repeat(5_000_000) + "\"}";
        lab.says(NODES, KubectlLab.json("Node", "", more));
        assertThat(lab.ask().nodes()).hasSize(1);
        lab.on(NODES, "printf '{\"kind\":\"NodeList\",\"x\":\"\\377\"}'");
        assertThat(lab.refused()).hasMessageContaining(": a byte is not UTF-8 (line 1, column ");
    }

    @Test
    void aListThatGoesOnForTooLongIsReadOnceMore() throws Exception {
        String expired = "echo 'Error from server (Expired): The provided continue parameter is too old' >&2; exit 1";
        String next = NODES + "&continue=a";
        lab.on(
                        NODES,
                        "if [ -e $d/again ]; then echo '" + KubectlLab.json("Node", "", NODE.replace("w1", "w2"))
                                + "'; exit; fi",
                        "echo '" + KubectlLab.json("Node", "a", NODE) + "'")
                .on(next, "echo >$d/again; " + expired);
        assertThat(lab.ask().nodes()).extracting(ClusterNode::name).containsExactly("w2");

        lab.says(NODES, KubectlLab.json("Node", "a", NODE)).on(next, expired);
        assertThat(lab.refused()).hasMessage("a list of the Kubernetes API changed faster than it could be read");
        assertThat(lab.calls()).hasSize(7);
    }

    @Test
    void aSelectorThatTheServerDoesNotTakeNamesItsKey() {
        String said = "Error from server (BadRequest): unable to parse requirement: hunter2";
        lab.fails(NODES, 1, said);
        assertThat(lab.refused()).hasMessage("the Kubernetes API answered with an error");
        lab.selector = Optional.of("a=b");
        lab.fails(NODES + "&labelSelector=a%3Db", 1, said);
        NotAnswered e = lab.refused();
        assertThat(e).hasMessage("the Kubernetes API does not accept the label selector");
        assertThat(e.remedy()).startsWith("correct NODE_SELECTOR; then try: /").endsWith("labelSelector=a%3Db'");
    }

    @Test
    void aFailureIsToldByTheCodeWhereTheTextSaysNothing() {
        lab.fails(NODES, 3, "\u001b[2J hunter2 password=hunter2");
        NotAnswered e = lab.refused();
        assertThat(e).hasMessage("kubectl failed with exit code 3");
        assertThat(e.remedy()).isEqualTo("to see the error, run: " + folder + "/kubectl get --raw '" + NODES + "'");
        lab.on(NODES, "echo '" + KubectlLab.json("Node", "", NODE) + "'; exit 4");
        assertThat(lab.refused()).hasMessage("kubectl failed with exit code 4");
        lab.on(NODES, "yes hunter2 | head -c 5000000 >&2; exit 5");
        assertThat(lab.refused()).hasMessage("kubectl failed with exit code 5");
    }
}
