package io.imagesync.lab.embedded.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.lab.BesideOthers;
import io.imagesync.lab.embedded.NodeEvent;
import io.imagesync.lab.embedded.NodeSettings;
import io.imagesync.lab.embedded.Profile;
import io.imagesync.lab.embedded.Reply;
import io.imagesync.lab.embedded.RuntimeSocket;
import io.imagesync.lab.embedded.RuntimeSocket.Speaks;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which way the program takes to the runtimes, and what it says about that.
@BesideOthers
class RuntimeAccessTest {
    private static final String SOCKET = RuntimeSocket.CONTAINERD.path();
    private static final RuntimeSocket[] TWO = {RuntimeSocket.CONTAINERD, RuntimeSocket.CRIO};

    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init") // every test begins with it
    private Site site;

    /// Two nodes of which all are like that, with an image that only the first holds.
    private Site auto(UnaryOperator<NodeSettings> as) throws Exception {
        site = Site.of(folder, 2, as).set("RUNTIME_ACCESS", "auto").set("LOG_LEVEL", "DEBUG");
        return site.holds("gpu01", "app:1.0");
    }

    /// No node was ever asked in both ways.
    @AfterEach
    void stop() {
        try (Site closed = site) {
            assertThat(closed.fleet().nodes())
                    .noneMatch(node -> Site.wasAsked(node, Access.CRI) && Site.wasAsked(node, Access.CRICTL));
        }
    }

    @Test
    void takesCriWhereItCanAndSaysWhichRuntimeAnswers() throws Exception {
        auto(node -> node);

        assertThat(site.run()).isEqualTo(new Ended(0, "", ""));

        assertSynced(Access.CRI);
        assertThat(notes("gpu02"))
                .containsExactly("[DEBUG] Runtime of gpu02: containerd 1.6.20 at " + SOCKET + ", CRI v1");
    }

    @Test
    void takesCriByDefault() throws Exception {
        auto(node -> node).set("RUNTIME_ACCESS", "");

        assertThat(site.run()).isEqualTo(new Ended(0, "", ""));

        assertSynced(Access.CRI);
    }

    @Test
    void takesTheSocketOfCriO() throws Exception {
        auto(node -> node.profile(Profile.CRIO));

        assertThat(site.run()).isEqualTo(new Ended(0, "", ""));

        assertSynced(Access.CRI);
        assertThat(notes("gpu01"))
                .containsExactly("[DEBUG] Runtime of gpu01: cri-o 1.36.3 at /run/crio/crio.sock, CRI v1");
    }

    @Test
    void takesCrictlWhereForwardingIsProhibitedAndSaysWhatWouldChangeThat() throws Exception {
        auto(NodeSettings::forwardingProhibited);

        assertThat(site.run()).isEqualTo(new Ended(0, "", ""));

        assertSynced(Access.CRICTL);
        assertThat(notes("gpu02"))
                .singleElement()
                .asString()
                .startsWith("[DEBUG] Using crictl on gpu02: ")
                .contains(SOCKET, "AllowStreamLocalForwarding yes");
    }

    @Test
    void takesCrictlWhereTheUserMayNotUseTheSocket() throws Exception {
        auto(node -> node.sockets(RuntimeSocket.CONTAINERD.unusable()));

        assertThat(site.run()).isEqualTo(new Ended(0, "", ""));

        assertSynced(Access.CRICTL);
        assertThat(notes("gpu01"))
                .singleElement()
                .asString()
                .contains("the SSH user has no access to the socket", "SUDO=yes");
        assertThat(site.node("gpu01").events().count(NodeEvent.SocketOpened.class))
                .isZero();
    }

    @Test
    void takesCrictlWhereTheSocketSpeaksSomethingElse() throws Exception {
        auto(node -> node.notCri(Speaks.GARBAGE));

        assertThat(site.run()).isEqualTo(new Ended(0, "", ""));

        assertSynced(Access.CRICTL);
        assertThat(notes("gpu02")).singleElement().asString().startsWith("[DEBUG] Using crictl on gpu02: ");
    }

    @Test
    void takesCrictlWhereTheSocketSaysNothing() throws Exception {
        auto(node -> node.notCri(Speaks.NOTHING));

        assertThat(site.run()).isEqualTo(new Ended(0, "", ""));

        assertSynced(Access.CRICTL);
        assertThat(notes("gpu02")).singleElement().asString().contains("does not speak CRI v1: " + SOCKET);
    }

