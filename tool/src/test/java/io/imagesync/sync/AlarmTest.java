package io.imagesync.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AlarmTest {
    private final FakeTime time = new FakeTime();
    private final Crew crew = new Crew();
    private final Gate sleeping = new Gate();
    private final Alarm alarm = new Alarm(crew, time, this::ring);
    private final CountDownLatch ringing = new CountDownLatch(1);
    private final CountDownLatch rang = new CountDownLatch(1);

    private void ring() {
        ringing.countDown();
        synchronized (this) {
            alarm.rung();
            rang.countDown();
        }
    }

    private synchronized void set(OptionalLong moment) {
        alarm.set(moment);
    }

    @Test
    void oneThatIsSwitchedOffKeepsNobodyWaiting() throws Exception {
        time.beforeSleeping(sleeping::pass);
        set(OptionalLong.of(1000));
        sleeping.awaitEntered(1);
        set(OptionalLong.empty());

        crew.awaitAll();

        assertThat(rang.getCount()).as("rings that are to come").isEqualTo(1);
    }

    @Test
    void oneThatIsSetAnewWhileItRingsCanBeSwitchedOff() throws Exception {
        time.beforeSleeping(sleeping::pass);
        set(OptionalLong.of(1000));
        sleeping.open(1);
        synchronized (this) {
            assertThat(ringing.await(30, TimeUnit.SECONDS)).isTrue();
            alarm.set(OptionalLong.of(2000));
        }
        assertThat(rang.await(30, TimeUnit.SECONDS)).isTrue();
        sleeping.awaitEntered(2);
        set(OptionalLong.empty());

        crew.awaitAll();
    }
}
