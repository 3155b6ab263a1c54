package io.imagesync.lab.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.lab.embedded.Reply;
import io.imagesync.model.Listing;
import io.imagesync.model.Result;
import io.imagesync.model.RuntimeAccess;
import io.imagesync.node.Node;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class EmbeddedCriNodeTest extends NodeContract {
    /// Milliseconds after which nobody is there: a port that is being closed may still take a connection.
    private static final int SILENCE = 5000;

    @Override
    NodeFixture start() throws IOException {
        return new ByCri();
    }

    @Test
    void findsTheRuntimeBehindWhatALoginShellSays() throws Exception {
        ByCri noisy = new ByCri();
        noisy.node.script().noise("Welcome\nsocket yes /run/none.sock\nendpoint tcp://none\n");
        try (Node node = noisy.connect()) {
            assertThat(node.list(LIMIT))
                    .isInstanceOfSatisfying(
                            Result.Ok.class,
                            listed -> assertThat(listed.value())
                                    .isInstanceOfSatisfying(
                                            Listing.class,
                                            listing ->
                                                    assertThat(listing.disk()).isPresent()));
        } finally {
            noisy.close();
        }
    }

    private static final class ByCri extends EmbeddedFixture {
        ByCri() throws IOException {
            super(RuntimeAccess.CRI);
        }

        /// The shell has no part in a listing but for the disk; nor has crictl.
        @Override
        public void shellSays(String stdout, String stderr) {
            String answer = "image-sync-node 1\ndisk 1000 500 /var/lib/containerd\n";
            node.script().next("disk", new Reply.Text(stdout + answer, stderr, 0));
        }

        @Override
        public boolean tellsProgress() {
            return true;
        }

        @Override
        public void downloaded(Published image, int kilobytes) {
            node.downloaded(image.reference().toString(), kilobytes * 1024L);
        }

        @Override
        public boolean hasContents() {
            return true;
        }

        @Override
        public String ask(int port, String line) throws IOException {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(SILENCE);
                socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
                Reader answer = new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8);
                return Objects.requireNonNullElse(new BufferedReader(answer).readLine(), "");
            } catch (SocketException | SocketTimeoutException _) {
                return "";
            }
        }

        @Override
        public boolean reachedByOthers(int port) throws IOException {
            try (Socket _ = new Socket(InetAddress.ofLiteral("127.0.0.2"), port)) {
                return true;
            } catch (ConnectException _) {
                return false;
            }
        }

        /// Everything else is asked of the runtime itself.
        @Override
        public void close() {
            super.close();
            assertThat(node.verbs()).isSubsetOf("version", "disk", "listener");
        }
    }
}
