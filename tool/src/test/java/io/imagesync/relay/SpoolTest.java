package io.imagesync.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.imagesync.model.Descriptor;
import io.imagesync.model.NotRelayed;
import io.imagesync.model.NotRelayed.Why;
import java.io.ByteArrayOutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Each blob once from its source, and to each who wants it.
@Timeout(60)
class SpoolTest {
    private static final Rate FREE = new Rate(0, Rate.Time.SYSTEM);
    private static final byte[] CONTENT = FakeBlobs.noise(50_500, 1);

    @TempDir
    private Path folder;

    private final FakeBlobs source = new FakeBlobs("A");
    private final Descriptor blob = source.add(FakeBlobs.LAYER, CONTENT);
    private Spool spool;

    @BeforeEach
    void start() {
        spool = new Spool(folder, 60_000, FREE);
        spool.need(List.of(blob.digest()));
    }

    @AfterEach
    void stop() {
        spool.close();
    }

    private static byte[] whole(SharedBlob shared) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        while (out.size() < shared.size()) {
            long there = shared.await(out.size(), Until.in(Duration.ofMinutes(1)));
            shared.transfer(out.size(), there - out.size(), Channels.newChannel(out));
        }
        return out.toByteArray();
    }

    private static FutureTask<byte[]> started(Callable<byte[]> reading) {
        FutureTask<byte[]> task = new FutureTask<>(reading);
        Thread.ofVirtual().start(task);
        return task;
    }

    @Test
    void isReadOnceForThreeWhoWantItAtOnce() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        source.step = offset -> {
            if (offset == 5000) {
                go.await();
            }
        };
        List<FutureTask<byte[]>> readers = Stream.generate(
                        () -> started(() -> whole(spool.open(source, blob).orElseThrow())))
                .limit(3)
                .toList();
        go.countDown();
        for (FutureTask<byte[]> reader : readers) {
            assertThat(reader.get()).isEqualTo(CONTENT);
        }
        assertThat(source.reads).containsExactly(blob.digest());
    }

    @Test
    void isThereForOneWhoComesLate() throws Exception {
        assertThat(whole(spool.open(source, blob).orElseThrow())).isEqualTo(CONTENT);
        source.bytes.clear();
        assertThat(whole(spool.open(new FakeBlobs("B"), blob).orElseThrow())).isEqualTo(CONTENT);
        assertThat(source.reads).hasSize(1);
    }

    @Test
    void isGivenOnWhileItComes() throws Exception {
        CountDownLatch taken = new CountDownLatch(1);
        source.step = offset -> {
            if (offset == 30_000) {
                taken.await();
            }
        };
        SharedBlob shared = spool.open(source, blob).orElseThrow();
        assertThat(shared.await(29_999, Until.in(Duration.ofMinutes(1)))).isEqualTo(30_000);
        taken.countDown();
        assertThat(whole(shared)).isEqualTo(CONTENT);
    }

    @Test
    void isNeverGivenOnToItsEndWhenThereIsMoreOrLessOfIt() {
        source.bytes.put(blob.digest(), FakeBlobs.noise(50_501, 1));
        assertBreaksOff(Why.WRONG_CONTENT, "A: " + blob.digest());
        source.bytes.put(blob.digest(), FakeBlobs.noise(50_499, 1));
        assertBreaksOff(Why.WRONG_CONTENT, "A: " + blob.digest());
    }

    private void assertBreaksOff(Why why, String detail) {
        SharedBlob shared = spool.open(source, blob).orElseThrow();
        assertThatThrownBy(() -> whole(shared))
                .isInstanceOfSatisfying(
                        BrokenOff.class, e -> assertThat(e.why()).isEqualTo(new NotRelayed(why, detail)));
    }

    @Test
    void saysWhoFailedInTheMiddleAndTriesAnew() throws Exception {
        source.failsAt = 20_000;
        SharedBlob shared = spool.open(source, blob).orElseThrow();
        assertThatThrownBy(() -> whole(shared))
                .isInstanceOfSatisfying(
                        BrokenOff.class, e -> assertThat(e.why().what()).contains("A: "));
        source.failsAt = Long.MAX_VALUE;
        assertThat(whole(spool.open(source, blob).orElseThrow())).isEqualTo(CONTENT);
    }

    @Test
    void isWaitedForNoLongerThanTheSendMayTake() {
        source.step = _ -> new CountDownLatch(1).await();
        SharedBlob shared = spool.open(source, blob).orElseThrow();
        assertThatThrownBy(() -> shared.await(0, Until.in(Duration.ZERO)))
                .isInstanceOf(BrokenOff.class)
                .hasMessageContaining("too slow");
    }

    @Test
    void takesNoMoreThanItMay() {
        Descriptor other = source.add(FakeBlobs.LAYER, FakeBlobs.noise(9_501, 2));
        Descriptor fits = source.add(FakeBlobs.LAYER, FakeBlobs.noise(9_500, 3));
        spool.need(List.of(other.digest(), fits.digest()));
        assertThat(spool.open(source, blob)).isPresent();
        assertThat(spool.open(source, other)).isEmpty();
        assertThat(spool.open(source, fits)).isPresent();
        spool.release(List.of(blob.digest()));
        assertThat(spool.open(source, other)).isPresent();
    }

    @Test
    void takesNoMoreThanHalfOfWhatIsFree() throws Exception {
        long free = Files.getFileStore(folder).getUsableSpace();
        Descriptor large = new Descriptor(FakeBlobs.LAYER, blob.digest(), free / 10 * 6);
        try (Spool unlimited = new Spool(folder, Long.MAX_VALUE, FREE)) {
            unlimited.need(List.of(blob.digest()));
            assertThat(unlimited.open(source, large)).isEmpty();
        }
    }

    @Test
    void holdsNothingThatNobodyNeeds() throws Exception {
        spool.need(List.of(blob.digest()));
        assertThat(whole(spool.open(source, blob).orElseThrow())).isEqualTo(CONTENT);
        spool.release(List.of(blob.digest()));
        assertThat(spool.count()).isEqualTo(1);
        spool.release(List.of(blob.digest()));
        assertThat(spool.count()).isZero();
        assertThat(spool.open(source, blob)).isEmpty();
    }

    @Test
    void endsReadingWhatNobodyNeeds() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        source.step = _ -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } finally {
                interrupted.countDown();
            }
        };
        SharedBlob shared = spool.open(source, blob).orElseThrow();
        begun.await();
        spool.release(List.of(blob.digest()));
        interrupted.await();
        assertThatThrownBy(() -> whole(shared)).isInstanceOf(BrokenOff.class);
    }

    @Test
    void leavesNoFileBehindEvenWhenWeAreKilled() throws Exception {
        whole(spool.open(source, blob).orElseThrow());
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void doesWithoutAFolder() {
        try (Spool nowhere = new Spool(folder.resolve("none"), 60_000, FREE)) {
            nowhere.need(List.of(blob.digest()));
            assertThat(nowhere.open(source, blob)).isEmpty();
        }
    }

    @Test
    void takesEmptyBlobs() throws Exception {
        Descriptor empty = source.add(FakeBlobs.LAYER, "");
        spool.need(List.of(empty.digest()));
        assertThat(whole(spool.open(source, empty).orElseThrow())).isEmpty();
    }
}
