package io.imagesync.lab.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.lab.e2e.Access;
import io.imagesync.model.NodeFailure.PortNotOpened;
import io.imagesync.model.NodeFailure.PortNotOpened.Reason;
import io.imagesync.model.Result;
import io.imagesync.node.Node;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The suite on sshd, which forwards the socket of containerd, and a registry; there is no crictl.
class RealCriNodeTest extends RealNodeTest {
    RealCriNodeTest() {
        super(Access.CRI);
    }

    @AfterEach
    void sshdAsItWas() {
        lab().real("sshd", "w1");
    }

    @ParameterizedTest
    @CsvSource({"AllowTcpForwarding local, REFUSED", "PermitListen none, REFUSED", "GatewayPorts yes, OTHERS_REACH_IT"})
    void opensNoPortWhereSshdDoesNotOrOthersReachIt(String setting, Reason reason) throws Exception {
        lab().real("sshd", "w1", setting);
        node.close();
        node = fixture.connect();
        String before = listeners();

        assertThat(node.contents().orElseThrow().open(Path.of("/run/none.sock"), LIMIT))
                .isInstanceOfSatisfying(
                        Result.Failed.class,
                        failed -> assertThat(failed.failure())
                                .isInstanceOfSatisfying(
                                        PortNotOpened.class,
                                        no -> assertThat(no.reason()).isEqualTo(reason)));
        if (reason == Reason.OTHERS_REACH_IT) {
            await("the port to be closed again", () -> listeners().equals(before));
        }
        assertThat(node.list(LIMIT)).isInstanceOf(Result.Ok.class);
    }

    @ParameterizedTest
    @CsvSource({"GatewayPorts clientspecified", "GatewayPorts no"})
    void opensOneWhereOnlyTheNodeReachesIt(String setting) throws Exception {
        lab().real("sshd", "w1", setting);
        try (Node fresh = fixture.connect();
                var port = value(fresh.contents().orElseThrow().open(Path.of("/run/none.sock"), LIMIT))) {
            assertThat(fixture.reachedByOthers(port.number())).isFalse();
        }
    }

    /// Addresses on which somebody listens on the node.
    private String listeners() {
        return lab().on(
                        "w1",
                        "sed -n 's/^ *[0-9]*: \\([0-9A-F:]*\\) [0-9A-F:]* 0A .*/\\1/p' /proc/net/tcp /proc/net/tcp6 | sort");
    }
}
