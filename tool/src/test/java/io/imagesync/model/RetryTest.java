package io.imagesync.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class RetryTest {
    private static final double LONGEST = 300_000;

    @Property
    void aDelayIsTheDoubledOneWithAQuarterOfJitter(
            @ForAll @IntRange(min = 1, max = Integer.MAX_VALUE) int tries,
            @ForAll @IntRange(min = 1, max = Integer.MAX_VALUE) int seconds,
            @ForAll @DoubleRange(min = 0, max = 1, maxIncluded = false) double random) {
        double doubled = Math.min(LONGEST, seconds * 1000.0 * Math.pow(2, tries - 1));
        Duration delay = new Retry(2, Duration.ofSeconds(seconds), () -> random).delay(tries);
        assertThat(delay.toMillis()).isBetween((long) (doubled * 0.75), (long) (doubled * 1.25));
    }

    @Property
    void theJitterReachesBothSides(@ForAll @IntRange(min = 1, max = 6) int tries) {
        Retry low = new Retry(9, Duration.ofSeconds(2), () -> 0);
        Retry high = new Retry(9, Duration.ofSeconds(2), () -> 0.999_999);
        long doubled = 2000L << (tries - 1);
        assertThat(low.delay(tries).toMillis()).isEqualTo(doubled * 3 / 4);
        assertThat(high.delay(tries).toMillis()).isBetween(doubled * 5 / 4 - 1, doubled * 5 / 4);
    }
}
