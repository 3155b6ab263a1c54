package io.imagesync.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RateTest {
    private final Steps steps = new Steps();

    private long millis() {
        return TimeUnit.NANOSECONDS.toMillis(steps.nanos() + 5);
    }

    @Test
    void lets1000BytesASecondThrough() throws InterruptedException {
        Rate rate = new Rate(1000, steps);
        for (int i = 0; i < 100; i++) {
            rate.take(100);
        }
        assertThat(millis()).isEqualTo(9800);
    }

    @Test
    void doesNotMakeUpForALongSilence() throws InterruptedException {
        Rate rate = new Rate(1000, steps);
        steps.sleep(TimeUnit.HOURS.toNanos(1));
        long before = millis();
        rate.take(1200);
        assertThat(millis() - before).isEqualTo(1000);
    }

    @Test
    void neverWaitsWithoutALimit() throws InterruptedException {
        new Rate(0, steps).take(Long.MAX_VALUE);
        assertThat(millis()).isZero();
    }

    @Test
    void goesInPartsOfATenthOfASecond() {
        assertThat(new Rate(1000, steps).part()).isEqualTo(100);
        assertThat(new Rate(1, steps).part()).isEqualTo(1);
        assertThat(new Rate(1L << 40, steps).part()).isEqualTo(new Rate(0, steps).part());
    }

    @Property
    void isNeverPassed(
            @ForAll @IntRange(min = 1, max = 1 << 30) int perSecond,
            @ForAll @Size(max = 50) java.util.List<@IntRange(min = 0, max = 1 << 24) Integer> takes)
            throws InterruptedException {
        Steps time = new Steps();
        Rate rate = new Rate(perSecond, time);
        double sum = 0;
        for (int take : takes) {
            rate.take(take);
            sum += take;
        }
        double seconds = (time.nanos() + 5) / 1e9;
        assertThat(sum).isLessThanOrEqualTo((seconds + 0.2) * perSecond + 1 + perSecond * 1e-6);
    }
}
