package io.imagesync.lab.embedded.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is said of the configuration, before any runtime is spoken to.
class ConfigurationTest extends OnOneSite {
    @Test
    void showsValuesAndWhereTheyCameFrom() throws Exception {
        Ended ended = site.set("MAX_PARALLEL", 7).run("config");

        assertThat(ended.exitCode()).isZero();
        assertThat(ended.stderr()).isEmpty();
        assertThat(ended.stdout())
                .containsPattern("(?m)^NODE1 +gpu01 +" + site.configuration() + ":1$")
                .containsPattern("(?m)^MAX_PARALLEL +7 +" + site.configuration() + ":10$")
                .containsPattern("(?m)^TIME_OUT +1800 +default$");
    }

    @Test
    void tellsAllProblemsAtOnce() throws Exception {
        site.set("NODE2", "-oProxyCommand=x")
                .set("LOG_DIR", "logs/../../x")
                .set("PREFIX1", "bcm*11")
                .set("SUDO", "maybe");

        Ended ended = site.run("config");

        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.stdout()).isEmpty();
        assertThat(ended.complaints())
                .hasSizeBetween(4, 10)
                .anyMatch(line -> line.startsWith(site.configuration() + ":2: NODE2: "))
                .anyMatch(line -> line.contains(": LOG_DIR: "))
                .anyMatch(line -> line.contains(": PREFIX1: "))
                .anyMatch(line -> line.contains(": SUDO: "));
    }

    @Test
    void namesAMissingFile() throws Exception {
        Path absent = folder.resolve("absent.conf");

        Ended ended = site.environment("IMAGE_SYNC_CONFIG", absent.toString()).runWithoutOptions();

        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.stdout()).isEmpty();
        assertThat(ended.stderr())
                .matches("\\[[-0-9]{10} [:0-9]{8}] \\[ERROR] Configuration file not found: \\Q" + absent + "\\E\n");
    }

    @Test
    void namesMissingKeys() throws Exception {
        site.set("NODE1", "").set("NODE2", "").set("PREFIX1", "").set("LOG_DIR", "");

        Ended ended = site.run();

        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.stderr())
                .contains(
                        "] [ERROR] Missing required configuration variables: NODE1 NODE2 PREFIX1 LOG_DIR; set them in ",
                        "; nodes can also be in NODES, in any number\n");
    }

    @Test
    void warnsInTheLogOfWhatItDoesNotKnowOrCannotUse() throws Exception {
        site.set("MAX_PARALEL", 3).set("TIME_OUT", "soon");

        assertThat(site.run()).isEqualTo(new Ended(0, "", ""));

        assertThat(site.log())
                .anyMatch(line -> line.startsWith("[WARNING] ") && line.contains("did you mean MAX_PARALLEL?"))
                .anyMatch(line -> line.startsWith("[WARNING] Invalid TIME_OUT value 'soon', using default: 1800 ("));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NODE1='w1; touch x'",
                "NODE1=\"$(touch x)\"",
                "NODE1=`touch x`",
                "NODE1=w1; touch x",
                "PREFIX1='$(touch x)'",
                "CRICTL='crictl; touch x'",
                "SSH_USER='root; touch x'",
                "RUNTIME_ENDPOINT='/run/x; touch x'"
            })
    void executesNothing(String line) throws Exception {
        Path file = Files.writeString(folder.resolve("evil.conf"), """
                NODE1=gpu01
                NODE2=gpu02
                PREFIX1=bcm11
                LOG_DIR=%s
                LOCK_FILE=%s
                %s
                """.formatted(site.logs(), site.lock(), line));

        Ended ended = site.environment("IMAGE_SYNC_CONFIG", file.toString()).runWithoutOptions();

        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.complaints()).hasSizeBetween(1, 10).allMatch(words -> words.startsWith(file + ":6: "));
        assertThat(folder.resolve("x")).doesNotExist();
        assertThat(site.fleet().nodes()).allMatch(node -> node.connections() == 0);
    }

    @Test
    void aGroupNamedWithAFileKeepsItsLogsApart() throws Exception {
        assertThat(site.run("--group", "gpu").exitCode()).isZero();

        assertThat(site.logs().resolve("gpu")).isDirectoryContaining("glob:**image-sync-*.log");
        assertThat(site.isOn("app:1.0", "gpu02")).isTrue();
    }

    @Test
    void refusesAFileThatOthersCanWrite() throws Exception {
        Ended ended = site.runAfter("chmod 666 " + site.configuration());

        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.stderr()).contains("chmod go-w");
    }
}
