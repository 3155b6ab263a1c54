package io.imagesync.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.ConnectFailure.ConnectionLost;
import io.imagesync.model.Credentials;
import io.imagesync.model.Failure;
import io.imagesync.model.NodeFailure.PortNotOpened;
import io.imagesync.model.NodeFailure.PortNotOpened.Reason;
import io.imagesync.model.Result;
import io.imagesync.ssh.RemoteHost;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Ports that lead here, and whether it can be seen that the node alone reaches them.
@Timeout(60)
class LoopbackPortTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Path SOCKET = Path.of("/run/ours.sock");
    private static final String ANY_V6 = "00000000000000000000000000000000";
    private static final String LOOPBACK_V6 = "0".repeat(24) + "01000000";

    private final FakeCri cri = new FakeCri();
    private boolean closed;

    private final RemoteHost.Port opened = new RemoteHost.Port() {
        @Override
        public int number() {
            return 40123;
        }

        @Override
        public void close() {
            closed = true;
        }
    };

    @AfterEach
    void end() {
        cri.close();
    }

    private Result<Contents.Port> open(String helperSays) throws Exception {
        cri.listening = new Result.Ok<>(opened);
        cri.helperSays = helperSays;
        return cri.start().containerd(Credentials.NONE).contents().orElseThrow().open(SOCKET, LIMIT);
    }

    private static String listening(String... addresses) {
        return "image-sync-node 1\nlisten " + String.join("\nlisten ", addresses) + "\n";
    }

    @ParameterizedTest
    @CsvSource({"0100007F", "7F000001", "0000000000000000FFFF00000100007F", "0100007F 00000000000000000000000001000000"
    })
    void onTheLoopbackAloneItIsGivenOut(String addresses) throws Exception {
        Contents.Port port = open(listening(addresses.split(" "))).toOptional().orElseThrow();

        assertThat(port.number()).isEqualTo(40123);
        assertThat(cri.commands)
                .singleElement()
                .satisfies(
                        command -> assertThat(command.argv()).endsWith("40123").contains("listener"));
        assertThat(closed).isFalse();
        port.close();
        assertThat(closed).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "00000000",
        "0100007F 00000000",
        "0100007F " + ANY_V6,
        "0100007F 0100000A",
        "0100007F whatever",
        "0100007F 0100007F0",
        ANY_V6
    })
    void whereOthersReachItItIsClosedAtOnce(String addresses) throws Exception {
        refused(open(listening(addresses.split(" "))), Reason.OTHERS_REACH_IT, "GatewayPorts no");
    }

    @Test
    void whatCannotBeSeenIsNotTrusted() throws Exception {
        refused(open("image-sync-node 1\n"), Reason.NOT_SEEN, "/proc/net/tcp");
    }

    @Test
    void onIpv6AloneTheRuntimeWouldNotFindIt() throws Exception {
        refused(open(listening(LOOPBACK_V6)), Reason.NOT_SEEN, "helper");
    }

    /// One that is not read any more could be any address.
    @Test
    void moreAddressesThanAreReadAreNotTrusted() throws Exception {
        refused(open("image-sync-node 1\n" + "listen 0100007F\n".repeat(60)), Reason.NOT_SEEN, "");
    }

    @Test
    void aHelperWithoutTheVerbCannotSee() throws Exception {
        refused(open("no helper\n"), Reason.NOT_SEEN, "install the helper");
    }

    @Test
    void whereSshOpensNoneThereIsNone() throws Exception {
        PortNotOpened refusal = new PortNotOpened(Reason.REFUSED, "remote port forwarding failed");
        cri.listening = new Result.Failed<>(refusal);

        assertThat(cri.start()
                        .containerd(Credentials.NONE)
                        .contents()
                        .orElseThrow()
                        .open(SOCKET, LIMIT))
                .isEqualTo(new Result.Failed<>(refusal));
        assertThat(cri.commands).isEmpty();
    }

    @Test
    void whereTheConnectionIsGoneNothingIsSaidOfThePort() throws Exception {
        cri.listening = RemoteHost.lost("it ended");

        assertThat(cri.start()
                        .containerd(Credentials.NONE)
                        .contents()
                        .orElseThrow()
                        .open(SOCKET, LIMIT))
                .isEqualTo(new Result.Failed<>(new ConnectionLost("it ended")));
    }

    private void refused(Result<Contents.Port> result, Reason reason, String remedy) {
        assertThat(result).isInstanceOfSatisfying(Result.Failed.class, failed -> {
            Failure failure = failed.failure();
            assertThat(failure)
                    .isInstanceOfSatisfying(
                            PortNotOpened.class, no -> assertThat(no.reason()).isEqualTo(reason));
            assertThat(failure.remedy()).contains(remedy);
            assertThat(failure.retryable()).isFalse();
        });
        assertThat(closed).isTrue();
    }
}
