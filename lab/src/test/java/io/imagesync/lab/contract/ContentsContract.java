package io.imagesync.lab.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.lab.contract.NodeFixture.Published;
import io.imagesync.model.Descriptor;
import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.PinReason;
import io.imagesync.model.Result;
import io.imagesync.node.Contents;
import io.imagesync.node.Node;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the [Contents] of every [Node] do that has them.
abstract class ContentsContract {
    static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int KILOBYTES = 3000;
    private static final String ABSENT = "sha256:" + "0".repeat(64);
    private static final Pattern LAYER =
            Pattern.compile("\"layers\".*?\"digest\"\\s*:\\s*\"(sha256:[0-9a-f]{64})\"", Pattern.DOTALL);
    private static final ImageRef OTHER = ImageRef.of("registry.elsewhere/other:1");

    @TempDir
    Path folder;

    NodeFixture fixture;
    Node node;

    /// The node, empty, with nothing stalled and a silent shell.
    abstract NodeFixture start() throws Exception;

    @BeforeEach
    void connect() throws Exception {
        fixture = start();
        node = fixture.connect();
    }

    @AfterEach
    void disconnect() throws Exception {
        node.close();
        fixture.close();
    }

    /// Whether this is a node without contents, which it then says.
    final boolean hasNone() {
        assertThat(node.contents().isPresent()).isEqualTo(fixture.hasContents());
        return !fixture.hasContents();
    }

    private Contents contents() {
        return node.contents().orElseThrow();
    }

    private Published held(String name) throws Exception {
        Published image = fixture.publish(name, KILOBYTES);
        fixture.hold(image);
        return image;
    }

    private static Descriptor target(Contents contents, Published image) throws Exception {
        return value(contents.target(image.reference().canonical(), LIMIT)).orElseThrow();
    }

