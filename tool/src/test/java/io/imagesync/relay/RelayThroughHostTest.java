package io.imagesync.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.imagesync.model.Descriptor;
import io.imagesync.model.ImageRef;
import io.imagesync.model.NotRelayed;
import io.imagesync.model.NotRelayed.Why;
import io.imagesync.model.PullFailure;
import io.imagesync.model.PullFailure.Kind;
import io.imagesync.model.PullFailure.NodeTrouble;
import io.imagesync.model.PullFailure.Refused;
import io.imagesync.model.PullFailure.TimedOut;
import io.imagesync.model.RelayMode;
import io.imagesync.model.RelaySettings;
import io.imagesync.relay.Relay.Offer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What is done on the node for one image, in which order, and what is undone.
@Timeout(60)
class RelayThroughHostTest {
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final ImageRef IMAGE = ImageRef.of("reg.example/team/app:1");

    @TempDir
    private Path spooled;

    private final FakeBlobs source = new FakeBlobs("A");
    private final FakeTarget node = new FakeTarget("T");
    private final byte[] content = FakeBlobs.noise(100_000, 1);
    private final Descriptor layer = source.add(FakeBlobs.LAYER, content);
    private final Descriptor manifest = source.image("amd64", layer);
    private final String byDigest = "reg.example/team/app@" + manifest.digest();
    private final String temporary = "127.0.0.1:40000/image-sync-TOKEN/team/app@" + manifest.digest();
    private RelayThroughHost relay;

    @BeforeEach
    void start() {
        relay = pinning(true);
        source.names.put(IMAGE.canonical(), manifest);
        source.names.put(byDigest, manifest);
        node.pulled = Optional.of(manifest);
    }

    private RelayThroughHost pinning(boolean pins) {
        return new RelayThroughHost(new RelaySettings(RelayMode.LOADED, 4, 0, pins), spooled, Spool.LIMIT);
    }

    @AfterEach
    void stop() {
        relay.close();
    }

    private Offer offer() throws InterruptedException {
        return relay.look(IMAGE, List.of(source), node, LIMIT).toOptional().orElseThrow();
    }

    private Optional<PullFailure> send() throws InterruptedException {
        Offer offer = offer();
        node.calls.clear();
        return relay.send(offer, node, LIMIT, _ -> {});
    }

    private byte[] download(ImageRef image, String password, Descriptor blob) throws IOException {
        try (Http http = new Http(node.socket, password)) {
            return http.get("/v2/" + image.repository() + "/blobs/" + blob.digest())
                    .body();
        }
    }

    @Test
    void pullsThenNamesThenTidiesUp() throws InterruptedException {
        assertThat(send()).isEmpty();
        assertThat(node.calls)
                .containsExactly(
                        "open",
                        "pull " + temporary + " as image-sync from 127.0.0.1:40000",
                        "target " + temporary,
                        "name " + byDigest,
                        "name reg.example/team/app:1",
                        "pin " + manifest.digest() + " for relay",
                        "unname " + temporary,
                        "close");
        assertThat(node.names).containsOnlyKeys(byDigest, "reg.example/team/app:1");
        assertThat(node.limits).allMatch(limit -> limit.compareTo(LIMIT) <= 0);
    }

    @Test
    void pinsNothingWhereThatIsSwitchedOff() throws InterruptedException {
        relay = pinning(false);
        assertThat(send()).isEmpty();
        assertThat(node.calls).noneMatch(call -> call.startsWith("pin"));
    }

    @Test
    void countsAsDoneWhenItCannotBePinned() throws InterruptedException {
        node.failing = "pin";
        assertThat(send()).isEmpty();
        assertThat(node.calls).endsWith("pin " + manifest.digest() + " for relay", "unname " + temporary, "close");
    }

