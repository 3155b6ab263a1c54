package io.imagesync.ssh;

import io.imagesync.model.ConnectFailure;
import io.imagesync.model.Texts;
import io.imagesync.ssh.ClientConfig.Route;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A TCP connection.
record TcpTransport(Socket socket, InputStream in, OutputStream out) implements Transport {
    /// Tries the addresses of the host one after the other; each gets an equal share of the time that is left.
    static TcpTransport open(Attempt attempt, Route.Direct route) throws SshFailed {
        ClientConfig config = attempt.config();
        List<InetAddress> addresses = addresses(config.host(), route.family());
        Optional<SshFailed> last = Optional.empty();
        for (int i = 0; i < addresses.size(); i++) {
            InetSocketAddress address = new InetSocketAddress(addresses.get(i), config.port());
            Duration share = attempt.deadline().left().dividedBy(addresses.size() - i);
            try {
                return open(attempt, address, route.bindAddress(), share);
            } catch (IOException e) {
                last = Optional.of(failed(attempt, e));
            }
        }
        throw last.orElseThrow();
    }

    private static List<InetAddress> addresses(String host, AddressFamily family) throws SshFailed {
        try {
            List<InetAddress> addresses = Arrays.stream(InetAddress.getAllByName(host))
                    .filter(family::accepts)
                    .toList();
            if (!addresses.isEmpty()) {
                return addresses;
            }
        } catch (UnknownHostException e) {
            throw new SshFailed(new ConnectFailure.NameNotResolved(host));
        }
        throw new SshFailed(new ConnectFailure.NameNotResolved(host));
    }

    private static TcpTransport open(
            Attempt attempt, InetSocketAddress address, Optional<String> bindAddress, Duration limit)
            throws IOException {
        Socket socket = new Socket();
        attempt.opened(() -> close(socket));
        try {
            if (bindAddress.isPresent()) {
                socket.bind(new InetSocketAddress(InetAddress.getAllByName(bindAddress.get())[0], 0));
            }
            socket.connect(address, Deadline.in(limit).millisLeft());
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            return new TcpTransport(socket, socket.getInputStream(), socket.getOutputStream());
        } catch (IOException e) {
            close(socket);
            throw e;
        }
    }

    private static SshFailed failed(Attempt attempt, IOException e) {
        String address = attempt.config().address();
        String detail = Texts.shown(String.valueOf(e.getMessage()), 200).toLowerCase(Locale.ROOT);
        if (e instanceof SocketTimeoutException || detail.contains("timed out")) {
            return attempt.timedOut();
        }
        return new SshFailed(
                e instanceof ConnectException && detail.contains("refused")
                        ? new ConnectFailure.Refused(address)
                        : new ConnectFailure.Unreachable(address, detail));
    }

    @Override
    public void close() {
        close(socket);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // Nothing can be done about a socket that does not close.
        }
    }
}
