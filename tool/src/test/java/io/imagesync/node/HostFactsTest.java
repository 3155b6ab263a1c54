package io.imagesync.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.NodeFailure.CommandTimedOut;
import io.imagesync.model.Result;
import io.imagesync.model.RuntimeAccess;
import io.imagesync.model.RuntimeSettings;
import io.imagesync.ssh.RemoteHost.Ran;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class HostFactsTest {
    private static final String MACHINE = "0123456789abcdef0123456789abcdef";
    private static final RuntimeSettings SETTINGS =
            new RuntimeSettings(RuntimeAccess.AUTO, List.of("crictl"), Optional.empty(), false);

    private static Result<HostFacts> of(FakeHost host) throws InterruptedException {
        return HostFacts.of(host, SETTINGS, Duration.ofSeconds(60));
    }

    private static HostFacts told(String stdout) throws InterruptedException {
        return of(FakeHost.exits(0, stdout, "")).toOptional().orElseThrow();
    }

    @Test
    void whatANodeTells() throws Exception {
        HostFacts facts = told("image-sync-node 1\narch aarch64\nendpoint unix:///x\nsocket yes /x\nmachine " + MACHINE
                + "\ncrictl crictl version v1.31.1\nkubelet 90\nmirror docker.io https://m:5000\nmirror a b c\n");
        assertThat(facts.noise()).isEmpty();
        assertThat(facts.architecture()).contains("aarch64");
        assertThat(facts.machine()).contains(MACHINE);
        assertThat(facts.crictl()).contains("crictl version v1.31.1");
        assertThat(facts.kubeletThreshold()).hasValue(90);
        assertThat(facts.mirrors()).containsExactly("docker.io https://m:5000");
    }

    @Test
    void anOlderHelperTellsLess() throws Exception {
        HostFacts facts = told("image-sync-node 1\narch x86_64\n");
        assertThat(facts.machine()).isEmpty();
        assertThat(facts.crictl()).isEmpty();
        assertThat(facts.kubeletThreshold()).isEmpty();
    }

    @Test
    void whatTheLoginShellPrintsIsFitToBeShown() throws Exception {
        assertThat(told("hello\u001b[31m\nimage-sync-node 1\n").noise())
                .startsWith("hello")
                .doesNotContain("\u001b", "\n");
        HostFacts facts = told("welcome to\r\nthis node: image-sync-node 1\r\narch x86_64\r\n");
        assertThat(facts.noise()).isEqualTo("welcome to\\r\\nthis node:");
        assertThat(facts.architecture()).contains("x86_64");
    }

    @Test
    void whatIsNoFactIsPassedOver() throws Exception {
        HostFacts facts = told("image-sync-node 1\nmachine $(id)\nkubelet 99999\nkubelet -1\ncrictl " + "x".repeat(500)
                + "\narch a b\n");
        assertThat(facts)
                .isEqualTo(new HostFacts(
                        "", Optional.empty(), Optional.empty(), Optional.empty(), OptionalInt.empty(), List.of()));
    }

    @Test
    void aNodeThatCannotTell() throws Exception {
        assertThat(of(FakeHost.exits(127, "", "sh: sudo: command not found")).toOptional())
                .isEmpty();
        assertThat(of(FakeHost.exits(0, "welcome", "")).toOptional()).isEmpty();
        assertThat(of(new FakeHost(new Result.Ok<>(new Ran.TimedOut()))))
                .isEqualTo(new Result.Failed<>(new CommandTimedOut(Duration.ofSeconds(60))));
    }
}