    @Test
    void hasTheContentForTheNode() throws InterruptedException {
        FutureTask<Boolean> same = new FutureTask<>(() -> true);
        node.pulling = (image, password) -> {
            if (java.util.Arrays.equals(download(image, password, layer), content)) {
                same.run();
            }
            return Optional.empty();
        };
        assertThat(send()).isEmpty();
        assertThat(same).isDone();
    }

    @Test
    void namesNothingWhenThePullFailed() throws InterruptedException {
        Refused full = new Refused(Kind.NO_SPACE, 1, "no space left on device");
        node.pulling = (_, _) -> Optional.of(full);
        assertThat(send()).contains(full);
        assertThat(node.calls).noneMatch(call -> call.startsWith("name") || call.startsWith("pin"));
        assertThat(node.calls).endsWith("unname " + temporary, "close");
        assertThat(node.names).isEmpty();
    }

    @Test
    void namesNothingThatIsSomethingElse() throws InterruptedException {
        node.pulled = Optional.of(layer);
        assertThat(send()).contains(new NotRelayed(Why.OTHER_CONTENT, layer.digest()));
        assertThat(node.names).isEmpty();
        node.pulled = Optional.empty();
        assertThat(send()).contains(new NotRelayed(Why.OTHER_CONTENT, "the node has nothing under that name"));
    }

    @Test
    void endsWithTheFirstNameThatCannotBeGiven() throws InterruptedException {
        node.failing = "name " + byDigest;
        assertThat(send()).contains(new NodeTrouble(FakeTarget.failure()));
        assertThat(node.names).isEmpty();
        assertThat(node.calls).endsWith("name " + byDigest, "unname " + temporary, "close");
        node.failing = "name reg.example/team/app:1";
        assertThat(send()).contains(new NodeTrouble(FakeTarget.failure()));
        assertThat(node.names).containsOnlyKeys(byDigest);
        node.failing = "target";
        assertThat(send()).contains(new NodeTrouble(FakeTarget.failure()));
    }

    @Test
    void doesNothingWithoutAPort() throws InterruptedException {
        node.failing = "open";
        assertThat(send()).contains(new NodeTrouble(FakeTarget.failure()));
        assertThat(node.calls).containsExactly("open");
        assertThat(node.socket).doesNotExist();
        node.failing = "nothing";
        assertThat(send()).isEmpty();
    }

    @Test
    void doesNothingOnANodeWithoutContainerd() throws InterruptedException {
        Offer offer = offer();
        node.calls.clear();
        node.containerd = false;
        assertThat(relay.send(offer, node, LIMIT, _ -> {})).contains(new NotRelayed(Why.NO_CONTENTS, "T"));
        assertThat(node.calls).isEmpty();
    }

    @Test
    void countsAsDoneWhenOnlyTheTemporaryNameStays() throws InterruptedException {
        node.failing = "unname";
        assertThat(send()).isEmpty();
    }

