package io.imagesync.lab.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

/// Many images at once, put into the registry over HTTP: `lab/real/real push` takes most of a second for each. Each is
/// one layer, a tar archive without files, whose length makes it an image of its own.
final class TinyImages {
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    private static final int TAR_BLOCK = 512;

    private final HttpClient client;
    private final String registry;

    private TinyImages(HttpClient client, String registry) {
        this.client = client;
        this.registry = registry;
    }

    /// Pushes so many as `REPOSITORY:1` and so on.
    ///
    /// @return the tags with the repository, without a registry
    static List<String> push(RealLab lab, String repository, int count) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            TinyImages images =
                    new TinyImages(client, lab.real("address", "registry").strip());
            return IntStream.rangeClosed(1, count)
                    .mapToObj(i -> images.push(repository, i))
                    .toList();
        }
    }

    private String push(String repository, int number) {
        byte[] layer = new byte[TAR_BLOCK * (2 + number)];
        byte[] config = bytes(("{\"architecture\":\"%s\",\"os\":\"linux\",\"config\":{},"
                        + "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"%s\"]}}")
                .formatted(architecture(), digest(layer)));
        putBlob(repository, layer);
        putBlob(repository, config);
        byte[] manifest = bytes("{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[%s]}"
                .formatted(
                        MANIFEST,
                        descriptor("application/vnd.oci.image.config.v1+json", config),
                        descriptor("application/vnd.oci.image.layer.v1.tar", layer)));
        send(HttpRequest.newBuilder(URI.create(base(repository) + "/manifests/" + number))
                .header("Content-Type", MANIFEST)
                .PUT(BodyPublishers.ofByteArray(manifest)));
        return repository + ":" + number;
    }

    private void putBlob(String repository, byte[] blob) {
        HttpResponse<String> upload = send(HttpRequest.newBuilder(URI.create(base(repository) + "/blobs/uploads/"))
                .POST(BodyPublishers.noBody()));
        String location = upload.headers().firstValue("Location").orElseThrow();
        send(HttpRequest.newBuilder(URI.create(location + "&digest=" + digest(blob)))
                .header("Content-Type", "application/octet-stream")
                .PUT(BodyPublishers.ofByteArray(blob)));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response =
                    client.send(request.timeout(Duration.ofSeconds(30)).build(), BodyHandlers.ofString());
            if (response.statusCode() / 100 != 2) {
                throw new AssertionError(response + ": " + response.body());
            }
            return response;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private String base(String repository) {
        return "http://" + registry + "/v2/" + repository;
    }

    private static String architecture() {
        return System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    }

    private static String descriptor(String type, byte[] blob) {
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}".formatted(type, digest(blob), blob.length);
    }

    private static String digest(byte[] blob) {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(blob));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
