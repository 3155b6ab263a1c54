package io.imagesync.relay;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.ConnectFailure;
import io.imagesync.model.Descriptor;
import io.imagesync.model.ImageRef;
import io.imagesync.model.NotRelayed;
import io.imagesync.model.NotRelayed.Why;
import io.imagesync.model.PullFailure.NodeTrouble;
import io.imagesync.model.Result;
import io.imagesync.relay.Relay.Offer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Who can send what to a node, and why nobody can.
class SourcesTest {
    private static final ImageRef IMAGE = ImageRef.of("reg.example/team/app:1");

    private final Sources sources = new Sources();
    private final FakeBlobs a = new FakeBlobs("A");
    private final FakeBlobs b = new FakeBlobs("B");
    private final FakeTarget target = new FakeTarget("T");

    private Result<Offer> look(ImageRef image, Blobs... holders) throws InterruptedException {
        return sources.look(image, List.of(holders), target, Until.in(Duration.ofMinutes(1)));
    }

    private Offer offer(Blobs... holders) throws InterruptedException {
        return look(IMAGE, holders).toOptional().orElseThrow();
    }

    private void assertNotRelayed(Why why, String detail, Blobs... holders) throws InterruptedException {
        assertThat(look(IMAGE, holders)).isEqualTo(new Result.Failed<>(new NotRelayed(why, detail)));
    }

    private static Descriptor held(FakeBlobs holder, int layer) {
        Descriptor image = holder.image("amd64", holder.add(FakeBlobs.LAYER, FakeBlobs.noise(5000, layer)));
        holder.names.put(IMAGE.canonical(), image);
        return image;
    }

    private static String entry(Descriptor manifest, String platform) {
        String json = FakeBlobs.json(manifest);
        return json.substring(0, json.length() - 1) + ",\"platform\":" + platform + "}";
    }

    private static Descriptor index(FakeBlobs holder, String... entries) {
        return holder.add(Manifest.OCI_INDEX, "{\"manifests\":[" + String.join(",", entries) + "]}");
    }

    @Test
    void offersAnImageByItsName() throws InterruptedException {
        Descriptor image = held(a, 1);
        Offer offer = offer(a);
        assertThat(offer.source()).isEqualTo(a);
        assertThat(offer.target()).isEqualTo(image);
        assertThat(offer.names()).containsExactly("reg.example/team/app:1");
        assertThat(offer.blobs()).containsOnlyKeys(a.bytes.keySet());
        assertThat(offer.missing())
                .hasSize(3)
                .containsExactlyInAnyOrderElementsOf(offer.blobs().values());
    }

    @Test
    void givesTheDigestAsANameOnlyWhereTheSourceHasIt() throws InterruptedException {
        Descriptor image = held(a, 1);
        String byDigest = "reg.example/team/app@" + image.digest();
        a.names.put(byDigest, image);
        assertThat(offer(a).names()).containsExactly(byDigest, "reg.example/team/app:1");
        assertThat(look(ImageRef.of(byDigest), a).toOptional().map(Offer::names))
                .contains(List.of(byDigest));
    }

    @Test
    void countsOnlyWhatTheTargetLacks() throws InterruptedException {
        held(a, 1);
        a.bytes.forEach((digest, bytes) -> target.sizes.put(digest, (long) bytes.length));
        assertThat(offer(a).missing()).isEmpty();
        Descriptor layer = FakeBlobs.descriptor(FakeBlobs.LAYER, FakeBlobs.noise(5000, 1));
        target.sizes.put(layer.digest(), 4999L);
        assertThat(offer(a).missing()).containsExactly(layer);
    }

    @Test
    void takesTheTargetsPlatformOfAnIndexAndNothingElse() throws InterruptedException {
        Descriptor amd64 = a.image("amd64", a.add(FakeBlobs.LAYER, "x"));
        Descriptor arm64 = a.image("arm64", a.add(FakeBlobs.LAYER, "y"));
        Descriptor attestation = a.image("unknown", a.add(FakeBlobs.LAYER, "z"));
        Descriptor index = index(
                a,
                entry(attestation, "{\"os\":\"unknown\",\"architecture\":\"unknown\"}"),
                entry(arm64, "{\"os\":\"linux\",\"architecture\":\"arm64\",\"variant\":\"v8\"}"),
                entry(amd64, "{\"os\":\"linux\",\"architecture\":\"amd64\"}"));
        a.names.put(IMAGE.canonical(), index);
        assertThat(offer(a).target()).isEqualTo(index);
        assertThat(offer(a).blobs()).hasSize(4).containsKeys(index.digest(), amd64.digest());
        target.machine = Optional.of("aarch64");
        assertThat(offer(a).blobs()).hasSize(4).containsKeys(index.digest(), arm64.digest());
        target.machine = Optional.of("s390x");
        assertNotRelayed(Why.NO_PLATFORM, "A: linux/s390x", a);
    }

    @Test
    void takesAnIndexInAnIndexAndWhatNamesNoPlatform() throws InterruptedException {
        Descriptor manifest = a.image("amd64");
        Descriptor inner = index(a, FakeBlobs.json(manifest));
        Descriptor outer = index(a, FakeBlobs.json(inner));
        a.names.put(IMAGE.canonical(), outer);
        assertThat(offer(a).blobs()).containsKeys(outer.digest(), inner.digest(), manifest.digest());
        a.names.put(IMAGE.canonical(), index(a, FakeBlobs.json(outer)));
        assertNotRelayed(Why.NO_IMAGE, "A: " + Manifest.OCI_INDEX, a);
    }

