package io.imagesync.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.ConnectFailure;
import io.imagesync.model.SshOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SshConnectFailureTest {
    private static final Duration ONE_SECOND = Duration.ofSeconds(1);

    @TempDir
    Path folder;

    private SshFiles files;

    @BeforeEach
    void prepare() {
        files = new SshFiles(folder);
    }

    private ConnectFailure failure(String hostName, int port, Duration timeout) throws Exception {
        files.config("Host node\n  HostName " + hostName + "\n  Port " + port + "\n");
        try (SshConnector connector = files.connector(w -> {}, timeout, Optional.empty())) {
            return SshFiles.failure(connector, "node").orElseThrow();
        }
    }

    /// What a server does with a client.
    interface Manners {
        void serve(Socket client) throws IOException;
    }

    private ConnectFailure failureOf(Manners manners, Duration timeout) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (Socket client = server.accept()) {
                    manners.serve(client);
                } catch (IOException e) {
                    assertThat(e).as("the client has gone").isNotNull();
                }
            });
            return failure("127.0.0.1", server.getLocalPort(), timeout);
        }
    }

    private static void wait(Socket client) throws IOException {
        assertThat(client.getInputStream().transferTo(OutputStream.nullOutputStream()))
                .isNotNegative();
    }

    @Test
    void aServerThatSaysNothingTimesOut() throws Exception {
        assertThat(failureOf(SshConnectFailureTest::wait, ONE_SECOND))
                .isInstanceOfSatisfying(
                        ConnectFailure.TimedOut.class,
                        f -> assertThat(f.limit()).isEqualTo(ONE_SECOND));
    }

    @Test
    void aServerThatStopsWithinTheHandshakeTimesOut() throws Exception {
        assertThat(failureOf(
                        client -> {
                            say(client, "SSH-2.0-Silent\r\n");
                            wait(client);
                        },
                        ONE_SECOND))
                .isInstanceOf(ConnectFailure.TimedOut.class);
    }

    @Test
    void aServerThatTalksWithoutAnEndIsNoSshServer() throws Exception {
        assertThat(failureOf(
                        client -> {
                            while (true) {
                                say(client, "not yet\r\n");
                            }
                        },
                        SshFiles.LIMIT))
                .isInstanceOfSatisfying(
                        ConnectFailure.ProtocolError.class,
                        f -> assertThat(f.retryable()).isFalse());
    }

    private static void say(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Not allowed at this time\r\n", "SSH-2.0-Busy\r\n"})
    void aServerThatClosesAtOnceMayBeBusy(String greeting) throws Exception {
        assertThat(failureOf(client -> say(client, greeting), SshFiles.LIMIT))
                .isInstanceOfSatisfying(ConnectFailure.ProtocolError.class, f -> {
                    assertThat(f.retryable()).isTrue();
                    assertThat(f.what()).contains("MaxStartups");
                });
    }

    @Test
    void somethingElseThanSshIsToldAsSuch() throws Exception {
        assertThat(failureOf(client -> say(client, "SSH-1.5-Old\r\n"), SshFiles.LIMIT))
                .isInstanceOfSatisfying(
                        ConnectFailure.ProtocolError.class,
                        f -> assertThat(f.retryable()).isFalse());
    }

    @Test
    void aClosedPortIsARefusal() throws Exception {
        int port = TestSshd.freePort();

        assertThat(failure("127.0.0.1", port, SshFiles.LIMIT))
                .isEqualTo(new ConnectFailure.Refused("127.0.0.1:" + port));
    }

    @Test
    void aNameThatDoesNotResolveIsToldAsSuch() throws Exception {
        assertThat(failure("nothing.invalid", 22, SshFiles.LIMIT))
                .isEqualTo(new ConnectFailure.NameNotResolved("nothing.invalid"));
    }

    @Test
    void noCommonAlgorithmDoesNotPass() throws Exception {
        try (TestSshd sshd = TestSshd.start(folder, files.publicKey(), "KexAlgorithms diffie-hellman-group1-sha1")) {
            assertThat(failure("127.0.0.1", sshd.port(), SshFiles.LIMIT))
                    .isInstanceOfSatisfying(ConnectFailure.ProtocolError.class, f -> {
                        assertThat(f.retryable()).isFalse();
                        assertThat(f.detail()).contains("key exchange", "diffie-hellman-group1-sha1");
                    });
        }
    }

    @Test
    void anInterruptEndsConnecting() throws Exception {
        CompletableFuture<Object> outcome = new CompletableFuture<>();
        CompletableFuture<Boolean> reached = new CompletableFuture<>();
        Thread caller = Thread.ofVirtual().start(() -> {
            try {
                outcome.complete(failureOf(
                        client -> {
                            reached.complete(true);
                            wait(client);
                        },
                        SshFiles.LIMIT));
            } catch (Exception e) {
                outcome.complete(e);
            }
        });
        assertThat(reached.get()).isTrue();
        caller.interrupt();

        assertThat(outcome.get()).isInstanceOf(InterruptedException.class);
    }

    @Test
    void aMissingSshIsToldWithWhatToInstall() throws Exception {
        files.config("");
        SshOptions options = files.options(SshFiles.LIMIT, Optional.empty());
        try (SshConnector connector = SshFiles.connector(options, Path.of("/nonexistent/ssh"), w -> {})) {
            assertThat(SshFiles.failure(connector, "node"))
                    .hasValueSatisfying(f -> assertThat(f.remedy()).isEqualTo("install openssh-client"));
        }
    }

    @Test
    void whatOpenSshSaysOfABadConfigurationIsPassedOn() throws Exception {
        files.config("Host node\n  Prot 22\n");
        try (SshConnector connector = files.connector()) {
            assertThat(SshFiles.failure(connector, "node"))
                    .hasValueSatisfying(f -> assertThat(f.what()).contains("line 2", "prot"));
        }
    }
}
