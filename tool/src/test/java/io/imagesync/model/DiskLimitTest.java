package io.imagesync.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiskLimitTest {
    private static long needed(long size) {
        return RuntimeKind.CONTAINERD.needed(size, RuntimeKind.CONTAINERD);
    }

    /// used + 3.5 x size + reserved against percent of the capacity.
    @ParameterizedTest
    @CsvSource({
        "80, 1000, 100, 0,   200,  true",
        "80, 1000, 100, 0,   201,  false",
        "80, 1000, 800, 0,   0,    true",
        "80, 1000, 801, 0,   0,    false",
        "80, 1000, 100, 700, 0,    true",
        "80, 1000, 100, 350, 100,  true",
        "80, 1000, 100, 351, 100,  false",
        "100, 1000, 650, 0,  100,  true",
        "100, 1000, 651, 0,  100,  false",
        "0,  1000, 1000, 9999, 9999, true",
        "1,  9223372036854775807, 0, 0, 9223372036854775807, false",
        "80, 9223372036854775807, 9223372036854775807, 9223372036854775807, 9223372036854775807, false",
    })
    void holdsForUsedNeededAndReserved(
            int percent, long capacity, long used, long reserved, long size, boolean allowed) {
        DiskUsage disk = new DiskUsage("/", capacity, used);

        assertThat(new DiskLimit(percent).allows(disk, reserved, needed(size))).isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 3", "2, 7", "1000, 3500"})
    void needsThreeAndAHalfTimesTheSize(long size, long needed) {
        assertThat(needed(size)).isEqualTo(needed);
    }

    @Test
    void neverOverflows() {
        assertThat(needed(Long.MAX_VALUE)).isPositive();
    }

    @Test
    void saysTheNumbers() {
        DiskUsage disk = new DiskUsage("/var/lib/containerd", 100L << 30, 79L << 30);

        assertThat(new DiskLimit(80).words(disk, needed(2L << 30)))
                .isEqualTo("would pass DISK_LIMIT 80%: 84.8 GB of 107 GB used (79%) and about 7.5 GB needed on"
                        + " /var/lib/containerd");
    }
}