    private static byte[] read(Contents contents, String digest, long offset) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        assertThat(contents.read(digest, offset, LIMIT, part -> {
                    byte[] some = new byte[part.remaining()];
                    part.get(some);
                    bytes.writeBytes(some);
                }))
                .isEmpty();
        return bytes.toByteArray();
    }

    private static String digest(byte[] bytes) throws Exception {
        return "sha256:"
                + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    @Test
    void tellsWhatANameStandsFor() throws Exception {
        if (hasNone()) {
            return;
        }
        Contents contents = contents();
        Published image = held("bcm11/app:1.0");

        assertThat(target(contents, image).digest()).isEqualTo(image.digest());
        assertThat(target(contents, image).mediaType()).startsWith("application/vnd.");
        assertThat(value(contents.target("registry.elsewhere/absent:1", LIMIT))).isEmpty();
        assertThat(contents.architecture()).contains(fixture.architecture());
    }

    @Test
    void readsBlobsFromAnyOffset() throws Exception {
        if (hasNone()) {
            return;
        }
        Contents contents = contents();
        Descriptor target = target(contents, held("bcm11/app:1.0"));

        byte[] manifest = read(contents, target.digest(), 0);
        assertThat(manifest).hasSize((int) target.size());
        assertThat(digest(manifest)).isEqualTo(target.digest());

        Matcher layer = LAYER.matcher(new String(manifest, StandardCharsets.UTF_8));
        assertThat(layer.find()).isTrue();
        byte[] blob = read(contents, layer.group(1), 0);
        assertThat(blob.length).isGreaterThan(KILOBYTES * 1000);
        assertThat(digest(blob)).isEqualTo(layer.group(1));
        assertThat(read(contents, layer.group(1), blob.length - 5))
                .endsWith(blob[blob.length - 1])
                .hasSize(5);
        assertThat(value(contents.sizes(List.of(target.digest(), layer.group(1), ABSENT), LIMIT)))
                .isEqualTo(Map.of(target.digest(), target.size(), layer.group(1), (long) blob.length));
        assertThat(contents.read(ABSENT, 0, LIMIT, _ -> {})).isPresent();
    }

    @Test
    void givesAndTakesNames() throws Exception {
        if (hasNone()) {
            return;
        }
        Contents contents = contents();
        Published one = held("bcm11/app:1.0");
        Published two = held("bcm11/app:2.0");

        assertThat(contents.name(OTHER.canonical(), target(contents, one), LIMIT))
                .isEmpty();
        await("the new name to be listed", () -> idOf(OTHER).equals(idOf(one.reference())));
        assertThat(contents.name(OTHER.canonical(), target(contents, two), LIMIT))
                .isEmpty();
        await("the name to have moved", () -> idOf(OTHER).equals(idOf(two.reference())));
        assertThat(value(contents.names(LIMIT)))
                .contains(
                        OTHER.canonical(),
                        one.reference().canonical(),
                        two.reference().canonical());

        assertThat(contents.unname(OTHER.canonical(), LIMIT)).isEmpty();
        assertThat(contents.unname(OTHER.canonical(), LIMIT)).isEmpty();
        await("the name to be gone", () -> idOf(OTHER).isEmpty());
        assertThat(value(contents.target(OTHER.canonical(), LIMIT))).isEmpty();
        assertThat(idOf(two.reference())).isPresent();
    }

    @Test
    void pinsAndUnpins() throws Exception {
        if (hasNone()) {
            return;
        }
        Contents contents = contents();
        Published image = held("bcm11/pin:1.0");

        assertThat(contents.pin(image.digest(), PinReason.RELAY, LIMIT)).isEmpty();
        await("the pin", () -> isPinned(image) == fixture.takesPins());
        assertThat(value(contents.unpin(image.digest(), PinReason.RELAY, LIMIT)))
                .isTrue();
        await("the end of the pin", () -> !isPinned(image));
        assertThat(value(contents.unpin(image.digest(), PinReason.RELAY, LIMIT)))
                .isFalse();
    }

    private boolean isPinned(Published image) throws Exception {
        return value(node.look(image.reference(), false, LIMIT)).pinned();
    }

    @Test
    void doesNotListTemporaryNames() throws Exception {
        if (hasNone()) {
            return;
        }
        Contents contents = contents();
        Published image = held("bcm11/app:1.0");
        String temporary = "127.0.0.1:40123/image-sync-0123456789abcdef/bcm11/app:1.0";

        assertThat(contents.name(temporary, target(contents, image), LIMIT)).isEmpty();
        await("the temporary name to be known", () -> fixture.held().contains(temporary));

        assertThat(value(node.list(LIMIT)).images())
                .singleElement()
                .satisfies(held -> assertThat(held.tags()).containsExactly(image.reference()));
        assertThat(value(contents.names(LIMIT))).contains(temporary);
        assertThat(contents.unname(temporary, LIMIT)).isEmpty();
    }

    @Test
    void opensAPortThatLeadsHereAndOnlyTheNodeReaches() throws Exception {
        if (hasNone()) {
            return;
        }
        Contents contents = contents();
        try (Echo echo = Echo.at(folder.resolve("echo.sock"))) {
            Contents.Port port = value(contents.open(echo.socket(), LIMIT));
            node.rest();

            assertThat(fixture.ask(port.number(), "hello")).isEqualTo("you said hello");
            assertThat(fixture.reachedByOthers(port.number())).isFalse();

            port.close();
            await(
                    "the port to be closed",
                    () -> fixture.ask(port.number(), "hello").isEmpty());
        }
    }

    private Optional<String> idOf(ImageRef name) throws Exception {
        return value(node.list(LIMIT)).images().stream()
                .filter(image -> image.isNamed(name))
                .map(HeldImage::id)
                .findFirst();
    }

    static <T> T value(Result<T> result) {
        return switch (result) {
            case Result.Ok<T>(T value) -> value;
            case Result.Failed<T>(var why) -> throw new AssertionError(why.what());
        };
    }

    static void await(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("waited for " + what).isLessThan(end);
            Thread.sleep(20);
        }
    }
}
