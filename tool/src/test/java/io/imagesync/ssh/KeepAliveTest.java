package io.imagesync.ssh;

import static io.imagesync.ssh.SshFiles.connect;
import static io.imagesync.ssh.SshFiles.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.BesideOthers;
import io.imagesync.model.ConnectFailure;
import io.imagesync.model.Result;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A link that is cut without a word is found out.
@Timeout(120)
@BesideOthers
class KeepAliveTest {
    @TempDir
    Path folder;

    /// Carries bytes between the client and a server until it is cut; then it swallows them.
    private static final class Link implements AutoCloseable {
        private final ServerSocket door = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        private final CountDownLatch closed = new CountDownLatch(1);
        private final int target;
        private volatile boolean cut;

        Link(int target) throws IOException {
            this.target = target;
            Thread.ofVirtual().start(this::serve);
        }

        private void serve() {
            try (Socket client = door.accept();
                    Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
                Thread.ofVirtual().start(() -> carry(client, server));
                Thread.ofVirtual().start(() -> carry(server, client));
                closed.await();
            } catch (IOException | InterruptedException e) {
                closed.countDown();
            }
        }

        private void carry(Socket from, Socket to) {
            byte[] bytes = new byte[8192];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
                    if (!cut) {
                        out.write(bytes, 0, n);
                    }
                }
            } catch (IOException e) {
                closed.countDown();
            }
        }

        @Override
        public void close() throws IOException {
            closed.countDown();
            door.close();
        }
    }

    @Test
    void aCutLinkEndsTheCommand() throws Exception {
        SshFiles files = new SshFiles(folder);
        try (TestSshd sshd = TestSshd.start(folder, files.publicKey());
                Link link = new Link(sshd.port())) {
            files.config("Host node\n  HostName 127.0.0.1\n  HostKeyAlias node\n  Port " + link.door.getLocalPort()
                    + "\n  ServerAliveInterval 1\n  ServerAliveCountMax 1\n");
            files.known(sshd.knownHost("node"));
            SshConnector connector = files.connector();
            try (connector;
                    RemoteHost host = connect(connector, "node")) {
                assertThat(run(host, "sleep", "2").exitCode())
                        .as("a live link is left alone")
                        .isZero();
                Thread.ofVirtual().start(() -> {
                    try {
                        Thread.sleep(1000);
                        link.cut = true;
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });

                assertThat(host.run(new Command(List.of("sleep", "60"), new byte[0], 10), Duration.ofSeconds(60)))
                        .isInstanceOfSatisfying(
                                Result.Failed.class,
                                f -> assertThat(f.failure()).isInstanceOf(ConnectFailure.ConnectionLost.class));
            }
        }
    }
}