    @Test
    void tidiesUpWhenTheRunIsCancelled() throws InterruptedException {
        node.pulling = (_, _) -> {
            throw new InterruptedException();
        };
        assertThatThrownBy(this::send).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(node.calls).endsWith("unname " + temporary, "close");
        assertThat(node.limits.get(node.limits.size() - 2)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void namesTheSourceThatFailed() throws InterruptedException {
        source.failsAt = 50_000;
        node.pulling = (image, password) -> {
            download(image, password, layer);
            return Optional.of(new Refused(Kind.CONNECTION_BROKEN, 1, "unexpected EOF"));
        };
        assertThat(send().orElseThrow().what()).startsWith("the node that sends it failed: A: ");
    }

    @Test
    void namesTheSourceOfContentThatTheRuntimeFindsToBeWrong() throws InterruptedException {
        node.pulling = (_, _) -> Optional.of(new Refused(Kind.CORRUPT, 1, "unexpected commit digest"));
        assertThat(send()).contains(new NotRelayed(Why.NOT_AS_ANNOUNCED, "A: unexpected commit digest"));
    }

    @ParameterizedTest
    @EnumSource
    void neverBlamesARegistry(Kind kind) throws InterruptedException {
        node.pulling = (_, _) -> Optional.of(new Refused(kind, 1, "x"));
        assertThat(send().orElseThrow().words().toString())
                .doesNotContain("the registry")
                .doesNotContain("DNS");
    }

    @Test
    void aNodeThatTookNothingInTimeIsNotSentToARegistry() throws InterruptedException {
        node.pulling = (_, _) -> Optional.of(new TimedOut(LIMIT).silent("127.0.0.1:4001"));

        assertThat(send())
                .hasValueSatisfying(failure -> assertThat(failure.what() + failure.remedy())
                        .contains("requested nothing from this host", "_default/hosts.toml")
                        .doesNotContain("registry"));
    }

    @Test
    void sharesOnePortAmongTheSendsOfANode() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        node.pulling = (_, _) -> {
            both.countDown();
            both.await();
            return Optional.empty();
        };
        Offer offer = offer();
        node.calls.clear();
        FutureTask<Optional<PullFailure>> other = new FutureTask<>(() -> relay.send(offer, node, LIMIT, _ -> {}));
        Thread.ofVirtual().start(other);
        assertThat(relay.send(offer, node, LIMIT, _ -> {})).isEmpty();
        assertThat(other.get()).isEmpty();
        assertThat(node.calls)
                .containsOnlyOnce("open")
                .containsOnlyOnce("close")
                .endsWith("close");
        assertThat(node.socket).doesNotExist();
    }

    @Test
    void opensAnotherPortWhenOneDoesNotLeadHereAnyMore() throws Exception {
        CountDownLatch lost = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        node.pulling = (_, _) -> {
            end.await();
            return Optional.empty();
        };
        Offer offer = offer();
        node.calls.clear();
        FutureTask<Optional<PullFailure>> hanging = new FutureTask<>(() -> {
            lost.countDown();
            return relay.send(offer, node, LIMIT, _ -> {});
        });
        Thread.ofVirtual().start(hanging);
        while (node.calls.size() < 2) {
            Thread.onSpinWait();
        }
        node.pulling = (_, _) -> Optional.of(new Refused(Kind.REGISTRY_UNREACHABLE, 1, "connection refused"));
        assertThat(relay.send(offer, node, LIMIT, _ -> {})).contains(new NotRelayed(Why.REFUSED, "connection refused"));
        Path first = node.socket;
        node.pulling = (_, _) -> Optional.empty();
        assertThat(relay.send(offer, node, LIMIT, _ -> {})).isEmpty();
        assertThat(node.socket).isNotEqualTo(first);
        end.countDown();
        assertThat(hanging.get()).isEmpty();
        assertThat(Files.exists(first)).isFalse();
        assertThat(node.calls.stream().filter("close"::equals)).hasSize(2);
    }

    @Test
    void readsOnceForThreeNodes() throws Exception {
        CountDownLatch all = new CountDownLatch(3);
        FakeTarget[] nodes = {node, new FakeTarget("U"), new FakeTarget("V")};
        List<FutureTask<Optional<PullFailure>>> sends = java.util.Arrays.stream(nodes)
                .map(each -> {
                    each.pulled = Optional.of(manifest);
                    each.pulling = (image, password) -> {
                        all.countDown();
                        all.await();
                        try (Http http = new Http(each.socket, password)) {
                            http.get("/v2/" + image.repository() + "/blobs/" + layer.digest());
                        }
                        all.await();
                        return Optional.empty();
                    };
                    return new FutureTask<>(() -> relay.send(offer(), each, LIMIT, _ -> {}));
                })
                .toList();
        sends.forEach(Thread.ofVirtual()::start);
        for (FutureTask<Optional<PullFailure>> send : sends) {
            assertThat(send.get()).isEmpty();
        }
        assertThat(source.reads).containsOnlyOnce(layer.digest());
    }
}
