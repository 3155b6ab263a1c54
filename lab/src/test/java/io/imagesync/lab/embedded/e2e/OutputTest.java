package io.imagesync.lab.embedded.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.imagesync.lab.embedded.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.TreeMap;
import org.jline.utils.ScreenTerminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@BothWays
class OutputTest extends OnOneSite {
    private static final String IMAGE = Site.REPOSITORY + "app:1.0";

    @ParameterizedTest
    @ValueSource(strings = {"dumb", "xterm-256color"})
    void showsLinesOnATerminalWithoutEscapes(String type) throws Exception {
        String[] options = type.equals("dumb") ? new String[0] : new String[] {"-v"};
        try (Program program = site.environment("TERM", type).startAtTerminal(options)) {
            Ended ended = program.end();

            assertThat(ended.exitCode()).isZero();
            assertThat(ended.stdout())
                    .contains("Asking 2 nodes what they hold")
                    .contains("gpu02  0 images, 1 missing")
                    .contains("gpu02  " + IMAGE + "  pulled, ")
                    .contains("1 pulled, 0 failed, 0 not tried, 0 nodes left out")
                    .doesNotContain("\u001b");
            assertThat(ended.stdout().replace("\r\n", "")).doesNotContain("\r");
        }
    }

    @Test
    void showsBarsOnATerminalAndLeavesTheRecap() throws Exception {
        try (Program program = site.environment("TERM", "xterm-256color").startAtTerminal()) {
            Ended ended = program.end();

            assertThat(ended.exitCode()).isZero();
            assertThat(ended.stdout())
                    .contains("asking what they hold", "\u001b[")
                    .doesNotContainPattern("\u001b\\[[?0-9$]*[cnpu]");
            ScreenTerminal screen = new ScreenTerminal(80, 24);
            screen.write(ended.stdout());
            assertThat(screen.toString().strip().lines().map(String::stripTrailing))
                    .satisfiesExactly(
                            line -> assertThat(line)
                                    .isEqualTo("NODE   PULLED  FAILED  NOT TRIED  SKIPPED   BYTES   TIME"),
                            line -> assertThat(line).startsWith("gpu02       1       0          0        0  1.0 MB  "),
                            line -> assertThat(line).isEqualTo("nothing to do: gpu01"),
                            line -> assertThat(line).startsWith("1 pulled, 0 failed, 0 not tried, 0 nodes left out, "));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-q", "--output=json"})
    void showsNoProgressOnATerminalThatDoesNotWantIt(String option) throws Exception {
        try (Program program = site.environment("TERM", "xterm-256color").startAtTerminal(option)) {
            assertThat(program.end().stdout()).doesNotContain("Asking", "asking", "pulled,", "\u001b");
        }
        assertThat(site.isOn("app:1.0", "gpu02")).isTrue();
    }

    @Test
    void showsProgressWithoutATerminalWhenAsked() throws Exception {
        Ended ended = site.run("-v");

        assertThat(ended.exitCode()).isZero();
        assertThat(ended.stderr()).isEmpty();
        assertThat(ended.stdout().lines())
                .startsWith("Asking 2 nodes what they hold")
                .anyMatch(line -> line.startsWith("gpu02  " + IMAGE + "  pulled, "));
    }

    @Test
    void aNodeThatIsLeftOutWasToldOnStdoutAndStderrBoth() throws Exception {
        String cause = "the name absent.invalid does not resolve";
        site.set("NODE3", "absent.invalid").environment("TERM", "xterm-256color");
        for (String[] line : new String[][] {{}, {"-v"}, {"plan"}, {"status"}}) {
            try (Program program = site.startAtTerminal(line)) {
                Ended ended = program.end();
                assertThat(ended.exitCode()).isEqualTo(3);
                assertThat(ended.stdout().replace("\r\n", "")).containsOnlyOnce(cause);
            }
        }
        assertThat(site.run("-v").stderr()).containsOnlyOnce(cause);
        Ended quiet = site.run();
        assertThat(quiet.stdout()).isEmpty();
        assertThat(quiet.stderr()).containsOnlyOnce(cause);
    }

    @Test
    void keepsWhatTheJvmSaysToItself() throws Exception {
        site.environment("JAVA_TOOL_OPTIONS", "-Xint -Dfoo=bar")
                .environment("JDK_JAVA_OPTIONS", "-Dfoo=bar")
                .environment("_JAVA_OPTIONS", "-Dfoo=bar");

        assertThat(site.run()).isEqualTo(new Ended(0, "", ""));
    }

    @Test
    void saysAtMostTenLinesHoweverMuchFails() throws Exception {
        for (int i = 0; i < 15; i++) {
            site.holds("gpu01", "app:" + i);
            site.node("gpu02")
                    .faults()
                    .always(Site.REPOSITORY + "app:" + i, new Fault.Says(1, "some reason, number " + i));
        }

        Ended ended = site.run();

        assertThat(ended.exitCode()).isEqualTo(3);
        assertThat(ended.complaints()).hasSizeBetween(2, 10).last().asString().startsWith("log: ");
    }

    @Test
    void plansForPeople() throws Exception {
        Ended ended = site.run("plan");

        assertThat(ended.stderr()).isEmpty();
        assertThat(ended.stdout())
                .containsPattern("(?m)^gpu02 +0 +1 +0 +1 ")
                .containsPattern("(?m)^pull +gpu02 +" + IMAGE)
                .contains("1 pull on 1 node, ");
    }

    @Test
    void aTableIsNoWiderThanTheTerminalUnlessAsked() throws Exception {
        String name = Site.REPOSITORY + "a-long-path/".repeat(9) + "app:1.0";
        site.holds("gpu01", name.substring(Site.REPOSITORY.length()));

        assertThat(site.run("plan").stdout()).contains(name);
        site.environment("TERM", "xterm-256color");
        try (Program program = site.startAtTerminal("plan")) {
            assertThat(program.end().stdout())
                    .doesNotContain(name)
                    .containsPattern("pull +gpu02 +\\S+[…~]\\S*/app:1.0 ");
        }
        try (Program program = site.startAtTerminal("plan", "--wide")) {
            assertThat(program.end().stdout()).contains(name);
        }
    }

    @Test
    void plansAsJson() throws Exception {
        Map<String, String> json = json(site.run("plan", "-o", "json").stdout());

        assertThat(json)
                .containsEntry("/version", "1")
                .containsEntry("/kind", "plan")
                .containsEntry("/nodes/0/name", "gpu01")
                .containsEntry("/nodes/1/state", "readable")
                .containsEntry("/nodes/1/missing", "1")
                .containsEntry("/nodes/1/pulls/0/image", IMAGE)
                .containsEntry("/pulls", "1")
                .containsEntry("/bytesToPull", "1000000");
    }

    @Test
    void reportsARunAsJson() throws Exception {
        site.holds("gpu01", "bad:1.0")
                .node("gpu02")
                .faults()
                .always(Site.REPOSITORY + "bad:1.0", Fault.Known.FORBIDDEN);

        Ended ended = site.run("-o", "json");

        assertThat(ended.exitCode()).isEqualTo(3);
        Map<String, String> json = json(ended.stdout());
        assertThat(json)
                .containsEntry("/kind", "run")
                .containsEntry("/complete", "false")
                .containsEntry("/cancelled", "false")
                .containsEntry("/outcomes/0/node", "gpu02");
        assertThat(json.values()).contains("pulled", "failed", "EXIT 1");
    }

    @Test
    void showsTheConfigurationAsJson() throws Exception {
        Ended ended = site.set("MAX_PARALLEL", 7).run("config", "-o", "json");

        assertThat(ended.exitCode()).isZero();
        assertThat(json(ended.stdout()))
                .containsEntry("/kind", "config")
                .containsValue("MAX_PARALLEL")
                .containsValue("7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"plan", "--dry-run", "sync --dry-run", "--dry-run sync", "config"})
    void changesNothing(String command) throws Exception {
        assertThat(site.run(command.split(" ")).exitCode()).isZero();

        assertThat(site.isOn("app:1.0", "gpu02")).isFalse();
        assertThat(site.logs()).doesNotExist();
        assertThat(site.lock()).doesNotExist();
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .allMatch(name -> name.equals("site.conf") || name.startsWith("std"));
        }
    }

    @Test
    void aWrongNodeIsFoundBeforeAnythingIsDone() throws Exception {
        assertThat(site.run("--nodes", "nope").exitCode()).isEqualTo(2);

        assertThat(site.logs()).doesNotExist();
        assertThat(site.lock()).doesNotExist();
    }

    /// The values of a document by their places, `/nodes/0/name`.
    private static Map<String, String> json(String text) throws IOException {
        Map<String, String> values = new TreeMap<>();
        try (JsonParser parser = new JsonFactory().createParser(text)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token.isScalarValue()) {
                    values.put(parser.getParsingContext().pathAsPointer().toString(), parser.getText());
                }
            }
        }
        return values;
    }
}
