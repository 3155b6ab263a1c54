package io.imagesync.lab.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RegistryProxyTest {
    private static final int LIMIT_MILLIS = 20_000;
    /// Long enough to see that nothing comes.
    private static final int SILENCE_MILLIS = 150;
    private static final Duration SLOW = Duration.ofMillis(400);
    private static final String HEAD = "HEAD /v2/app/manifests/1 HTTP/1.1";
    private static final String GET = "GET /v2/app/blobs/sha256:0 HTTP/1.1";

    private Echo echo;
    private RegistryProxy proxy;
    private InetAddress here;
    private Client client;

    @BeforeEach
    void start() throws IOException {
        echo = new Echo();
        proxy = RegistryProxy.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), echo.address());
        here = InetAddress.ofLiteral("127.0.0.1");
        client = proxy.client(here);
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        echo.close();
    }

    @Test
    void forwardsBothWaysAndCounts() throws Exception {
        try (Socket socket = connect(here)) {
            say(socket, "one");
            assertThat(hear(socket, 3)).isEqualTo("one");
            say(socket, "four");
            assertThat(hear(socket, 4)).isEqualTo("four");
            assertThat(client.connections()).isEqualTo(1);
            socket.shutdownOutput();
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        await(() -> client.connections() == 0 && echo.open() == 0);
        assertThat(client.up()).isEqualTo(7);
        assertThat(client.down()).isEqualTo(7);
        assertThat(client.requests()).isEmpty();
    }

    @Test
    void forwardsWhatWasSaidBeforeAHalfClosedEnd() throws Exception {
        try (Socket socket = connect(here)) {
            say(socket, "all");
            socket.shutdownOutput();
            assertThat(hear(socket, 3)).isEqualTo("all");
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void holdsOneClientAndNotAnother() throws Exception {
        InetAddress there = InetAddress.ofLiteral("127.0.0.2");
        client.hold();
        try (Socket held = connect(here);
                Socket free = connect(there)) {
            say(held, "held");
            say(free, "free");
            assertThat(hear(free, 4)).isEqualTo("free");
            saysNothing(held);
            assertThat(echo.connections()).isEqualTo(1);
            assertThat(client.connections()).isEqualTo(1);

            client.pass();

            assertThat(hear(held, 4)).isEqualTo("held");
        }
    }

    @Test
    void holdsAConnectionThatIsKeptAlive() throws Exception {
        try (Socket socket = connect(here)) {
            say(socket, "before");
            assertThat(hear(socket, 6)).isEqualTo("before");
            client.hold();
            say(socket, "held");
            saysNothing(socket);
            client.pass();
            assertThat(hear(socket, 4)).isEqualTo("held");
        }
    }

    @Test
    void noticesThatAHeldClientHangsUp() throws Exception {
        try (Socket kept = connect(here)) {
            say(kept, "before");
            assertThat(hear(kept, 6)).isEqualTo("before");
            client.hold();
            say(kept, "held");
            try (Socket socket = connect(here)) {
                say(socket, "held");
                await(() -> client.connections() == 2);
            }
            await(() -> client.connections() == 1);
        }
        await(() -> client.connections() == 0 && echo.open() == 0);
        assertThat(client.up()).isEqualTo("before".length());
    }

    @Test
    void delaysRequestsOfOneKind() throws Exception {
        client.delay(SLOW, line -> line.startsWith("HEAD "));
        try (Socket socket = connect(here)) {
            long start = System.nanoTime();
            say(socket, HEAD + "\r\n\r\n");
            hear(socket, HEAD.length() + 4);
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(SLOW.toNanos());

            client.delay(Duration.ofHours(1), line -> line.startsWith("HEAD "));
            say(socket, GET + "\r\nHost: x\r\n\r\n");
            assertThat(hear(socket, GET.length())).isEqualTo(GET);
        }
        assertThat(client.requests()).containsExactly(HEAD, GET);
    }

    @Test
    void delaysWhatIsNotHttpOnceAndEndsADelay() throws Exception {
        client.delay(Duration.ofHours(1));
        try (Socket socket = connect(here)) {
            say(socket, "SSH-2.0-x\r\n");
            saysNothing(socket);
            client.pass();
            hear(socket, 11);
            client.delay(Duration.ofHours(1));
            say(socket, "more");
            assertThat(hear(socket, 4)).isEqualTo("more");
        }
    }

    @Test
    void throttlesSteadily() throws Exception {
        client.throttle(100_000);
        try (Socket socket = connect(here)) {
            long start = System.nanoTime();
            say(socket, "x".repeat(50_000));
            hear(socket, 25_000);
            long half = System.nanoTime();
            hear(socket, 25_000);
            long end = System.nanoTime();

            assertThat(Duration.ofNanos(half - start)).isGreaterThan(Duration.ofMillis(200));
            assertThat(Duration.ofNanos(end - start)).isGreaterThan(Duration.ofMillis(450));
            assertThat(client.down()).isEqualTo(50_000);
        }
    }

    @Test
    void resetsInTheMiddle() throws Exception {
        client.resetAfter(10_000);
        try (Socket socket = connect(here)) {
            say(socket, "x".repeat(50_000));
            assertThatThrownBy(() -> hear(socket, 50_000)).isInstanceOf(SocketException.class);
        }
        await(() -> client.connections() == 0);
        assertThat(client.down()).isBetween(10_000L, 49_999L);
    }

    @Test
    void resetsWhatIsOpen() throws Exception {
        try (Socket socket = connect(here)) {
            say(socket, "one");
            hear(socket, 3);
            client.reset();
            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketException.class);
        }
        try (Socket socket = connect(here)) {
            say(socket, "two");
            assertThat(hear(socket, 3)).isEqualTo("two");
        }
    }

    @Test
    void resetsWhenTheTargetIsGone() throws Exception {
        echo.close();
        try (Socket socket = connect(here)) {
            assertThatThrownBy(() -> hear(socket, 1)).isInstanceOf(SocketException.class);
        }
        await(() -> client.connections() == 0);
    }

    @Test
    void closingEndsWhatIsHeldDelayedAndThrottled() throws Exception {
        try (Socket held = connect(here);
                Socket slow = connect(InetAddress.ofLiteral("127.0.0.2"));
                Socket late = connect(InetAddress.ofLiteral("127.0.0.3"))) {
            client.hold();
            proxy.client(slow.getLocalAddress()).throttle(1);
            proxy.client(late.getLocalAddress()).delay(Duration.ofHours(1));
            for (Socket socket : new Socket[] {held, slow, late}) {
                say(socket, "some words");
            }
            await(() -> client.connections() == 1 && echo.open() >= 2);

            proxy.close();

            await(() -> echo.open() == 0);
            for (Socket socket : new Socket[] {held, slow, late}) {
                assertThatThrownBy(() -> hear(socket, 10)).isInstanceOf(IOException.class);
            }
        }
        assertThat(client.connections()).isZero();
        new ServerSocket(proxy.address().getPort(), 1, InetAddress.getLoopbackAddress()).close();
    }

    private Socket connect(InetAddress from) throws IOException {
        Socket socket = new Socket(proxy.address().getAddress(), proxy.address().getPort(), from, 0);
        socket.setSoTimeout(LIMIT_MILLIS);
        return socket;
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /// @throws IOException when it does not say so much
    private static String hear(Socket socket, int bytes) throws IOException {
        byte[] heard = socket.getInputStream().readNBytes(bytes);
        if (heard.length < bytes) {
            throw new IOException("only " + heard.length + " of " + bytes);
        }
        return new String(heard, StandardCharsets.ISO_8859_1);
    }

    private static void saysNothing(Socket socket) throws IOException {
        socket.setSoTimeout(SILENCE_MILLIS);
        assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
        socket.setSoTimeout(LIMIT_MILLIS);
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofMillis(LIMIT_MILLIS).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.sleep(5);
        }
    }
}
