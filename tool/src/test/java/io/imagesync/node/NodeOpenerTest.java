package io.imagesync.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.ConnectFailure.ConnectionLost;
import io.imagesync.model.Credentials;
import io.imagesync.model.NodeFailure.CriUnavailable;
import io.imagesync.model.NodeFailure.CriUnavailable.Why;
import io.imagesync.model.NodeName;
import io.imagesync.model.Result;
import io.imagesync.model.RuntimeAccess;
import io.imagesync.model.RuntimeSettings;
import io.imagesync.ssh.RemoteHost;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which way to a runtime is chosen. The hosts here open no socket.
class NodeOpenerTest {
    private static final NodeName NAME = new NodeName("n");
    private static final String CONTAINERD = "/run/containerd/containerd.sock";

    private final List<String> notes = new ArrayList<>();
    private final List<FakeHost> hosts = new ArrayList<>();

    private NodeOpener opener(RuntimeAccess access, Optional<String> socket, FakeHost... answering) {
        List<FakeHost> next = new ArrayList<>(List.of(answering));
        RemoteHost.Connector connector = (_, _) -> {
            FakeHost host = next.removeFirst();
            hosts.add(host);
            return host;
        };
        RuntimeSettings settings = new RuntimeSettings(access, List.of("crictl"), socket, false);
        return new NodeOpener(connector, settings, Credentials.NONE, notes::add);
    }

    private static FakeHost telling(String facts) {
        return FakeHost.exits(0, "noise\nimage-sync-node 1\narch x86_64\n" + facts, "");
    }

    private Result<Node> open(NodeOpener opener) throws InterruptedException {
        return opener.open(NAME, () -> {});
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                                              | NO_SOCKET     | ''",
                "'socket no /run/containerd/containerd.sock'                     | NO_PERMISSION | /run/containerd/containerd.sock",
                "'socket yes /run/containerd/containerd.sock'                    | NOT_OPENED    | /run/containerd/containerd.sock",
                "'endpoint tcp://127.0.0.1:1'                                    | NOT_UNIX      | tcp://127.0.0.1:1",
                "'endpoint unix:///run/none.sock'                                | NO_SOCKET     | /run/none.sock",
                "'endpoint unix:///run/x.sock;socket no /run/x.sock'             | NO_PERMISSION | /run/x.sock",
                "'endpoint unix:/run/x.sock;socket yes /run/x.sock'              | NOT_OPENED    | /run/x.sock",
                "'endpoint /run/x.sock;socket yes /run/x.sock'                   | NOT_OPENED    | /run/x.sock",
                "'socket yes /run/crio/crio.sock;socket no /run/cri-dockerd.sock'| NO_PERMISSION | /run/crio/crio.sock /run/cri-dockerd.sock",
            })
    void whyCriCannotBeUsed(String facts, Why why, String socket) throws Exception {
        NodeOpener opener = opener(RuntimeAccess.CRI, Optional.empty(), telling(facts.replace(';', '\n') + "\n"));

        assertThat(open(opener)).isEqualTo(new Result.Failed<>(new CriUnavailable(why, socket)));
        assertThat(hosts.getFirst().closed).isTrue();
    }

    @Test
    void theConfiguredSocketWinsOverTheNodes() throws Exception {
        NodeOpener opener = opener(
                RuntimeAccess.CRI,
                Optional.of("/run/mine.sock"),
                telling("endpoint unix:///run/x.sock\nsocket yes /run/x.sock\nsocket no /run/mine.sock\n"));

        assertThat(open(opener))
                .isEqualTo(new Result.Failed<>(new CriUnavailable(Why.NO_PERMISSION, "/run/mine.sock")));
    }

    @Test
    void aHelperThatTellsNothingIsAnOlderOne() throws Exception {
        NodeOpener opener = opener(RuntimeAccess.CRI, Optional.empty(), FakeHost.exits(0, "image-sync-node 1\n", ""));

        assertThat(open(opener)).isEqualTo(new Result.Failed<>(new CriUnavailable(Why.NOT_TOLD, "")));
    }

    @Test
    void autoFallsBackOnceAndStaysThere() throws Exception {
        FakeHost second = telling("");
        NodeOpener opener =
                opener(RuntimeAccess.AUTO, Optional.empty(), telling("socket no " + CONTAINERD + "\n"), second);

        assertThat(open(opener)).isInstanceOf(Result.Ok.class);
        assertThat(open(opener)).isInstanceOf(Result.Ok.class);

        assertThat(hosts).noneMatch(host -> host.closed);
        assertThat(second.commands).isEmpty();
        assertThat(notes)
                .singleElement()
                .asString()
                .startsWith("Using crictl on n: the SSH user has no access to the socket")
                .contains("; to change that: log in as root");
    }

    @Test
    void aLostConnectionDecidesNothing() throws Exception {
        ConnectionLost lost = new ConnectionLost("gone");
        NodeOpener opener =
                opener(RuntimeAccess.AUTO, Optional.empty(), new FakeHost(new Result.Failed<>(lost)), telling(""));

        assertThat(open(opener)).isEqualTo(new Result.Failed<>(lost));
        assertThat(hosts.getFirst().closed).isTrue();
        assertThat(notes).isEmpty();
        assertThat(open(opener)).isInstanceOf(Result.Ok.class);
        assertThat(notes).hasSize(1);
    }

    @Test
    void crictlLooksForNoSocket() throws Exception {
        NodeOpener opener = opener(RuntimeAccess.CRICTL, Optional.empty(), telling(""));

        assertThat(open(opener)).isInstanceOf(Result.Ok.class);
        assertThat(hosts.getFirst().commands).isEmpty();
        assertThat(notes).isEmpty();
    }
}
