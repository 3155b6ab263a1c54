package io.imagesync.relay;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// A connection to the registry, on which a test says what it likes.
final class Http implements AutoCloseable {
    /// @param headers in lower case
    record Answer(int status, Map<String, String> headers, byte[] body) {
        String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    private final SocketChannel channel;
    private final InputStream in;
    private final String password;

    Http(RelayServer server) throws IOException {
        this(server, server.password());
    }

    Http(RelayServer server, String password) throws IOException {
        this(server.socket(), password);
    }

    Http(Path socket, String password) throws IOException {
        this.channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        this.in = Channels.newInputStream(channel);
        this.password = password;
    }

    /// The path of what is sent, by the image's own name.
    static String path(Sending sending, String rest) {
        return "/v2/image-sync-" + sending.token() + "/team/app/" + rest;
    }

    void say(byte[] bytes) throws IOException {
        ByteBuffer out = ByteBuffer.wrap(bytes);
        while (out.hasRemaining()) {
            channel.write(out);
        }
    }

    void say(String text) throws IOException {
        say(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void ask(String method, String path, String... headers) throws IOException {
        String login = Base64.getEncoder().encodeToString(("image-sync:" + password).getBytes(StandardCharsets.UTF_8));
        StringBuilder text = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1:1\r\n");
        for (String header : headers) {
            text.append(header).append("\r\n");
        }
        say(text.append(password.isEmpty() ? "" : "Authorization: Basic " + login + "\r\n")
                .append("\r\n")
                .toString());
    }

    Answer get(String path, String... headers) {
        try {
            ask("GET", path, headers);
            return answer(true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Answer head(String path) throws IOException {
        ask("HEAD", path);
        return answer(false);
    }

    Answer answer(boolean withBody) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int c = in.read();
            if (c < 0) {
                throw new IOException("it was closed after: " + head);
            }
            head.append((char) c);
        }
        String[] lines = head.toString().split("\r\n", -1);
        Map<String, String> headers = new HashMap<>();
        for (int i = 1; i < lines.length - 2; i++) {
            String[] parts = lines[i].split(": ", 2);
            headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1]);
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        return new Answer(
                Integer.parseInt(lines[0].split(" ", -1)[1]), headers, withBody ? in.readNBytes(length) : new byte[0]);
    }

    /// What is left, up to the end.
    byte[] rest() throws IOException {
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        try {
            in.transferTo(rest);
        } catch (IOException e) {
            // Reset.
        }
        return rest.toByteArray();
    }

    /// Some of what comes.
    byte[] some(int bytes) throws IOException {
        return in.readNBytes(bytes);
    }

    boolean isClosed() throws IOException {
        return rest().length == 0;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
