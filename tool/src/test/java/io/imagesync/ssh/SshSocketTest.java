package io.imagesync.ssh;

import static io.imagesync.ssh.SshFiles.connect;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.BesideOthers;
import io.imagesync.model.ConnectFailure.ConnectionLost;
import io.imagesync.model.Result;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Unix sockets behind a real sshd.
@Timeout(120)
@BesideOthers
class SshSocketTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    /// Many times the window of a channel.
    private static final int MUCH = 3_000_000;

    @TempDir
    private Path folder;

    private Path socket;
    private ServerSocketChannel server;
    private TestSshd sshd;
    private SshConnector connector;
    private RemoteHost host;

    @BeforeEach
    void listen() throws Exception {
        TestSshd.assumeInstalled();
        socket = folder.resolve("s.sock");
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
        start("");
    }

    private void start(String setting) throws Exception {
        SshFiles files = new SshFiles(Files.createTempDirectory(folder, "ssh"));
        sshd = TestSshd.start(folder, files.publicKey(), setting);
        files.config(SshFiles.host("node", sshd));
        files.known(sshd.knownHost());
        connector = files.connector();
        host = connect(connector, "node");
    }

    @AfterEach
    void stop() throws Exception {
        connector.close();
        sshd.close();
        server.close();
    }

    private SocketChannel opened() throws InterruptedException {
        return socket(host.open(socket.toString(), LIMIT));
    }

    private static SocketChannel socket(Result<SocketChannel> result) {
        return switch (result) {
            case Result.Ok<SocketChannel>(var socket) -> socket;
            case Result.Failed<SocketChannel>(var why) -> throw new AssertionError(why.what());
        };
    }

    private static InputStream in(SocketChannel socket) {
        return Channels.newInputStream(socket);
    }

    private static OutputStream out(SocketChannel socket) {
        return Channels.newOutputStream(socket);
    }

    private void leadsNowhere(String path) throws Exception {
        try (SocketChannel nothing = socket(host.open(path, LIMIT))) {
            assertThat(in(nothing).read()).isEqualTo(-1);
        }
    }

    /// What listens sends back what it gets, until there is no more.
    private void echo() {
        Thread.ofVirtual().start(() -> {
            try (SocketChannel peer = server.accept()) {
                ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
                while (peer.read(buffer) >= 0) {
                    buffer.flip();
                    while (buffer.hasRemaining()) {
                        peer.write(buffer);
                    }
                    buffer.clear();
                }
            } catch (IOException e) {
                // The other side is gone, which its test sees.
            }
        });
    }

    @Test
    void carriesBytesBothWays() throws Exception {
        echo();
        try (SocketChannel there = opened()) {
            out(there).write("hello".getBytes(StandardCharsets.UTF_8));
            out(there).flush();

            assertThat(new String(in(there).readNBytes(5), StandardCharsets.UTF_8))
                    .isEqualTo("hello");
        }
    }

    @Test
    void carriesMoreThanAWindowHolds() throws Exception {
        echo();
        try (SocketChannel there = opened()) {
            FutureTask<Boolean> writing = new FutureTask<>(() -> {
                out(there).write(new byte[MUCH]);
                out(there).flush();
                return true;
            });
            Thread.ofVirtual().start(writing);

            assertThat(in(there).readNBytes(MUCH)).hasSize(MUCH);
            assertThat(writing.get()).isTrue();
        }
    }

    @Test
    void endsWhenTheOtherSideDoes() throws Exception {
        try (SocketChannel there = opened()) {
            server.accept().close();

            assertThat(in(there).read()).isEqualTo(-1);
        }
        assertThat(host.staysConnected(Duration.ofMillis(100))).isTrue();
    }

    @Test
    void endsTheOtherSideWhenItIsClosed() throws Exception {
        SocketChannel there = opened();
        try (SocketChannel peer = server.accept()) {
            there.close();

            assertThat(peer.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
    }

    @Test
    void opensMoreThanSshdAllowsSessions() throws Exception {
        stopSshd();
        start("MaxSessions 1");
        List<SocketChannel> all = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            all.add(opened());
        }
        assertThat(all).hasSize(12);
        assertThat(SshFiles.run(host, "true").exitCode()).isZero();
    }

    @Test
    void opensNothingWhereNobodyListens() throws Exception {
        leadsNowhere(folder + "/none");
        server.close();
        leadsNowhere(socket.toString());
        assertThat(SshFiles.run(host, "true").exitCode()).isZero();
    }

    @Test
    void opensNothingWhereForwardingIsProhibited() throws Exception {
        stopSshd();
        start("AllowStreamLocalForwarding no");

        leadsNowhere(socket.toString());
    }

    @Test
    void tellsWhenTheConnectionIsGone() throws Exception {
        SocketChannel there = opened();
        sshd.close();

        assertThat(in(there).read()).isEqualTo(-1);
        assertThat(host.staysConnected(Duration.ofSeconds(2))).isFalse();
        assertThat(host.open(socket.toString(), LIMIT)).isInstanceOf(Result.Failed.class);
    }

    @Test
    void opensNothingAfterItWasClosed() throws Exception {
        host.close();
        assertThat(host.open(socket.toString(), LIMIT))
                .isEqualTo(new Result.Failed<>(new ConnectionLost("it was closed")));
    }

    private void stopSshd() {
        connector.close();
        sshd.close();
    }
}