    @Test
    void takesCrictlWhereTheHelperTellsNothing() throws Exception {
        auto(node -> node);
        site.fleet()
                .nodes()
                .forEach(node -> node.script().always("version", new Reply.Text("image-sync-node 1\n", "", 0)));

        assertThat(site.run()).isEqualTo(new Ended(0, "", ""));

        assertSynced(Access.CRICTL);
        assertThat(notes("gpu02")).singleElement().asString().contains("older helper");
    }

    @Test
    void leavesOutANodeOnWhichTwoRuntimesAnswer() throws Exception {
        auto(node -> node.sockets(TWO));

        Ended ended = site.run();

        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.complaints())
                .anyMatch(line -> line.startsWith("left out: gpu01, gpu02: more than one container runtime answers: ")
                        && line.contains("/etc/crictl.yaml on the node (image-endpoint: unix://SOCKET)")
                        && line.contains("RUNTIME_ENDPOINT"));
        assertThat(site.fleet().pulls().peak()).isZero();
    }

    @Test
    void leavesItOutByCrictlToo() throws Exception {
        auto(node -> node.sockets(TWO)).by(Access.CRICTL);

        Ended ended = site.run();

        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.stderr()).contains("left out: gpu01, gpu02: more than one container runtime answers: ");
    }

    @Test
    void takesTheOneOfTwoThatTheNodeIsConfiguredFor() throws Exception {
        auto(node -> node.sockets(TWO).endpoint("unix:///run/crio/crio.sock"));

        assertThat(site.run()).isEqualTo(new Ended(0, "", ""));

        assertSynced(Access.CRI);
        assertThat(opened("gpu02")).containsOnly("/run/crio/crio.sock");
    }

    @Test
    void takesTheOneOfTwoThatIsConfiguredHere() throws Exception {
        auto(node -> node.sockets(TWO).endpoint("unix:///run/crio/crio.sock"))
                .set("RUNTIME_ENDPOINT", "unix://" + SOCKET);

        assertThat(site.run()).isEqualTo(new Ended(0, "", ""));

        assertSynced(Access.CRI);
        assertThat(opened("gpu02")).containsOnly(SOCKET);
    }

    @Test
    void takesTheOneOfTwoThatAnswers() throws Exception {
        auto(node -> node.sockets(RuntimeSocket.CONTAINERD.speaking(Speaks.NOBODY), RuntimeSocket.CRIO));

        assertThat(site.run()).isEqualTo(new Ended(0, "", ""));

        assertSynced(Access.CRI);
        assertThat(opened("gpu01")).containsOnly("/run/crio/crio.sock");
    }

    @Test
    void leavesOutWhatCannotBeSpokenToWhenOnlyCriIsAllowed() throws Exception {
        site = Site.of(folder, 3, onlyThird(NodeSettings::forwardingProhibited)).by(Access.CRI);
        site.holds("gpu01", "app:1.0");

        Ended ended = site.run();

        assertThat(ended.exitCode()).isEqualTo(3);
        assertThat(ended.complaints())
                .first()
                .asString()
                .startsWith("left out: gpu03: sshd does not forward the socket ")
                .contains("AllowStreamLocalForwarding yes", "RUNTIME_ACCESS=crictl");
        assertThat(site.isOn("app:1.0", "gpu02")).isTrue();
        assertThat(site.node("gpu03").verbs()).containsOnly("version");
    }

    @Test
    void staysWithItsWayWhenTheRuntimeFailsMeanwhile() throws Exception {
        auto(node -> node).set("RETRIES", 2).set("RETRY_DELAY", 1);
        site.node("gpu02").script().next("list", new Reply.DroppedAfter(0));

        assertThat(site.run()).isEqualTo(new Ended(0, "", ""));

        assertSynced(Access.CRI);
    }

    private static UnaryOperator<NodeSettings> onlyThird(UnaryOperator<NodeSettings> as) {
        int[] count = {0};
        return node -> ++count[0] % 3 == 0 ? as.apply(node) : node;
    }

    private void assertSynced(Access way) {
        assertThat(site.isOn("app:1.0", "gpu02")).isTrue();
        assertThat(site.fleet().nodes()).allMatch(node -> Site.wasAsked(node, way));
    }

    /// What the log says about the way to a node's runtime.
    private List<String> notes(String node) throws Exception {
        return site.log().stream()
                .filter(line -> line.startsWith("[DEBUG] Runtime of " + node + ": ")
                        || line.startsWith("[DEBUG] Using crictl on " + node + ": "))
                .toList();
    }

    private List<String> opened(String node) {
        return site.node(node).events().of(NodeEvent.SocketOpened.class).stream()
                .map(NodeEvent.SocketOpened::path)
                .toList();
    }
}
