package io.imagesync.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A pull by the helper, and that nothing of it outlives its stdin.
class HelperPullTest {
    private static final String REF = "reg.example/app:1";

    @TempDir
    private Path folder;

    private HelperLab lab;

    @BeforeEach
    void setUp() {
        lab = new HelperLab(folder);
    }

    @AfterEach
    void endWhatIsLeft() {
        lab.close();
    }

    private HelperRun pull(String seconds) {
        return lab.sent("pull", seconds, "crictl", "/run/x.sock", REF);
    }

    private HelperRun hangingPull(String seconds) throws InterruptedException {
        lab.write("hang", "");
        HelperRun run = pull(seconds).credential("");
        HelperRun.await("the pull has begun", () -> lab.has("pulling"));
        return run;
    }

    private void assertNothingIsLeft() throws InterruptedException {
        HelperRun.await("all processes have ended", () -> lab.processes().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void theExitCodeAndTheWordsComeThrough(int code) throws InterruptedException {
        lab.write("code", Integer.toString(code));
        lab.write("words", "rpc error\n");
        HelperRun run = pull("60").credential("");

        assertThat(run.exitCode()).isEqualTo(code);
        assertThat(run.stdout()).isEqualTo("image-sync-node 1\n");
        assertThat(run.stderr()).isEqualTo("rpc error\n");
        assertThat(lab.read("calls")).isEqualTo("-r unix:///run/x.sock -i unix:///run/x.sock pull " + REF + "\n");
        assertNothingIsLeft();
    }

    @Test
    void theLimitEndsItWith124() throws InterruptedException {
        assertThat(hangingPull("1").exitCode()).isEqualTo(124);
        assertNothingIsLeft();
    }

    @Test
    void stdinThatClosesEndsItAndItsChildren() throws InterruptedException {
        HelperRun run = hangingPull("600").closeStdin();

        assertThat(run.exitCode()).isEqualTo(143);
        assertNothingIsLeft();
    }

    @Test
    void aListingThatHangsEndsWithStdinToo() throws InterruptedException {
        lab.write("hang-listing", "");
        HelperRun run = lab.sent("list", "600", "crictl", "/run/x.sock").credential("");
        HelperRun.await("the listing has begun", () -> lab.has("listing"));

        run.closeStdin();

        assertThat(run.exitCode()).isEqualTo(143);
        assertNothingIsLeft();
    }

    @Test
    void moreOnStdinDoesNotEndIt() throws InterruptedException {
        HelperRun run = hangingPull("600").credential("more").credential("and more");

        assertThat(lab.processes()).isNotEmpty();
        assertThat(run.closeStdin().exitCode()).isEqualTo(143);
    }

    @Test
    void theShellThatIsKilledLeavesNothingOnceItsPipeCloses() throws InterruptedException {
        HelperRun run = hangingPull("600");

        run.kill();
        run.closeStdin();

        assertNothingIsLeft();
    }

    /// As it is behind sshd: the pipe belongs to a parent that goes away.
    @Test
    void theParentThatIsKilledLeavesNothing() throws InterruptedException {
        lab.write("hang", "");
        String line = "{ echo; exec sleep 600; } | sh -c '" + Helper.oneLine(Helper.read())
                + "' image-sync-node pull 600 crictl - " + REF;
        HelperRun parent = lab.start(List.of("sh", "-c", line), Map.of());
        HelperRun.await("the pull has begun", () -> lab.has("pulling"));

        lab.processes().stream()
                .filter(p ->
                        p.info().arguments().map(List::of).orElse(List.of()).equals(List.of("600")))
                .filter(p -> p.parent().map(ProcessHandle::pid).equals(Optional.of(parent.pid())))
                .forEach(ProcessHandle::destroyForcibly);
        parent.kill();

        assertNothingIsLeft();
    }

    @Test
    void withoutACredentialLineNothingIsPulled() {
        assertThat(pull("60").closeStdin().exitCode()).isEqualTo(143);
        assertThat(lab.has("calls")).isFalse();
    }

    @Test
    void anEmptyCredentialIsNone() {
        assertThat(pull("60").credential("").exitCode()).isZero();
        assertThat(lab.read("auth")).isEqualTo("none");
    }

    @Test
    void theCredentialReachesCrictlAndNoArgumentList() throws InterruptedException {
        lab.write("hang", "");
        HelperRun run = pull("600").credential(" c2VjcmV0\\n:$(touch evil)");
        HelperRun.await("the pull has begun", () -> lab.has("pulling"));

        assertThat(lab.read("auth")).isEqualTo(" c2VjcmV0\\n:$(touch evil)");
        assertThat(lab.commandLines()).hasSizeGreaterThan(3).noneMatch(line -> line.contains("c2VjcmV0"));
        assertThat(run.closeStdin().exitCode()).isEqualTo(143);
        assertThat(lab.has("evil")).isFalse();
    }
}
