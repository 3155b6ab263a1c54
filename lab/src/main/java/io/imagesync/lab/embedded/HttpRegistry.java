package io.imagesync.lab.embedded;

import io.imagesync.model.Descriptor;
import io.imagesync.model.ImageRef;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/// A registry at a port of this machine as containerd speaks to it: plain http, after TLS has been tried where that is
/// wanted; a credential only when it was asked for. Used for one pull.
final class HttpRegistry implements AutoCloseable {
    private static final String ACCEPTED = String.join(
            ", ",
            "application/vnd.docker.distribution.manifest.v2+json",
            "application/vnd.docker.distribution.manifest.list.v2+json",
            "application/vnd.oci.image.manifest.v1+json",
            "application/vnd.oci.image.index.v1+json",
            "*/*");

    private static final Map<Integer, String> STATUS = Map.of(
            401, "Unauthorized",
            403, "Forbidden",
            404, "Not Found",
            416, "Requested Range Not Satisfiable",
            429, "Too Many Requests",
            500, "Internal Server Error",
            502, "Bad Gateway",
            503, "Service Unavailable");
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);
    private static final int TLS_LIMIT_MILLIS = 10_000;
    private static final int ENOUGH = 16;

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_LIMIT)
            .build();
    private final Optional<String> credential;
    private final boolean triesTls;
    private volatile boolean asked;

    /// @param credential `USER:PASSWORD`
    HttpRegistry(Optional<String> credential, boolean triesTls) {
        this.credential = credential;
        this.triesTls = triesTls;
    }

    /// What the reference stands for.
    Descriptor resolve(ImageRef reference) throws HttpPull.Refusal, InterruptedException {
        String version = version(reference);
        String head = "failed to pull and unpack image \"" + reference.canonical()
                + "\": failed to resolve reference \"" + reference.canonical() + "\": ";
        HttpResponse<Void> answer;
        try {
            if (triesTls) {
                offerTls(reference);
            }
            answer = send(reference, "manifests/" + version, "HEAD", 0, BodyHandlers.discarding());
        } catch (IOException e) {
            String url = url(reference, "manifests/" + version);
            throw new HttpPull.Refusal(
                    "Unknown", head + "failed to do request: Head \"" + url + "\": " + words(e, reference));
        }
        if (answer.statusCode() == 404) {
            throw new HttpPull.Refusal("NotFound", head + reference.canonical() + ": not found");
        } else if (answer.statusCode() != 200) {
            throw new HttpPull.Refusal(
                    "Unknown",
                    head + "pulling from host " + reference.registry() + " failed with status code [manifests "
                            + version + "]: " + status(answer.statusCode()));
        }
        return new Descriptor(
                header(answer, "Content-Type"),
                header(answer, "Docker-Content-Digest"),
                answer.headers().firstValueAsLong("Content-Length").orElse(0));
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    static String status(int code) {
        return code + " " + STATUS.getOrDefault(code, "");
    }

    /// @param path within the repository
    /// @param offset from which on it is wanted
    HttpResponse<InputStream> get(ImageRef reference, String path, long offset)
            throws IOException, InterruptedException {
        return send(reference, path, "GET", offset, BodyHandlers.ofInputStream());
    }

    /// Without the credential before the registry wants one.
    private <T> HttpResponse<T> send(
            ImageRef reference, String path, String method, long offset, HttpResponse.BodyHandler<T> body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url(reference, path)))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .header("Accept", ACCEPTED)
                .header("User-Agent", "containerd/1.6.20");
        if (offset > 0) {
            request.header("Range", "bytes=" + offset + "-");
        }
        if (asked) {
            authorize(request);
        }
        HttpResponse<T> answer = client.send(request.build(), body);
        if (answer.statusCode() != 401
                || asked
                || !header(answer, "WWW-Authenticate").startsWith("Basic ")) {
            return answer;
        }
        asked = true;
        authorize(request);
        return client.send(request.build(), body);
    }

    private void authorize(HttpRequest.Builder request) {
        credential.ifPresent(secret -> request.setHeader(
                "Authorization",
                "Basic " + Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8))));
    }

    /// Says hello in TLS, and is content with an answer in http.
    private void offerTls(ImageRef reference) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port(reference))) {
            socket.setSoTimeout(TLS_LIMIT_MILLIS);
            socket.getOutputStream().write(hello());
            String answer = new String(socket.getInputStream().readNBytes(ENOUGH), StandardCharsets.ISO_8859_1);
            if (!answer.startsWith("HTTP/")) {
                throw new IOException("EOF");
            }
        }
    }

    private static byte[] hello() throws IOException {
        try {
            SSLEngine engine = SSLContext.getDefault().createSSLEngine();
            engine.setUseClientMode(true);
            ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
            engine.wrap(ByteBuffer.allocate(0), hello);
            byte[] bytes = new byte[hello.flip().remaining()];
            hello.get(bytes);
            return bytes;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    String url(ImageRef reference, String path) {
        return "http://" + reference.registry() + "/v2/" + reference.repository() + "/" + path;
    }

    private static int port(ImageRef reference) {
        return Integer.parseInt(
                reference.registry().substring(reference.registry().indexOf(':') + 1));
    }

    private static String version(ImageRef reference) {
        return reference.canonical().substring(reference.name().length() + 1);
    }

    /// As Go has them.
    static String words(IOException e, ImageRef reference) {
        return e instanceof ConnectException
                ? "dial tcp " + reference.registry() + ": connect: connection refused"
                : "EOF";
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
