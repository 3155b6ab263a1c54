package io.imagesync.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.Level;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DayLogTest {
    private static final String NEARLY_FULL = "MAX_LOG_SIZE nearly reached";
    private static final String LINE = "x".repeat(70);

    @TempDir
    private Path folder = Path.of("");

    private final SettableClock clock = new SettableClock("2026-03-01T23:59:58Z");
    private final List<String> stderr = new ArrayList<>();

    private DayLog log(Level threshold, long maxSize) {
        return new DayLog(folder, clock, threshold, maxSize, stderr::add);
    }

    private Path file(String day) {
        return folder.resolve("image-sync-" + day + ".log");
    }

    private List<String> lines(String day) throws IOException {
        return Files.readAllLines(file(day));
    }

    private List<String> lines() throws IOException {
        return lines("2026-03-01");
    }

    @Test
    void aLineHasTimeLevelAndMessage() throws Exception {
        try (DayLog log = log(Level.DEBUG, 10_000)) {
            for (Level level : Level.values()) {
                log.write(level, "some text");
            }
        }
        assertThat(lines())
                .containsExactly(
                        "[2026-03-01 23:59:58] [DEBUG] some text",
                        "[2026-03-01 23:59:58] [INFO] some text",
                        "[2026-03-01 23:59:58] [SUCCESS] some text",
                        "[2026-03-01 23:59:58] [WARNING] some text",
                        "[2026-03-01 23:59:58] [ERROR] some text");
    }

    @Property(tries = 200)
    void oneMessageIsOneLineWhateverIsInIt(@ForAll String message) throws Exception {
        Path made = Files.createTempDirectory("log");
        try (DayLog log = new DayLog(made, clock, Level.INFO, 1_000_000, stderr::add)) {
            log.write(Level.INFO, message);
            String text = Files.readString(log.today());
            assertThat(text).startsWith("[2026-03-01 23:59:58] [INFO] ").endsWith("\n");
            assertThat(text.substring(0, text.length() - 1).chars()).noneMatch(Character::isISOControl);
            assertThat(text.length()).isLessThan(2100);
        } finally {
            Files.deleteIfExists(made.resolve("image-sync-2026-03-01.log"));
            Files.delete(made);
        }
    }

    @ParameterizedTest
    @CsvSource({"DEBUG,5", "INFO,4", "SUCCESS,4", "WARNING,2", "ERROR,1"})
    void onlyWhatReachesTheLevelIsWritten(Level threshold, int written) throws Exception {
        try (DayLog log = log(threshold, 10_000)) {
            log.open();
            for (Level level : Level.values()) {
                log.write(level, "text");
            }
        }
        assertThat(lines()).hasSize(written);
    }

    @Test
    void aNewDayIsANewFile() throws Exception {
        try (DayLog log = log(Level.INFO, 10_000)) {
            log.write(Level.INFO, "before");
            clock.set("2026-03-02T00:00:01Z");
            log.write(Level.INFO, "after");
            assertThat(log.today()).isEqualTo(file("2026-03-02"));
        }
        assertThat(lines()).containsExactly("[2026-03-01 23:59:58] [INFO] before");
        assertThat(lines("2026-03-02")).containsExactly("[2026-03-02 00:00:01] [INFO] after");
    }

    @Test
    void whatIsThereIsKept() throws Exception {
        Files.writeString(file("2026-03-01"), "of the original\n");
        try (DayLog log = log(Level.INFO, 10_000)) {
            log.write(Level.INFO, "ours");
        }
        assertThat(lines()).containsExactly("of the original", "[2026-03-01 23:59:58] [INFO] ours");
    }

    @ParameterizedTest
    @CsvSource({"DEBUG", "INFO", "SUCCESS"})
    void chatterStopsAtNineTenthsWithOneLineThatSaysSo(Level level) throws Exception {
        try (DayLog log = log(Level.DEBUG, 2000)) {
            for (int i = 0; i < 50; i++) {
                log.write(level, LINE);
            }
            log.write(level, "short");
        }
        long chatter = lines().stream()
                .filter(l -> l.endsWith(LINE))
                .mapToLong(l -> l.length() + 1)
                .sum();
        assertThat(chatter).isBetween(1600L, 1800L);
        assertThat(lines().getLast()).contains("[WARNING] " + NEARLY_FULL);
        assertThat(lines()).filteredOn(l -> l.contains(NEARLY_FULL)).hasSize(1);
        assertThat(stderr).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"WARNING", "ERROR"})
    void warningsGoOnToTheEndAndStderrIsToldOnce(Level level) throws Exception {
        try (DayLog log = log(Level.DEBUG, 2000)) {
            for (int i = 0; i < 50; i++) {
                log.write(level, LINE);
            }
        }
        assertThat(Files.size(file("2026-03-01"))).isBetween(1901L, 2000L);
        assertThat(stderr).hasSize(1).allMatch(l -> l.contains("MAX_LOG_SIZE") && l.contains("image-sync-2026-03-01"));
    }

    @Test
    void theSummaryIsWrittenAfterNineTenths() throws Exception {
        try (DayLog log = log(Level.INFO, 2000)) {
            for (int i = 0; i < 50; i++) {
                log.write(Level.INFO, LINE);
            }
            log.writeSummary("=== SUMMARY ===");
        }
        assertThat(lines().getLast()).isEqualTo("[2026-03-01 23:59:58] [INFO] === SUMMARY ===");
    }

    @Test
    void aLongLineThatDoesNotFitSaysThatChatterStops() throws Exception {
        try (DayLog log = log(Level.INFO, 1024)) {
            log.write(Level.INFO, "y".repeat(700));
            log.write(Level.INFO, "z".repeat(700));
            log.write(Level.INFO, "short");
        }
        assertThat(lines()).hasSize(2);
        assertThat(lines().getLast()).contains(NEARLY_FULL);
        assertThat(stderr).isEmpty();
    }

    @Test
    void theNextDayStartsAfresh() throws Exception {
        try (DayLog log = log(Level.INFO, 1024)) {
            for (String day : List.of("2026-03-01", "2026-03-02")) {
                clock.set(day + "T12:00:00Z");
                for (int i = 0; i < 20; i++) {
                    log.write(Level.INFO, LINE);
                }
                assertThat(lines(day).getFirst()).endsWith(LINE);
                assertThat(lines(day)).filteredOn(l -> l.contains(NEARLY_FULL)).hasSize(1);
            }
        }
    }

    @Test
    void aFileThatIsOverAlreadyIsLeftAloneAndStderrIsToldOnce() throws Exception {
        String full = "f".repeat(1500);
        Files.writeString(file("2026-03-01"), full);
        try (DayLog log = log(Level.DEBUG, 1024)) {
            log.write(Level.INFO, "i");
            log.write(Level.ERROR, "e");
            log.writeSummary("s");
        }
        assertThat(file("2026-03-01")).hasContent(full);
        assertThat(stderr).hasSize(1);
    }
}
