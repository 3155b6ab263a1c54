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
import java.util.Random;

/// Puts images of one layer into the registry over HTTP: `lab/real/real push` takes most of a second for each.
final class RegistryPush implements AutoCloseable {
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    private static final int TAR_BLOCK = 512;

    private final HttpClient client = HttpClient.newHttpClient();
    private final String registry;

    /// @param registry host and port
    RegistryPush(String registry) {
        this.registry = registry;
    }

    /// A tar archive of no files, as long as is wished.
    static byte[] emptyLayer(int blocks) {
        return new byte[TAR_BLOCK * blocks];
    }

    /// A tar archive of one file of random bytes, as `lab/real/real push` makes it (POSIX, ustar).
    static byte[] randomLayer(int kilobytes) {
        byte[] layer = new byte[TAR_BLOCK + kilobytes * 1024 + 2 * TAR_BLOCK];
        put(layer, 0, "random0");
        put(layer, 100, "0000644");
        put(layer, 108, "0000000");
        put(layer, 116, "0000000");
        put(layer, 124, "%011o".formatted(kilobytes * 1024L));
        put(layer, 136, "00000000000");
        put(layer, 148, "        0");
        put(layer, 257, "ustar\00000");
        int sum = 0;
        for (int i = 0; i < TAR_BLOCK; i++) {
            sum += layer[i];
        }
        put(layer, 148, "%06o\0".formatted(sum));
        byte[] file = new byte[kilobytes * 1024];
        new Random().nextBytes(file);
        System.arraycopy(file, 0, layer, TAR_BLOCK, file.length);
        return layer;
    }

    private static void put(byte[] header, int at, String text) {
        System.arraycopy(bytes(text), 0, header, at, text.length());
    }

    /// @return the digest of its manifest
    String image(String repository, String tag, byte[] layer) {
        byte[] config = bytes(("{\"created\":\"2024-01-01T00:00:00Z\",\"architecture\":\"%s\",\"os\":\"linux\","
                        + "\"config\":{},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"%s\"]}}")
                .formatted(architecture(), digest(layer)));
        putBlob(repository, layer);
        putBlob(repository, config);
        byte[] manifest = bytes("{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[%s]}"
                .formatted(
                        MANIFEST,
                        descriptor("application/vnd.oci.image.config.v1+json", config),
                        descriptor("application/vnd.oci.image.layer.v1.tar", layer)));
        send(HttpRequest.newBuilder(URI.create(base(repository) + "/manifests/" + tag))
                .header("Content-Type", MANIFEST)
                .PUT(BodyPublishers.ofByteArray(manifest)));
        return digest(manifest);
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

    @Override
    public void close() {
        client.close();
    }
}
