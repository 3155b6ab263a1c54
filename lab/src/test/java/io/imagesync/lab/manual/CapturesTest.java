package io.imagesync.lab.manual;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The manual shows what the program prints; `-Dregenerate=true` writes the pages anew.
class CapturesTest {
    @TempDir
    private Path folder;

    static Stream<Path> pages() throws Exception {
        List<Path> pages = LinksTest.pages();
        return pages.stream().filter(CapturesTest::hasCaptures);
    }

    private static boolean hasCaptures(Path page) {
        try {
            return Files.readAllLines(page).contains(Captures.BEGIN);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void showWhatIsPrinted(Path page) throws Exception {
        List<String> lines = Files.readAllLines(page);
        try (Captures captures = new Captures(lines, folder)) {
            List<String> anew = captures.run();
            if (Boolean.getBoolean("regenerate")) {
                Files.write(page, anew);
            }
            assertThat(Files.readAllLines(page)).isEqualTo(anew);
        }
    }

    static Stream<Path> manual() throws Exception {
        List<Path> pages = LinksTest.pages();
        return pages.stream().filter(page -> !page.endsWith("lab/README.md"));
    }

    @ParameterizedTest
    @MethodSource("manual")
    void noneIsWrittenByHandWithoutAReason(Path page) throws Exception {
        assertThat(Captures.byHand(Files.readAllLines(page))).isEmpty();
    }

    @Test
    void whatIsWrittenByHandIsFound() {
        String log = "[2026-11-23 14:02:35] [ERROR] wrong";
        assertThat(Captures.byHand(List.of("```", "$ one", log, "two", "```", "", "text")))
                .containsExactly("$ one", log);
        assertThat(Captures.byHand(List.of("   ```console", "   $ one", "   ```", "    $ two")))
                .containsExactly("   $ one", "    $ two");
        assertThat(Captures.byHand(List.of("```", "$ one", "```", "<!-- capture: -->")))
                .containsExactly("$ one");
        assertThat(Captures.byHand(List.of("```", "$ one", "```", "", "<!-- capture: why -->")))
                .isEmpty();
        assertThat(Captures.byHand(List.of("```console", "$ one", "```"))).isEmpty();
    }

    @Test
    void whatIsAnotherInEachRunDoesNotCount() {
        Output output = new Output(List.of("NODE  TIME", "...", "[2026-11-23 14:02:35] gpu01   1.2 s", "end"));
        assertThat(output.shows(List.of("NODE  TIME", "a", "b", "[2026-11-24 01:00:00] gpu01  40 ms", "end")))
                .isTrue();
        assertThat(output.shows(List.of("NODE  TIME", "[2026-11-24 01:00:00] gpu02  40 ms", "end")))
                .isFalse();
    }

    @Test
    void asMuchIsLeftOutAsBefore() {
        assertThat(new Output(List.of("old", "...", "old")).anew(List.of("a", "b", "c", "d")))
                .containsExactly("a", "...", "d");
        assertThat(new Output(List.of("old")).anew(List.of("a", "b"))).containsExactly("a", "b");
    }
}
