package io.imagesync.lab.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.imagesync.cri.CreateImageRequest;
import io.imagesync.cri.DeleteImageRequest;
import io.imagesync.cri.FieldPaths;
import io.imagesync.cri.GetImageRequest;
import io.imagesync.cri.ImageRecord;
import io.imagesync.cri.Info;
import io.imagesync.cri.ListContentRequest;
import io.imagesync.cri.ListNamesRequest;
import io.imagesync.cri.ReadContentRequest;
import io.imagesync.cri.ReadContentResponse;
import io.imagesync.cri.TargetDescriptor;
import io.imagesync.cri.UpdateImageRequest;
import io.imagesync.model.Descriptor;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a node's containerd says of the content of images, and of their names, through SSH.
class ContentsTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String LOADED = "localhost/tools:1";
    private static final int SIZE = 3_000_000;

    private EmbeddedFleet fleet;
    private EmbeddedNode node;
    private Forwarding runtime;

    @BeforeEach
    void start() throws Exception {
        start(settings -> settings);
    }

    private void start(UnaryOperator<NodeSettings> as) throws Exception {
        fleet = EmbeddedFleet.start(1, as);
        node = fleet.node(0);
        runtime = Forwarding.to(fleet, "gpu01", RuntimeSocket.CONTAINERD.path());
        node.store().add(StoredImage.loaded(LOADED, SIZE));
    }

    @AfterEach
    void stop() {
        runtime.close();
        fleet.close();
    }

    @Test
    void leadsFromANameToAllBytes() throws Exception {
        Descriptor target = target(LOADED);
        Layout image = layout(target);

        assertThat(read(target.digest(), 0)).isEqualTo(target.digest());
        assertThat(read(image.id(), 0)).isEqualTo(image.id());
        assertThat(read(image.layers().getFirst().digest(), 0))
                .isEqualTo(image.layers().getFirst().digest());
        assertThat(image.size()).isEqualTo(SIZE);
        assertThat(node.store().images().getFirst().id()).isEqualTo(image.id());
        assertThat(sizes(target.digest(), image.id(), "sha256:" + "0".repeat(64)))
                .containsOnlyKeys(target.digest(), image.id());
    }

    @Test
    void readsFromAnOffset() throws Exception {
        String layer = layout(target(LOADED)).layers().getFirst().digest();
        Content content = Content.ofLayer("loaded " + LOADED + " for x86_64", SIZE);
        MessageDigest rest = Content.sha256();
        rest.update(content.part(1_500_001, SIZE).toByteArray());

        assertThat(read(layer, 1_500_001)).isEqualTo(Content.text(rest));
        assertThat(read(layer, SIZE)).isEqualTo(Content.of("").digest());
        assertThatThrownBy(() -> read(layer, SIZE + 1L)).satisfies(is(Status.Code.OUT_OF_RANGE));
    }

    @Test
    void readsWhatFitsIntoNoMemory() throws Exception {
        node.store().add(StoredImage.loaded("localhost/large:1", 500_000_000_000L));
        Descriptor layer = layout(target("localhost/large:1")).layers().getFirst();
        Iterator<ReadContentResponse> parts = runtime.stream(
                RuntimeMethods.READ_CONTENT,
                ReadContentRequest.newBuilder().setDigest(layer.digest()).build(),
                LIMIT);

        for (int i = 0; i < 40; i++) {
            ReadContentResponse part = parts.next();
            assertThat(Content.isMadeUp(layer, part.getOffset(), part.getData()))
                    .isTrue();
        }
        runtime.hangUp();
    }

    @Test
    void hasAnIndexForSeveralMachinesAndTheBlobsOfItsOwn() throws Exception {
        RegistryImage image = RegistryImage.of("both", 1000, "x86_64", "aarch64");
        node.store().add(StoredImage.loaded("localhost/both:1", image));

        assertThat(target("localhost/both:1").mediaType()).isEqualTo("application/vnd.oci.image.index.v1+json");
        Layout here = image.on("x86_64").orElseThrow();
        Layout there = image.on("aarch64").orElseThrow();
        assertThat(sizes(here.id(), there.id(), there.layers().getFirst().digest()))
                .containsOnlyKeys(here.id());
    }

    @Test
    void discardsUnpackedLayersWhereItIsSoConfigured() throws Exception {
        stop();
        start(NodeSettings::discardUnpackedLayers);
        Layout image = layout(target(LOADED));

        assertThat(sizes(image.id(), image.layers().getFirst().digest())).containsOnlyKeys(image.id());
        assertThat(node.store().holds(LOADED)).isTrue();
    }

    @Test
    void givesNamesMovesThemAndTakesThemAway() throws Exception {
        Descriptor target = target(LOADED);
        StoredImage other = StoredImage.loaded("localhost/other:1", 10);
        node.store().add(other);
        String byDigest = "registry.example.com/new@" + target.digest();

        create("registry.example.com/new:1", target);
        create(byDigest, target);
        assertThatThrownBy(() -> create("registry.example.com/new:1", target))
                .satisfies(is(Status.Code.ALREADY_EXISTS));

        StoredImage named = node.store().find(byDigest).orElseThrow();
        assertThat(named.tags()).containsExactly(LOADED, "registry.example.com/new:1");
        assertThat(named.digests()).containsExactly(byDigest);
        assertThat(names("name~=\"^registry\\\\.example\\\\.com/\""))
                .containsExactlyInAnyOrder("registry.example.com/new:1", byDigest);

        update("registry.example.com/new:1", target("localhost/other:1"), "target", "labels");

        assertThat(node.store().find("registry.example.com/new:1").orElseThrow().id())
                .isEqualTo(other.id());

        delete("registry.example.com/new:1");

        assertThat(node.store().holds("registry.example.com/new:1")).isFalse();
        assertThat(node.store().holds("localhost/other:1")).isTrue();
        assertThatThrownBy(() -> delete("registry.example.com/new:1")).satisfies(is(Status.Code.NOT_FOUND));
        assertThatThrownBy(() -> target("registry.example.com/new:1")).satisfies(is(Status.Code.NOT_FOUND));
    }

    @Test
    void contentGoesWithTheLastNameOfItsImage() throws Exception {
        Descriptor target = target(LOADED);
        String id = layout(target).id();

        delete(LOADED);

        assertThat(sizes(target.digest())).hasSize(1);
        assertThat(node.store().images())
                .singleElement()
                .satisfies(image -> assertThat(image.tags()).isEmpty());

        delete(id);

        assertThat(sizes(target.digest(), id)).isEmpty();
        assertThat(node.store().images()).isEmpty();
    }

    @Test
    void anImageOfNoContentHasNamesThatLeadNowhere() throws Exception {
        node.store().add(new StoredImage("sha256:1", List.of("localhost/empty:1"), List.of(), 5, false));

        Descriptor target = target("localhost/empty:1");

        assertThat(sizes(target.digest())).isEmpty();
        assertThatThrownBy(() -> read(target.digest(), 0)).satisfies(is(Status.Code.NOT_FOUND));
    }

    @Test
    void failsTheTestThatSendsWhatContainerdWouldNotSurvive() throws Exception {
        ImageRecord targetless = ImageRecord.newBuilder().setName(LOADED).build();

        assertThatThrownBy(() -> runtime.call(
                        RuntimeMethods.UPDATE_NAME,
                        UpdateImageRequest.newBuilder().setImage(targetless).build()))
                .satisfies(is(Status.Code.UNAVAILABLE));

        assertThatThrownBy(node::close).hasMessageContaining("not whole");
        assertThatThrownBy(fleet::close).isInstanceOf(IllegalStateException.class);
        fleet = EmbeddedFleet.start(0);
    }

    private Layout layout(Descriptor root) {
        return Layout.of(root, "x86_64", digest -> bytes(digest, 0).map(Content::of))
                .orElseThrow();
    }

    /// @return the digest of what is read
    private String read(String digest, long offset) {
        return bytes(digest, offset).map(Content::of).orElseThrow().digest();
    }

    private Optional<ByteString> bytes(String digest, long offset) {
        ByteString all = ByteString.EMPTY;
        Iterator<ReadContentResponse> parts = runtime.stream(
                RuntimeMethods.READ_CONTENT,
                ReadContentRequest.newBuilder()
                        .setDigest(digest)
                        .setOffset(offset)
                        .build(),
                LIMIT);
        while (parts.hasNext()) {
            ReadContentResponse part = parts.next();
            assertThat(part.getOffset()).isEqualTo(offset + all.size());
            all = all.concat(part.getData());
        }
        return Optional.of(all);
    }

    private Map<String, Long> sizes(String... digests) {
        ListContentRequest.Builder question = ListContentRequest.newBuilder();
        List.of(digests).forEach(digest -> question.addFilters("digest==" + digest));
        Map<String, Long> sizes = new HashMap<>();
        runtime.call(RuntimeMethods.LIST_CONTENT, question.build()).getInfoList().stream()
                .forEach((Info info) -> sizes.put(info.getDigest(), info.getSize()));
        return sizes;
    }

    private Descriptor target(String name) {
        TargetDescriptor target = runtime.call(
                        RuntimeMethods.GET_NAME,
                        GetImageRequest.newBuilder().setName(name).build())
                .getImage()
                .getTarget();
        return new Descriptor(target.getMediaType(), target.getDigest(), target.getSize());
    }

    private List<String> names(String filter) {
        return runtime
                .call(
                        RuntimeMethods.LIST_NAMES,
                        ListNamesRequest.newBuilder().addFilters(filter).build())
                .getImagesList()
                .stream()
                .map(ImageRecord::getName)
                .toList();
    }

    private void create(String name, Descriptor target) {
        runtime.call(
                RuntimeMethods.CREATE_NAME,
                CreateImageRequest.newBuilder().setImage(record(name, target)).build());
    }

    private void update(String name, Descriptor target, String... paths) {
        runtime.call(
                RuntimeMethods.UPDATE_NAME,
                UpdateImageRequest.newBuilder()
                        .setImage(record(name, target))
                        .setUpdateMask(FieldPaths.newBuilder().addAllPaths(List.of(paths)))
                        .build());
    }

    private static ImageRecord record(String name, Descriptor target) {
        return ImageRecord.newBuilder()
                .setName(name)
                .putLabels("io.cri-containerd.image", "managed")
                .setTarget(TargetDescriptor.newBuilder()
                        .setMediaType(target.mediaType())
                        .setDigest(target.digest())
                        .setSize(target.size()))
                .build();
    }

    private void delete(String name) {
        runtime.call(
                RuntimeMethods.DELETE_NAME,
                DeleteImageRequest.newBuilder().setName(name).setSync(true).build());
    }

    private static Consumer<Throwable> is(Status.Code code) {
        return e -> assertThat(e)
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        refused -> assertThat(refused.getStatus().getCode()).isEqualTo(code));
    }
}
