package io.imagesync.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.Finding;
import io.imagesync.model.Finding.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FindingsTextTest {
    private static final List<Finding> FINDINGS = List.of(
            Finding.ok("gpu01", "SSH: connected"),
            Finding.of(Level.WARNING, "gpu01", "CRI", Samples.UNREACHABLE),
            Finding.of(Level.FAILED, "g2", "crictl", Samples.UNREACHABLE));

    @Test
    void aLineAFindingWithItsRemedyBelow() {
        assertThat(String.join("\n", FindingsText.lines(FINDINGS, List.of("look"), false, Columns.ANY)))
                .isEqualTo("""
                        ok       gpu01  SSH: connected
                        warning  gpu01  CRI: connection refused by 10.0.0.3:22
                                        -> check that sshd runs on the node and that SSH_PORT (or Port) is right
                        failed   g2     crictl: connection refused by 10.0.0.3:22
                                        -> check that sshd runs on the node and that SSH_PORT (or Port) is right
                        warning: look
                        1 check failed. 1 warning.""");
    }

    @Test
    void aWarningIsNoFailure() {
        assertThat(FindingsText.lines(FINDINGS.subList(0, 2), List.of(), false, Columns.ANY))
                .last()
                .isEqualTo("Nothing has failed. 1 warning.");
    }

    @Test
    void manyNodesOnWhichNothingIsWrongShareALine() {
        List<Finding> findings = new ArrayList<>(FINDINGS);
        for (int i = 1; i <= 5; i++) {
            findings.add(Finding.ok("w" + i, "SSH: connected"));
        }
        findings.add(Finding.ok("this host", "lock"));
        assertThat(FindingsText.lines(findings, List.of(), false, Columns.ANY))
                .startsWith("ok       w[1-5]     all checks (--all shows them)")
                .anyMatch(line -> line.startsWith("ok       this host"))
                .anyMatch(line -> line.startsWith("ok       gpu01 "));
        assertThat(FindingsText.lines(findings, List.of(), true, Columns.ANY))
                .hasSize(7)
                .contains("ok       gpu01,w[1-5]  SSH: connected");
    }

    @Test
    void theSameFailureOfFortyNodesWasEightyLines() {
        List<Finding> findings = new ArrayList<>();
        for (int i = 1; i <= 40; i++) {
            findings.add(Finding.of(Level.FAILED, "gpu%02d".formatted(i), "TCP", Samples.UNREACHABLE));
        }
        assertThat(FindingsText.lines(findings, List.of(), false, 60))
                .containsExactly(
                        "failed  gpu[01-40]  TCP: connection refused by 10.0.0.3:22",
                        "                    -> check that sshd runs on the node and",
                        "                    that SSH_PORT (or Port) is right",
                        "40 checks failed.");
    }

    @Test
    void theSameAsJson() throws Exception {
        String json = FindingsText.json(FINDINGS, List.of("look"));
        String page = Files.readString(Path.of("../docs/json.md"));

        assertThat(json)
                .contains(
                        "\"kind\" : \"doctor\"",
                        "\"level\" : \"failed\"",
                        "\"subject\" : \"g2\"",
                        "\"remedy\" : \"check");
        assertThat(List.of("findings", "level", "subject", "text", "remedy", "warnings"))
                .allMatch(field -> json.contains("\"" + field + "\"") && page.contains("`" + field + "`"));
    }
}
