package io.imagesync.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A letter a run, a minute each: complete, incomplete, not possible (x), signalled, of another command (o, O), broken.
class ResultsTest {
    private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");

    private static Results results(String letters) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < letters.length(); i++) {
            lines.add(line(letters.charAt(i), FIRST.plusSeconds(60L * i)));
        }
        return new Results(lines);
    }

    private static String line(char run, Instant started) {
        return "{\"version\":1,\"kind\":\"history\",\"started\":\"" + started + "\",\"seconds\":"
                + switch (run) {
                    case 'c' -> "1.5,\"complete\":true,\"cancelled\":false}";
                    case 'i' -> "1.5,\"complete\":false,\"cancelled\":false}";
                    case 'x' -> "1.5,\"complete\":false,\"cancelled\":false,\"impossible\":true}";
                    case 's' -> "1.5,\"complete\":false,\"cancelled\":true}";
                    case 'o' -> "1.5,\"complete\":true,\"cancelled\":false,\"otherCommand\":true}";
                    case 'O' -> "1.5,\"complete\":false,\"cancelled\":false,\"otherCommand\":true}";
                    default -> "1e999999999,\"complete\":true}";
                };
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            c,   false
            i,   true
            x,   true
            cc,  false
            ci,  true
            cx,  true
            ix,  false
            xi,  false
            xc,  true
            ic,  true
            csc, false
            isi, false
            icOc, false
            coi, true
            iOi, false
            cbi, true
            """)
    void whatHasChanged(String runs, boolean changed) {
        assertThat(results(runs).hasChanged()).isEqualTo(changed);
    }

    /// @param first of those that came to the same, counted from 0
    @ParameterizedTest
    @CsvSource(textBlock = """
            c,     0
            cci,   2
            cixsi, 1
            iccc,  1
            iccOc, 1
            icob,  1
            """)
    void sinceWhen(String runs, int first) {
        assertThat(results(runs).since())
                .contains(FIRST.plusSeconds(60L * first).plusMillis(1500));
    }

    @Test
    void whereThereWasNoRunYet() {
        assertThat(results("").since()).isEmpty();
        assertThat(results("bo").since()).isEmpty();
        assertThat(results("").hasChanged()).isFalse();
    }
}
