package io.imagesync.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AlarmTest {
    private final FakeTime time = new FakeTime();
    private final Gate sleeping = new Gate();
    private final Gate ringing = new Gate();
    private final AtomicInteger rings = new AtomicInteger();
    private final Alarm alarm = new Alarm(time, this::ring);

    private void ring() {
        rings.incrementAndGet();
        try {
            ringing.pass();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void itRingsAtItsMoment() throws Exception {
        alarm.set(OptionalLong.of(1000));
        ringing.awaitEntered(1);
        assertThat(time.nanos()).isEqualTo(1000);
    }

    @Test
    void oneThatIsSetAnewDoesNotRingAtItsOldMoment() throws Exception {
        time.beforeSleeping(sleeping::pass);
        alarm.set(OptionalLong.of(1000));
        sleeping.awaitEntered(1);
        alarm.set(OptionalLong.of(2000));
        sleeping.awaitEntered(2);
        sleeping.open(1);
        ringing.awaitEntered(1);
        alarm.set(OptionalLong.empty());

        assertThat(time.nanos()).isEqualTo(2000);
        assertThat(rings).hasValue(1);
    }

    /// A sleep that ends a little early, as the two clocks of a machine can differ.
    @Test
    void itDoesNotRingBeforeItsMoment() throws Exception {
        Time early = new Time() {
            @Override
            public Instant now() {
                return time.now();
            }

            @Override
            public long nanos() {
                return time.nanos();
            }

            @Override
            public void sleep(Duration duration) throws InterruptedException {
                time.sleep(Duration.ofNanos(Math.max(1, duration.toNanos() - 10)));
            }
        };
        new Alarm(early, this::ring).set(OptionalLong.of(1000));
        ringing.awaitEntered(1);
        assertThat(time.nanos()).isEqualTo(1000);
    }
}
