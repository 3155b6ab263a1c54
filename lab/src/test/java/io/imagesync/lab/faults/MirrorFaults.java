package io.imagesync.lab.faults;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Mirrors that a node asks before it asks us for an image that comes through this host.
final class MirrorFaults {
    private static final byte[] OTHER =
            "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\"}"
                    .getBytes(StandardCharsets.UTF_8);

    private MirrorFaults() {}

    static final List<Row<RealStage>> RELAYS = List.of(
            mirror(
                            "The receiving node asks a mirror for everything (_default/hosts.toml), and the mirror lacks the image",
                            exchange -> {
                                exchange.sendResponseHeaders(404, -1);
                                exchange.close();
                            })
                    .says("[SUCCESS] <IMAGE> on <NODE>"),
            mirror(
                            "The receiving node asks a mirror for everything, and the mirror sends other content",
                            MirrorFaults::other)
                    .says(
                            "[ERROR] FAILED: <IMAGE> on <NODE> (Exit code: 1): the node's runtime received other"
                                    + " content than this host announced: w1: ...",
                            "look at mirrors for 127.0.0.1 on that node (_default/hosts.toml in containerd's certs.d)")
                    .fails("NOT RELAYED"),
            mirror(
                            "The receiving node asks a mirror for everything, and the mirror does not answer",
                            MirrorFaults::nothing)
                    .says(
                            "[ERROR] TIMEOUT: Pulling <IMAGE> on <NODE> exceeded 5s: the node's runtime has requested"
                                    + " nothing from this host",
                            "look at mirrors for 127.0.0.1 (_default/hosts.toml in containerd's certs.d), and at the"
                                    + " runtime's log on the node")
                    .within(Duration.ofSeconds(30))
                    .fails("TIMEOUT"));

    private static Row<RealStage> mirror(String fault, Mirror.Answering answering) {
        AtomicReference<@Nullable Mirror> mirror = new AtomicReference<>();
        return Row.<RealStage>of(fault, stage -> {
                    stage.set("RELAY", "always").withShortTimeOut(5);
                    mirror.set(Mirror.of(stage, answering));
                })
                .andThen(_ -> Objects.requireNonNull(mirror.get()).wasAskedWithoutACredential());
    }

    private static void other(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/vnd.oci.image.manifest.v1+json");
        exchange.getResponseHeaders().set("Docker-Content-Digest", digest());
        boolean head = exchange.getRequestMethod().equals("HEAD");
        if (head) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(OTHER.length));
        }
        exchange.sendResponseHeaders(200, head ? -1 : OTHER.length);
        try (exchange) {
            if (!head) {
                exchange.getResponseBody().write(OTHER);
            }
        }
    }

    private static String digest() {
        try {
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(OTHER));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Until the mirror is closed.
    private static void nothing(HttpExchange exchange) {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            exchange.close();
        }
    }
}
