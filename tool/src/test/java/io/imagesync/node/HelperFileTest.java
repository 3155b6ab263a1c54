package io.imagesync.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.imagesync.model.RuntimeAccess;
import io.imagesync.model.RuntimeSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The helper as a file, named in a forced command or in sudoers: the caller says what to do, the file by which means.
class HelperFileTest {
    private static final String BY_THE_FILE =
            "-r unix:///run/of-the-file.sock -i unix:///run/of-the-file.sock pull reg.example/app:1\n";

    @TempDir
    private Path folder;

    private HelperLab lab;
    private String file = "";

    @BeforeEach
    void install() {
        lab = new HelperLab(folder);
        file = lab.installedHelper().toString();
    }

    @AfterEach
    void endWhatIsLeft() {
        lab.close();
    }

    private HelperRun forced(String originalCommand) {
        return lab.start(List.of(file), Map.of("SSH_ORIGINAL_COMMAND", originalCommand))
                .credential("");
    }

    private static String sent(String words) {
        return "sh -c '" + Helper.oneLine(Helper.read()) + "' image-sync-node " + words;
    }

    @Test
    void theCallersCrictlAndEndpointAreIgnored() {
        assertThat(forced(sent("pull 60 touch,evil /evil.sock reg.example/app:1"))
                        .exitCode())
                .isZero();
        assertThat(lab.read("calls")).isEqualTo(BY_THE_FILE);
        assertThat(lab.has("evil")).isFalse();
    }

    @Test
    void soTheyAreInArguments() {
        HelperRun run = lab.start(
                List.of(file, "pull", "60", "touch,evil", "/evil.sock", "reg.example/app:1"),
                Map.of("SSH_ORIGINAL_COMMAND", "image-sync-node list"));

        assertThat(run.credential("").exitCode()).isZero();
        assertThat(lab.read("calls")).isEqualTo(BY_THE_FILE);
    }

    @Test
    void whatIsAskedUnderSudoIsUnderstoodToo() {
        assertThat(forced(underSudo()).exitCode()).isZero();
        assertThat(lab.read("calls")).isEqualTo(BY_THE_FILE);
    }

    /// As image-sync has it run on a connection that it holds.
    @Test
    void aForcedCommandMarksItsEndAndHoldsTheConnection() throws Exception {
        HelperRun run = forced("sh -c 'whatever' mark-hold-0a1b " + sent("list 60 crictl -"));

        HelperRun.await("the mark of the end", () -> run.stderrNow().endsWith("mark-hold-0a1b 0\n"));
        assertThat(ProcessHandle.of(run.pid())).isPresent();
        assertThat(run.closeStdin().exitCode()).isZero();
        assertThat(run.stdout()).endsWith("mark-hold-0a1b 0\n");
        assertThat(run.stderr()).startsWith("mark-hold-0a1b\n").endsWith("mark-hold-0a1b 0\n");
    }

    @Test
    void aForcedCommandEndsWhenItIsNotToHoldTheConnection() {
        HelperRun run = forced("sh -c 'whatever' mark-end-0a1b " + sent("list 60 crictl -"));

        assertThat(run.exitCode()).isZero();
        assertThat(run.stdout()).endsWith("mark-end-0a1b 0\n");
    }

    /// The words of a call under sudo, as the SSH door quotes them.
    private static String underSudo() {
        RuntimeSettings settings =
                new RuntimeSettings(RuntimeAccess.CRICTL, List.of("touch", "evil"), Optional.empty(), true);
        return new Helper(FakeHost.exits(0, "", ""), settings)
                .command("pull", Duration.ofSeconds(60), "", "reg.example/app:1").argv().stream()
                        .map(word -> word.matches("[A-Za-z0-9_@:,./+-]+") ? word : "'" + word + "'")
                        .collect(Collectors.joining(" "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "id",
                "sh",
                "touch evil",
                "sh -c 'touch evil'",
                "$(touch evil)",
                "`touch evil`",
                "list; touch evil",
                "image-sync-node",
                "image-sync-node ; touch evil",
                "image-sync-node $(touch evil)",
                "image-sync-node pull 60 - - reg.example/app:1;touch",
                "image-sync-node pull 60 - - $(touch${IFS}evil)",
                "image-sync-node pull 60 - - -rm",
                "image-sync-node pull 60 - - *",
                "image-sync-node pull 60;touch",
                "image-sync-node pull 0 - - reg.example/app:1",
                "image-sync-node --sudo list",
                "image-sync-node pull 60 - - '[::1]:5/a:1'",
                "image-sync-node\npull",
            })
    void aHostileCommandExecutesNothing(String originalCommand) {
        HelperRun run = forced(originalCommand);

        assertThat(run.exitCode()).isEqualTo(64);
        assertThat(lab.has("calls")).isFalse();
        assertThat(lab.has("evil")).isFalse();
    }

    @Test
    void whatFollowsTheReferenceIsNotLookedAt() {
        assertThat(forced("image-sync-node pull 60 - - reg.example/app:1 ; touch evil")
                        .exitCode())
                .isZero();
        assertThat(lab.read("calls")).isEqualTo(BY_THE_FILE);
        assertThat(lab.has("evil")).isFalse();
    }

    @Test
    void thePathOfTheCallerIsNotUsed() {
        lab.write("bin/timeout", "#!/bin/sh\ntouch evil\n").toFile().setExecutable(true);

        assertThat(forced("image-sync-node list 60 - -").exitCode()).isZero();
        assertThat(lab.has("evil")).isFalse();
    }

    @Test
    void stdinThatClosesEndsAPullHereToo() throws InterruptedException {
        lab.write("hang", "");
        HelperRun run = forced("image-sync-node pull 600 - - reg.example/app:1");
        HelperRun.await("the pull has begun", () -> lab.has("pulling"));

        assertThat(run.closeStdin().exitCode()).isEqualTo(143);
        HelperRun.await("all processes have ended", () -> lab.processes().isEmpty());
    }

    @Test
    void sudoRunsTheSameFile() {
        assumeTrue(sudoWorks(), "sudo -n does not work here");
        HelperRun run = lab.start(
                List.of(file, "--sudo"),
                Map.of("SSH_ORIGINAL_COMMAND", sent("pull 60 touch,evil /evil.sock reg.example/app:1")));

        assertThat(run.credential("").exitCode()).isZero();
        assertThat(lab.read("calls")).isEqualTo(BY_THE_FILE);
        assertThat(lab.read("sudo-uid")).matches("\\d+");
        assertThat(lab.has("evil")).isFalse();
    }

    @Test
    void sudoPassesNoHostileWordOn() {
        assumeTrue(sudoWorks(), "sudo -n does not work here");
        HelperRun run = lab.start(
                List.of(file, "--sudo"),
                Map.of("SSH_ORIGINAL_COMMAND", "image-sync-node pull 60 - - $(touch${IFS}evil)"));

        assertThat(run.credential("").exitCode()).isEqualTo(64);
        assertThat(lab.has("calls")).isFalse();
        assertThat(lab.has("evil")).isFalse();
    }

    private boolean sudoWorks() {
        return HelperAnswersTest.shell("sudo").isPresent()
                && lab.start(List.of("sudo", "-n", "true"), Map.of()).exitCode() == 0;
    }
}
