package io.imagesync.ssh;

import static io.imagesync.ssh.SshFiles.connect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.imagesync.BesideOthers;
import io.imagesync.model.ConnectFailure.ConnectionLost;
import io.imagesync.model.NodeFailure.PortNotOpened;
import io.imagesync.model.Result;
import io.imagesync.ssh.RemoteHost.Port;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Ports of a real sshd that lead to Unix sockets of this host.
@Timeout(120)
@BesideOthers
class SshPortTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private ServerSocketChannel server;
    private TestSshd sshd;
    private SshConnector connector;
    private RemoteHost host;

    @BeforeEach
    void listen() throws Exception {
        TestSshd.assumeInstalled();
        server = listening("s.sock");
        start("", "");
    }

    private ServerSocketChannel listening(String name) throws IOException {
        return ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address(name));
    }

    private UnixDomainSocketAddress address(String name) {
        return UnixDomainSocketAddress.of(folder.resolve(name));
    }

    /// @param setting of sshd
    /// @param users a line of the user's configuration
    private void start(String setting, String users) throws Exception {
        SshFiles files = new SshFiles(Files.createTempDirectory(folder, "ssh"));
        sshd = TestSshd.start(folder, files.publicKey(), setting);
        files.config(SshFiles.host("node", sshd) + users + "\n");
        files.known(sshd.knownHost());
        connector = files.connector();
        host = connect(connector, "node");
    }

    private void startAnew(String setting, String users) throws Exception {
        connector.close();
        sshd.close();
        start(setting, users);
    }

    @AfterEach
    void stop() throws Exception {
        connector.close();
        sshd.close();
        server.close();
    }

    private Port opened(String name) throws InterruptedException {
        return switch (host.listen(folder.resolve(name), LIMIT)) {
            case Result.Ok<Port>(var port) -> port;
            case Result.Failed<Port>(var why) -> throw new AssertionError(why.what());
        };
    }

    private static Socket connected(Port port) throws IOException {
        return new Socket(InetAddress.ofLiteral("127.0.0.1"), port.number());
    }

    /// Who came before and has left without a word, as when it was looked whether a port is closed, is passed over.
    private static void leads(Port port, ServerSocketChannel to) throws IOException {
        try (Socket there = connected(port)) {
            there.getOutputStream().write('x');
            int read = -1;
            while (read < 0) {
                try (SocketChannel here = to.accept()) {
                    read = Channels.newInputStream(here).read();
                }
            }
            assertThat(read).isEqualTo('x');
        }
    }

    private static void awaitClosed(Port port) throws Exception {
        Deadline deadline = Deadline.in(LIMIT);
        boolean closed = false;
        while (!closed) {
            assertThat(deadline.passed()).isFalse();
            try (Socket _ = connected(port)) {
                Thread.sleep(5);
            } catch (ConnectException e) {
                closed = true;
            }
        }
    }

    @Test
    void leadsHere() throws Exception {
        try (Port port = opened("s.sock")) {
            leads(port, server);
            leads(port, server);
        }
    }

    /// OpenSSH tells forwardings apart by where they lead.
    @Test
    void eachIsOfItsOwn() throws Exception {
        try (ServerSocketChannel other = listening("other.sock");
                Port toOther = opened("other.sock");
                Port second = opened("s.sock")) {
            Port first = opened("s.sock");
            assertThat(first.number()).isNotEqualTo(second.number());

            first.close();

            awaitClosed(first);
            leads(second, server);
            leads(toOther, other);
        }
    }

    @Test
    void endsWithTheConnection() throws Exception {
        Port port = opened("s.sock");
        connector.close();

        awaitClosed(port);
        port.close();
    }

    @Test
    void isOpenedOnAConnectionAnew() throws Exception {
        Port lost = opened("s.sock");
        sshd.connections().forEach(ProcessHandle::destroyForcibly);
        awaitClosed(lost);
        assertThat(host.staysConnected(Duration.ofSeconds(2))).isFalse();

        leads(opened("s.sock"), server);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"AllowTcpForwarding no", "AllowTcpForwarding local", "PermitListen none", "DisableForwarding yes"
            })
    void isNotOpenedWhereSshdRefuses(String setting) throws Exception {
        startAnew(setting, "");

        assertThat(host.listen(folder.resolve("s.sock"), LIMIT))
                .isInstanceOfSatisfying(
                        Result.Failed.class,
                        failed -> assertThat(failed.failure()).isInstanceOfSatisfying(PortNotOpened.class, why -> {
                            assertThat(why.reason()).isEqualTo(PortNotOpened.Reason.REFUSED);
                            assertThat(why.detail()).contains("remote port forwarding failed");
                            assertThat(why.remedy()).contains("AllowTcpForwarding yes");
                        }));
        assertThat(SshFiles.run(host, "true").exitCode()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "ExitOnForwardFailure yes, AllowTcpForwarding no, false",
        "ExitOnForwardFailure yes, , true",
        "ClearAllForwardings yes, , true",
        "PermitRemoteOpen none, , true",
        "GatewayPorts yes, , true",
        "StreamLocalBindUnlink yes, , true",
        "ControlMaster ask, , true"
    })
    void whatTheUserHasConfiguredDoesNotMatter(String users, String setting, boolean opened) throws Exception {
        startAnew(setting == null ? "" : setting, users);

        assertThat(host.listen(folder.resolve("s.sock"), LIMIT))
                .isInstanceOf(opened ? Result.Ok.class : Result.Failed.class);
        assertThat(SshFiles.run(host, "true").exitCode()).isZero();
        assertThat(sshd.count("Accepted publickey")).isOne();
    }

    @Test
    void isNotOpenedAfterTheHostWasClosed() throws Exception {
        host.close();
        assertThat(host.listen(folder.resolve("s.sock"), LIMIT))
                .isEqualTo(new Result.Failed<>(new ConnectionLost("it was closed")));
    }

    /// Who connects is let go of at once.
    @Test
    void leadsNowhereWhereNobodyListensHere() throws Exception {
        try (Port port = opened("none.sock");
                Socket there = connected(port)) {
            assertThat(there.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void anInterruptEndsTheWaiting() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> host.listen(folder.resolve("s.sock"), LIMIT)).isInstanceOf(InterruptedException.class);
    }
}
