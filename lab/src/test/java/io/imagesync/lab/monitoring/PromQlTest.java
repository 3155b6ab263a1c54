package io.imagesync.lab.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromQlTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            up                                                      | up
            time() - a_seconds{instance=~"$instance"} > 2 * 3600    | a_seconds
            sum by (result) (rate(b_total{x="y"}[5m])) / on (z) c:d | b_total c:d
            absent(a) or vector(0) and b unless c offset 5m         | a b c
            """)
    void namesTheMetrics(String expression, String names) {
        assertThat(new PromQl(expression).metrics()).containsExactlyElementsOf(List.of(names.split(" ")));
    }
}
