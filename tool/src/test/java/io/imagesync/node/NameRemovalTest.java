package io.imagesync.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.imagesync.cri.DeleteImageRequest;
import io.imagesync.cri.DeleteImageResponse;
import io.imagesync.cri.GetImageRequest;
import io.imagesync.cri.GetImageResponse;
import io.imagesync.cri.Image;
import io.imagesync.cri.ImageRecord;
import io.imagesync.cri.ImageStatusRequest;
import io.imagesync.cri.ImageStatusResponse;
import io.imagesync.cri.ListNamesRequest;
import io.imagesync.cri.ListNamesResponse;
import io.imagesync.cri.TargetDescriptor;
import io.imagesync.model.Credentials;
import io.imagesync.model.Failure;
import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.NodeFailure.NotRemoved;
import io.imagesync.model.NodeFailure.NotRemoved.Obstacle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Removing one name of an image from containerd, whose names are in memory here.
@Timeout(60)
class NameRemovalTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String SERVICE = "containerd.services.images.v1.Images/";
    private static final String ONE = "sha256:" + "1".repeat(64);
    private static final String TWO = "sha256:" + "2".repeat(64);
    private static final String ID = "sha256:" + "a".repeat(64);
    private static final String OTHER_ID = "sha256:" + "b".repeat(64);
    private static final String PIN = "io.cri-containerd.pinned";

    private final FakeCri cri = new FakeCri();
    /// Name to what it stands for.
    private final Map<String, ImageRecord> records = Collections.synchronizedMap(new TreeMap<>());
    /// Manifest to the id of its image.
    private final Map<String, String> ids = new TreeMap<>(Map.of(ONE, ID, TWO, ID));
    private final List<String> deleted = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void start() throws Exception {
        cri.on(SERVICE + "Get", GetImageRequest.getDefaultInstance(), (request, out) -> {
            ImageRecord record = records.get(request.getName());
            if (record == null) {
                out.onError(Status.NOT_FOUND.asRuntimeException());
            } else {
                FakeCri.reply(
                        out,
                        GetImageResponse.newBuilder().setImage(record).build().toByteArray());
            }
        });
        cri.on(SERVICE + "List", ListNamesRequest.getDefaultInstance(), (request, out) -> {
            String digest = request.getFilters(0).replace("target.digest==", "");
            ListNamesResponse.Builder answer = ListNamesResponse.newBuilder();
            records.values().stream()
                    .filter(record -> record.getTarget().getDigest().equals(digest))
                    .forEach(answer::addImages);
            FakeCri.reply(out, answer.build().toByteArray());
        });
        cri.on(SERVICE + "Delete", DeleteImageRequest.getDefaultInstance(), (request, out) -> {
            assertThat(request.getSync()).isTrue();
            ImageRecord record = records.remove(request.getName());
            assertThat(record).isNotNull().extracting(ImageRecord::getTarget).isEqualTo(request.getTarget());
            deleted.add(request.getName());
            FakeCri.reply(out, DeleteImageResponse.getDefaultInstance().toByteArray());
        });
        cri.on("runtime.v1.ImageService/ImageStatus", ImageStatusRequest.getDefaultInstance(), (request, out) -> {
            ImageStatusResponse.Builder answer = ImageStatusResponse.newBuilder();
            image(request.getImage().getImage()).ifPresent(answer::setImage);
            FakeCri.reply(out, answer.build().toByteArray());
        });
        cri.start();
    }

    @AfterEach
    void end() {
        cri.close();
    }

    private static boolean isId(String name) {
        return name.startsWith("sha256:");
    }

    private Optional<Image> image(String name) {
        String id = isId(name)
                ? name
                : Optional.ofNullable(records.get(name)).map(this::id).orElse("");
        Image.Builder image = Image.newBuilder().setId(id);
        records.values().stream()
                .filter(record -> id(record).equals(id) && !isId(record.getName()))
                .map(ImageRecord::getName)
                .forEach(one -> {
                    if (one.contains("@")) {
                        image.addRepoDigests(one);
                    } else {
                        image.addRepoTags(one);
                    }
                });
        return id.isEmpty() ? Optional.empty() : Optional.of(image.build());
    }

    private String id(ImageRecord record) {
        return ids.getOrDefault(record.getTarget().getDigest(), "");
    }

    private void named(String digest, String... names) {
        List.of(names).forEach(name -> records.put(name, record(name, digest).build()));
    }

    private static ImageRecord.Builder record(String name, String digest) {
        return ImageRecord.newBuilder()
                .setName(name)
                .setTarget(TargetDescriptor.newBuilder()
                        .setMediaType("application/vnd.oci.image.index.v1+json")
                        .setDigest(digest)
                        .setSize(7));
    }

    private void pinned(String name, String digest, Map<String, String> more) {
        records.put(
                name,
                record(name, digest).putLabels(PIN, "pinned").putAllLabels(more).build());
    }

    private Optional<Failure> remove(String name) throws InterruptedException {
        HeldImage held = new HeldImage(ID, List.of(ImageRef.of(name)), List.of(), OptionalLong.empty());
        return cri.containerd(Credentials.NONE).remove(ImageRef.of(name), held, LIMIT);
    }

    private Optional<Obstacle> refusal(String name) throws InterruptedException {
        return remove(name).map(why -> ((NotRemoved) why).obstacle());
    }

    @Test
    void withTheLastTagAllNamesGo() throws Exception {
        named(ONE, "r.io/app:1", "r.io/app@" + ONE, ID);

        assertThat(remove("r.io/app:1")).isEmpty();

        assertThat(deleted).containsExactly("r.io/app:1", "r.io/app@" + ONE, ID);
    }

    @Test
    void anotherTagKeepsDigestAndId() throws Exception {
        named(ONE, "r.io/app:1", "r.io/app:2", "r.io/app@" + ONE, ID);

        assertThat(remove("r.io/app:1")).isEmpty();

        assertThat(deleted).containsExactly("r.io/app:1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"r.io/other:1", "r.io/other@ONE", "r.io/app/sub:1", "bad Name"})
    void whatAnotherRepositoryHasKeepsTheId(String name) throws Exception {
        String other = name.replace("ONE", ONE);
        named(ONE, "r.io/app:1", "r.io/app@" + ONE, ID, other);

        assertThat(remove("r.io/app:1")).isEmpty();

        assertThat(deleted).containsExactly("r.io/app:1", "r.io/app@" + ONE);
        assertThat(records).containsOnlyKeys(ID, other);
    }

    @Test
    void aDigestGoesLikeATag() throws Exception {
        named(ONE, "r.io/app@" + ONE, ID);

        assertThat(remove("r.io/app@" + ONE)).isEmpty();

        assertThat(deleted).containsExactly("r.io/app@" + ONE, ID);
    }

    @Test
    void aDigestBesideATagGoesAlone() throws Exception {
        named(ONE, "r.io/app:1", "r.io/app@" + ONE, ID);

        assertThat(remove("r.io/app@" + ONE)).isEmpty();

        assertThat(deleted).containsExactly("r.io/app@" + ONE);
    }

    @Test
    void aNameThatIsWrittenShortGoesToo() throws Exception {
        named(ONE, "short/z:2", ID);

        assertThat(remove("docker.io/short/z:2")).isEmpty();

        assertThat(deleted).containsExactly("short/z:2", ID);
    }

    @Test
    void afterAKillTheRestGoes() throws Exception {
        named(ONE, "r.io/app@" + ONE, ID);
        assertThat(remove("r.io/app:1")).isEmpty();
        assertThat(deleted).containsExactly("r.io/app@" + ONE, ID);

        named(ONE, ID);
        assertThat(remove("r.io/app:1")).isEmpty();
        assertThat(records).isEmpty();

        assertThat(remove("r.io/app:1")).as("nothing is there").isEmpty();
    }

    @Test
    void anImageOfTwoManifestsGoesWithTheLastOfThem() throws Exception {
        named(ONE, "r.io/app:1", "r.io/app@" + ONE);
        named(TWO, "r.io/loaded:1", ID);

        assertThat(remove("r.io/app:1")).isEmpty();
        assertThat(records).containsOnlyKeys("r.io/loaded:1", ID);

        named(ONE, "r.io/app:1");
        assertThat(remove("r.io/loaded:1")).isEmpty();
        assertThat(records).as("the id still has a name").containsOnlyKeys("r.io/app:1", ID);

        assertThat(remove("r.io/app:1")).isEmpty();
        assertThat(records).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"r.io/app:1", "r.io/app@ONE", "ID"})
    void whatSomebodyElseHasPinnedStays(String name) throws Exception {
        named(ONE, "r.io/app:1", "r.io/app@" + ONE, ID);
        pinned(name.replace("ONE", ONE).replace("ID", ID), ONE, Map.of());

        assertThat(refusal("r.io/app:1")).contains(Obstacle.PINNED);
        assertThat(deleted).isEmpty();
    }

    @Test
    void ourPinAndThatOfAnotherNameDoNotKeepIt() throws Exception {
        named(ONE, "r.io/app@" + ONE, ID);
        pinned("r.io/app:1", ONE, Map.of("io.image-sync.pinned", "pattern"));
        pinned("r.io/app:2", ONE, Map.of());

        assertThat(remove("r.io/app:1")).isEmpty();
        assertThat(deleted).containsExactly("r.io/app:1");
    }

    @Test
    void whatHasGotTheNameMeanwhileStays() throws Exception {
        ids.put(TWO, OTHER_ID);
        named(ONE, "r.io/app@" + ONE, ID);
        named(TWO, "r.io/app:1", "r.io/app@" + TWO, OTHER_ID);

        assertThat(refusal("r.io/app:1")).contains(Obstacle.OTHER_IMAGE);
        assertThat(deleted).isEmpty();
    }
}
