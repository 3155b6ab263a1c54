package io.imagesync.lab.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What is done to answers: the echo of a request is the answer to it.
class TreatmentTest {
    private static final int LIMIT_MILLIS = 20_000;
    private static final String BLOB = "GET /v2/app/blobs/sha256:0 HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final String MANIFEST = "HEAD /v2/app/manifests/1 HTTP/1.1\r\nHost: x\r\n\r\n";

    private Echo echo;
    private RegistryProxy proxy;
    private Client client;

    @BeforeEach
    void start() throws IOException {
        echo = new Echo();
        proxy = RegistryProxy.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), echo.address());
        client = proxy.client(InetAddress.ofLiteral("127.0.0.1"));
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        echo.close();
    }

    @Test
    void answersSoOftenInsteadOfTheTarget() throws Exception {
        client.answer(429, TreatmentTest::isBlob, 1);
        try (Socket socket = connect()) {
            assertThat(said(socket, MANIFEST, MANIFEST.length())).isEqualTo(MANIFEST);
            say(socket, BLOB);
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(answer)
                    .startsWith("HTTP/1.1 429 ")
                    .contains("\r\nConnection: close\r\n")
                    .endsWith("]}");
        }
        assertThat(echo.connections()).isEqualTo(1);
        passes();
    }

    @Test
    void damagesTheBodyAlone() throws Exception {
        client.damage(TreatmentTest::isBlob, 2);
        try (Socket socket = connect()) {
            String body = BLOB + "body\n";
            assertThat(said(socket, body, body.length())).isEqualTo(BLOB + "cody\n");
            assertThat(said(socket, MANIFEST + "b\n", MANIFEST.length() + 2)).isEqualTo(MANIFEST + "b\n");
            assertThat(said(socket, body, body.length())).isEqualTo(BLOB + "cody\n");
            assertThat(said(socket, body, body.length())).isEqualTo(body);
        }
    }

    @Test
    void cutsInTheMiddleOfAnAnswer() throws Exception {
        client.cut(10, TreatmentTest::isBlob, 1);
        try (Socket socket = connect()) {
            assertThat(said(socket, MANIFEST, MANIFEST.length())).isEqualTo(MANIFEST);
            say(socket, BLOB);
            assertThatThrownBy(() -> socket.getInputStream().readAllBytes()).isInstanceOf(SocketException.class);
        }
        passes();
    }

    @Test
    void tricklesUntilItIsToPass() throws Exception {
        client.trickle(20, TreatmentTest::isBlob);
        try (Socket socket = connect()) {
            assertThat(said(socket, MANIFEST, MANIFEST.length())).isEqualTo(MANIFEST);
            long start = System.nanoTime();
            assertThat(said(socket, BLOB, 10)).isEqualTo(BLOB.substring(0, 10));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(450));
            client.trickle(1, TreatmentTest::isBlob);
            client.pass();
            assertThat(said(socket, "", BLOB.length() - 10)).isEqualTo(BLOB.substring(10));
        }
        passes();
    }

    private static boolean isBlob(String line) {
        return line.contains("/blobs/");
    }

    private void passes() throws Exception {
        try (Socket socket = connect()) {
            assertThat(said(socket, BLOB, BLOB.length())).isEqualTo(BLOB);
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.connect(proxy.address());
        socket.setSoTimeout(LIMIT_MILLIS);
        return socket;
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String said(Socket socket, String text, int expected) throws IOException {
        say(socket, text);
        return new String(socket.getInputStream().readNBytes(expected), StandardCharsets.ISO_8859_1);
    }
}
