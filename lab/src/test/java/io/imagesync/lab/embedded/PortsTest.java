package io.imagesync.lab.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Ports of a node that the real client opens (`ssh -R`) and that lead to a socket of this host.
class PortsTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int LARGE = 20_000_000;

    @TempDir
    private Path folder;

    private EmbeddedFleet fleet;
    private EmbeddedNode node;
    private Ssh master;

    @BeforeEach
    void start() throws Exception {
        start(settings -> settings);
    }

    private void start(UnaryOperator<NodeSettings> as) throws Exception {
        fleet = EmbeddedFleet.start(1, as);
        node = fleet.node(0);
        Files.deleteIfExists(Path.of(control()));
        master = Ssh.start(fleet.ssh(), "-M", "-S", control(), "-N", "gpu01");
        long end = System.nanoTime() + LIMIT.toNanos();
        while (asked("check").exitCode() != 0) {
            assertThat(System.nanoTime()).isLessThan(end);
        }
    }

    private String control() {
        return folder.resolve("m").toString();
    }

    /// `ssh -O` with that word.
    private Ssh.Ended asked(String word) throws Exception {
        String forward = "127.0.0.1:0:" + folder.resolve("s");
        String[] line = {"-S", control(), "-O", word, "gpu01"};
        String[] withPort = {"-S", control(), "-O", word, "-R", forward, "gpu01"};
        try (Ssh ssh = Ssh.start(fleet.ssh(), word.equals("check") ? line : withPort)) {
            return ssh.end();
        }
    }

    private int opened() throws Exception {
        return Integer.parseInt(asked("forward").stdout().strip());
    }

    @AfterEach
    void stop() {
        master.close();
        fleet.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.0.0.2"})
    void leadsToASocketOfTheClient(String address) throws Exception {
        stop();
        start(settings -> address.endsWith("2") ? settings.portsForAll() : settings);
        try (ServerSocketChannel here = listening()) {
            int port = opened();
            Thread.ofVirtual().start(() -> answer(here));

            try (Socket there = new Socket(InetAddress.ofLiteral(address), port)) {
                there.getOutputStream().write(1);
                assertThat(there.getInputStream().readAllBytes()).hasSize(LARGE);
            }
        }
    }

    private ServerSocketChannel listening() throws IOException {
        ServerSocketChannel here = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        return here.bind(UnixDomainSocketAddress.of(folder.resolve("s")));
    }

    private static void answer(ServerSocketChannel here) {
        try (SocketChannel asked = here.accept()) {
            asked.read(ByteBuffer.allocate(1));
            ByteBuffer answer = ByteBuffer.allocate(LARGE);
            while (answer.hasRemaining()) {
                asked.write(answer);
            }
        } catch (IOException e) {
            // The test fails by what is not there.
        }
    }

    @Test
    void listensOnTheNodesOwnAddressAlone() throws Exception {
        int port = opened();

        assertThatThrownBy(() -> new Socket(InetAddress.ofLiteral("127.0.0.2"), port))
                .isInstanceOf(ConnectException.class);
    }

    @Test
    void opensNoneWhereThatIsProhibited() throws Exception {
        stop();
        start(NodeSettings::portsProhibited);

        assertThat(asked("forward").stderr()).contains("remote port forwarding failed");
        assertThat(node.events().count(NodeEvent.PortOpened.class)).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void closesThemWhenTheClientSaysSo(boolean forAll) throws Exception {
        stop();
        start(settings -> forAll ? settings.portsForAll() : settings);
        int port = opened();

        asked("cancel");

        node.events().await(new NodeEvent.PortClosed(port), LIMIT);
        assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port))
                .isInstanceOf(ConnectException.class);
        assertThat(master.isRunning()).isTrue();
    }

    @Test
    void closesThemWithTheConnection() throws Exception {
        int port = opened();

        node.dropConnections();

        node.events().await(new NodeEvent.PortClosed(port), LIMIT);
        long end = System.nanoTime() + LIMIT.toNanos();
        while (listens(port)) {
            assertThat(System.nanoTime()).isLessThan(end);
        }
    }

    private static boolean listens(int port) throws IOException {
        try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (ConnectException e) {
            return false;
        }
    }
}
