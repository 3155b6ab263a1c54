package io.imagesync.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.EventListener;
import io.imagesync.model.SyncEvent;
import io.imagesync.model.SyncEvent.Noted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class EventsTest {
    private final List<EventListener> broken = Collections.synchronizedList(new ArrayList<>());
    private final List<SyncEvent> heard = new ArrayList<>();

    private Events events(EventListener... listeners) {
        return new Events(List.of(listeners), Duration.ofHours(1), (listener, _) -> broken.add(listener));
    }

    private static List<SyncEvent> notes(int count) {
        return IntStream.range(0, count)
                .<SyncEvent>mapToObj(i -> new Noted("" + i))
                .toList();
    }

    @RepeatedTest(20)
    void closingWaitsUntilAllIsWrittenInOrder() {
        try (Events events = events(heard::add)) {
            notes(1000).forEach(events::on);
        }
        assertThat(heard).isEqualTo(notes(1000));
    }

    @Test
    void oneThreadTellsAllListeners() {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        EventListener listener = _ -> threads.add(Thread.currentThread());
        try (Events events = events(listener, listener)) {
            notes(100).forEach(events::on);
        }
        assertThat(threads).hasSize(1).doesNotContain(Thread.currentThread());
    }

    @Test
    void listenersHearThatTimePasses() throws Exception {
        CountDownLatch ticks = new CountDownLatch(2);
        EventListener counting = event -> {
            if (event instanceof SyncEvent.Ticked) {
                ticks.countDown();
            }
        };
        try (Events _ = new Events(List.of(counting), Duration.ofMillis(1), (_, _) -> {})) {
            assertThat(ticks.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aListenerThatThrowsIsReportedOnceAndDropped() {
        List<SyncEvent> before = new ArrayList<>();
        EventListener throwing = event -> {
            before.add(event);
            throw new IllegalStateException("disk full");
        };
        try (Events events = events(throwing, heard::add)) {
            notes(10).forEach(events::on);
        }
        assertThat(broken).containsExactly(throwing);
        assertThat(before).hasSize(1);
        assertThat(heard).isEqualTo(notes(10));
    }

    /// Named for a run with 100,000 outcomes, of which the second half was forgotten after five seconds.
    @Test
    void closingWaitsForAnOutputHoweverSlowItIs() throws Exception {
        Gate gate = new Gate();
        Events events = events(slow(gate), heard::add);
        notes(3).forEach(events::on);
        Thread closing = Thread.ofVirtual().start(events::close);

        gate.awaitEntered(1);
        assertThat(closing.join(Duration.ofMillis(100))).as("closed").isFalse();
        gate.open(3);
        closing.join();

        assertThat(heard).isEqualTo(notes(3));
        assertThat(events.untold()).isZero();
    }

    @Test
    void afterASignalAnOutputThatHangsIsGivenUpAndWhatIsLostIsKnown() throws Exception {
        Gate gate = new Gate();
        Events events = events(slow(gate), heard::add);
        notes(3).forEach(events::on);
        gate.awaitEntered(1);
        Thread closing = Thread.ofVirtual().start(events::close);
        events.hurry(Duration.ofMillis(1));
        closing.join();

        assertThat(events.untold()).isEqualTo(3);

        gate.open(3);
        assertThat(heard).as("heard by outputs that may be closed by now").isEmpty();
        assertThat(broken).isEmpty();
    }

    private static EventListener slow(Gate gate) {
        return _ -> {
            try {
                gate.pass();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        };
    }

    @Test
    void anErrorOfOneOutputDropsThatOutputAlone() {
        EventListener failing = _ -> {
            throw new StackOverflowError();
        };
        try (Events events = events(failing, heard::add)) {
            notes(10).forEach(events::on);
        }
        assertThat(broken).containsExactly(failing);
        assertThat(heard).isEqualTo(notes(10));
    }
}