    @Test
    void sendsNoImageOfAnotherPlatform() throws InterruptedException {
        a.names.put(IMAGE.canonical(), a.image("arm64"));
        assertNotRelayed(Why.NO_PLATFORM, "A: linux/amd64", a);
    }

    @Test
    void passesOverOneThatLacksLayers() throws InterruptedException {
        held(a, 1);
        held(b, 1);
        Descriptor layer = FakeBlobs.descriptor(FakeBlobs.LAYER, FakeBlobs.noise(5000, 1));
        a.bytes.remove(layer.digest());
        assertThat(offer(a, b).source()).isEqualTo(b);
        b.bytes.put(layer.digest(), new byte[4999]);
        assertNotRelayed(Why.INCOMPLETE, "A lacks 1 of 3 parts; B lacks 1 of 3 parts", a, b);
        target.sizes.put(layer.digest(), 5000L);
        assertThat(offer(a, b).source()).isEqualTo(a);
    }

    @Test
    void saysWhenLayersMayNotBeGivenOn() throws InterruptedException {
        Descriptor foreign = FakeBlobs.descriptor(
                "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", FakeBlobs.noise(9, 9));
        a.names.put(IMAGE.canonical(), a.image("amd64", foreign));
        assertNotRelayed(Why.INCOMPLETE, "A lacks 1 of 3 parts, among them foreign layers, which are not passed on", a);
    }

    @Test
    void saysWhoDoesNotHaveIt() throws InterruptedException {
        assertNotRelayed(Why.NOT_HELD, "A; B", a, b);
        assertNotRelayed(Why.NOT_HELD, "");
        held(b, 1);
        b.bytes.clear();
        assertThat(look(IMAGE, a, b))
                .isInstanceOfSatisfying(
                        Result.Failed.class,
                        failed -> assertThat(failed.failure().what()).startsWith("the node that sends it failed: B: "));
    }

    @Test
    void takesAnotherWhereOneCannotBeAsked() throws InterruptedException {
        held(a, 1);
        held(b, 1);
        a.unreached = Optional.of(new ConnectFailure.Refused("10.0.0.1:22"));
        assertThat(offer(a, b).source()).isEqualTo(b);
    }

    @Test
    void sendsNothingThatIsDamaged() throws InterruptedException {
        Descriptor image = held(a, 1);
        byte[] damaged = Objects.requireNonNull(a.bytes.get(image.digest())).clone();
        damaged[damaged.length - 1] = ' ';
        a.bytes.put(image.digest(), damaged);
        assertNotRelayed(Why.WRONG_CONTENT, "A: " + image.digest(), a);
        a.bytes.put(image.digest(), new byte[damaged.length + 1]);
        assertNotRelayed(Why.WRONG_CONTENT, "A: " + image.digest(), a);
    }

    @Test
    void sendsNothingThatIsNoImage() throws InterruptedException {
        a.names.put(IMAGE.canonical(), a.add(Manifest.OCI_MANIFEST, "{\"layers\":[]}"));
        assertNotRelayed(Why.NO_IMAGE, "A: it is neither an index nor a manifest of an image (line 1, column 1)", a);
        Descriptor empty = a.add("application/vnd.oci.empty.v1+json", "{}");
        a.names.put(IMAGE.canonical(), a.add(Manifest.OCI_MANIFEST, FakeBlobs.manifest(empty, empty)));
        assertNotRelayed(Why.NO_IMAGE, "A: it is an artifact without a configuration", a);
        a.names.put(IMAGE.canonical(), a.add("application/vnd.docker.distribution.manifest.v1+json", "{}"));
        assertNotRelayed(Why.NO_IMAGE, "A: application/vnd.docker.distribution.manifest.v1+json", a);
        a.names.put(IMAGE.canonical(), new Descriptor(Manifest.OCI_MANIFEST, "sha512:" + "0".repeat(128), 5));
        assertNotRelayed(Why.NO_IMAGE, "A: its name has no sha256 digest", a);
        Descriptor small = a.add(Manifest.OCI_MANIFEST, "{}");
        a.names.put(IMAGE.canonical(), new Descriptor(Manifest.OCI_MANIFEST, small.digest(), Manifest.MAX_BYTES + 1L));
        assertNotRelayed(Why.NO_IMAGE, "A: its manifest has more than 8388608 bytes", a);
        assertThat(a.reads).doesNotContain(small.digest());
    }

    @Test
    void readsWhatItKnowsOnlyOnce() throws InterruptedException {
        held(a, 1);
        held(b, 1);
        offer(a);
        assertThat(offer(b).source()).isEqualTo(b);
        assertThat(a.reads).hasSize(2);
        assertThat(b.reads).isEmpty();
    }

    @Test
    void saysWhatTheTargetLacksToBeOne() throws InterruptedException {
        held(a, 1);
        target.failing = "sizes";
        assertThat(look(IMAGE, a)).isEqualTo(new Result.Failed<>(new NodeTrouble(FakeTarget.failure())));
        target.machine = Optional.empty();
        assertNotRelayed(Why.PLATFORM_UNKNOWN, "T", a);
        target.containerd = false;
        assertNotRelayed(Why.NO_CONTENTS, "T", a);
    }

    @Test
    void asksNothingOfANodeWithoutContainerd() throws InterruptedException {
        FakeTarget crio = new FakeTarget("C");
        crio.containerd = false;
        assertNotRelayed(Why.NO_CONTENTS, "C", new NodeBlobs(crio));
        assertThat(crio.calls).isEmpty();
    }
}
