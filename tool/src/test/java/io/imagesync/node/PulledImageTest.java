package io.imagesync.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.imagesync.cri.Info;
import io.imagesync.cri.ListContentRequest;
import io.imagesync.cri.ListContentResponse;
import io.imagesync.cri.ReadContentRequest;
import io.imagesync.cri.ReadContentResponse;
import io.imagesync.cri.Timestamp;
import io.imagesync.model.ImageRef;
import io.imagesync.model.PullProgress;
import io.imagesync.model.PullProgress.Phase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How far a pull is, from what a content store has.
@Timeout(60)
class PulledImageTest {
    private static final ImageRef APP = ImageRef.of("r.io:5000/team/app:1");
    private static final String MANIFEST = digest('f');
    private static final String OTHER_MANIFEST = digest('e');
    private static final String A = digest('a');
    private static final String B = digest('b');
    private static final String C = digest('c');
    private static final long MANIFEST_CREATED = 1000;

    private final FakeCri cri = new FakeCri();
    private final Map<String, Info> store = new LinkedHashMap<>();
    private final List<String> filters = new ArrayList<>();
    private final List<PullProgress> told = new ArrayList<>();
    private PulledImage pulled;

    private static String digest(char c) {
        return "sha256:" + String.valueOf(c).repeat(64);
    }

    @BeforeEach
    void start() throws Exception {
        String content = "containerd.services.content.v1.Content/";
        cri.on(content + "List", ListContentRequest.getDefaultInstance(), (asked, out) -> {
            filters.addAll(asked.getFiltersList());
            List<Info> found = store.values().stream()
                    .filter(info -> asked.getFiltersList().stream().anyMatch(f -> fits(f, info)))
                    .toList();
            FakeCri.reply(
                    out,
                    ListContentResponse.newBuilder().addAllInfo(found).build().toByteArray());
        });
        cri.on(
                content + "Read",
                ReadContentRequest.getDefaultInstance(),
                (_, out) -> FakeCri.reply(
                        out,
                        ReadContentResponse.newBuilder()
                                .setData(ByteString.copyFromUtf8("{\"layers\":[" + layer(A, 100) + "," + layer(B, 200)
                                        + "," + layer(C, 300) + "]}"))
                                .build()
                                .toByteArray()));
        cri.start();
        pulled = new PulledImage(APP, new ContentStore(cri.channel()), told::add);
    }

    @AfterEach
    void end() {
        cri.close();
    }

    private static String layer(String digest, long size) {
        return "{\"digest\":\"" + digest + "\",\"size\":" + size + "}";
    }

    /// Blobs by digest; whatever else is asked for are manifests.
    private static boolean fits(String filter, Info info) {
        return filter.startsWith("digest==")
                ? filter.equals("digest==" + info.getDigest())
                : info.getLabelsMap().keySet().stream().anyMatch(key -> key.contains("gc.ref"));
    }

    private void holds(String digest, long created, String... children) {
        Info.Builder info = Info.newBuilder()
                .setDigest(digest)
                .setCreatedAt(Timestamp.newBuilder().setSeconds(created))
                .putLabels("containerd.io/distribution.source.r.io", "other/x,team/app");
        for (String child : children) {
            info.putLabels("containerd.io/gc.ref.content.l." + info.getLabelsCount(), child);
        }
        store.put(digest, info.build());
    }

    private void look(Object... digestsAndBytes) throws Exception {
        Map<String, Long> active = new LinkedHashMap<>();
        for (int i = 0; i < digestsAndBytes.length; i += 2) {
            active.put((String) digestsAndBytes[i], ((Integer) digestsAndBytes[i + 1]).longValue());
        }
        pulled.look(active);
    }

    private static PullProgress downloading(long bytes, long total) {
        return new PullProgress(Phase.DOWNLOADING, bytes, OptionalLong.of(total));
    }

    @Test
    void bytesGrowUntilAllIsThere() throws Exception {
        holds(MANIFEST, MANIFEST_CREATED, A, B, C);
        look(A, 10, B, 0);
        look(A, 60, B, 50);
        look(B, 150, C, 20);
        holds(B, MANIFEST_CREATED + 1);
        look(C, 300);
        look();

        assertThat(told)
                .containsExactly(
                        downloading(10, 600),
                        downloading(110, 600),
                        downloading(270, 600),
                        downloading(600, 600),
                        new PullProgress(Phase.UNPACKING, 600, OptionalLong.of(600)));
        assertThat(filters).contains("labels.\"containerd.io/distribution.source.r.io\"~=\"(^|,)team/app(,|$)\"");
    }

    @Test
    void aRegistryThatAnswersNothingIsSilentAfterSomeLooks() throws Exception {
        look(digest('d'), 77);
        look(digest('d'), 77);
        assertThat(pulled.isSilent()).isFalse();
        look(digest('d'), 77);
        assertThat(pulled.isSilent()).isTrue();

        holds(MANIFEST, MANIFEST_CREATED, A);
        look();
        assertThat(pulled.isSilent()).isFalse();
        store.clear();
        for (int i = 0; i < 5; i++) {
            look();
        }
        assertThat(pulled.isSilent()).isFalse();
    }

    @Test
    void aRegistryIsNotCalledSilentWhileBytesFlowOrNobodySees() throws Exception {
        for (int i = 0; i < 5; i++) {
            look(digest('d'), 77 + i);
        }
        assertThat(pulled.isSilent()).isFalse();

        PulledImage unseen = new PulledImage(APP, new ContentStore(cri.channel()), told::add);
        for (int i = 0; i < 5; i++) {
            unseen.look(Map.of());
            unseen.doubt();
        }
        assertThat(unseen.isSilent()).isFalse();
    }

    @Test
    void whatWasThereBeforeDoesNotCount() throws Exception {
        holds(MANIFEST, MANIFEST_CREATED, A, B, C);
        holds(A, MANIFEST_CREATED - 1);
        holds(B, MANIFEST_CREATED + 1);
        look(C, 30);

        assertThat(told).containsExactly(downloading(230, 500));
    }

    @Test
    void staleDownloadsOfOthersAreNotTaken() throws Exception {
        holds(MANIFEST, MANIFEST_CREATED, A, B, C);
        look(digest('d'), 77);

        assertThat(told).isEmpty();
    }

    @Test
    void ofTwoTagsPulledAtOnceNothingIsTold() throws Exception {
        holds(MANIFEST, MANIFEST_CREATED, A);
        holds(OTHER_MANIFEST, MANIFEST_CREATED, B);
        look(A, 1, B, 1);

        assertThat(told).isEmpty();
    }

    @Test
    void aBlobThatSaysMoreThanItsSizeIsNoMoreThanThat() throws Exception {
        holds(MANIFEST, MANIFEST_CREATED, A, B, C);
        look(A, Integer.MAX_VALUE);

        assertThat(told).containsExactly(downloading(100, 600));
    }

    @Test
    void aRepositoryOfAnotherNameIsNotTaken() throws Exception {
        holds(MANIFEST, MANIFEST_CREATED, A);
        store.replaceAll((_, info) -> info.toBuilder()
                .putLabels("containerd.io/distribution.source.r.io", "steam/app")
                .build());
        look(A, 1);

        assertThat(told).isEmpty();
        assertThat(filters.stream().collect(Collectors.toSet())).hasSize(1);
    }
}
