package io.imagesync.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DidYouMeanTest {
    @ParameterizedTest
    @CsvSource({
        "TIMEOUT,TIME_OUT",
        "TIME_OUTS,TIME_OUT",
        "TIEM_OUT,TIME_OUT",
        "time_out,TIME_OUT",
        "MAX_PARALEL,MAX_PARALLEL",
        "NOD2,NODE2",
        "NODE,NODE1",
        "node7,NODE7",
        "NODE01,NODE1",
        "NODE0,NODE1",
        "PREFX12,PREFIX12",
        "PREFIX,PREFIX1",
        "SUDOO,SUDO",
        "XY,",
        "HOME,",
        "SOMETHING_ELSE,"
    })
    void theNearestKeyIsFound(String name, String key) {
        assertThat(DidYouMean.key(name).orElse(null)).isEqualTo(key);
    }

    @Test
    void aLongNameIsNotCompared() {
        assertThat(DidYouMean.nearest("x".repeat(1_000_000), List.of("x"))).isEmpty();
    }
}
