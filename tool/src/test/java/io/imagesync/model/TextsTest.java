package io.imagesync.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class TextsTest {
    static Stream<Arguments> unfit() {
        return Stream.of(
                Arguments.of("", ""),
                Arguments.of("plain text, ümläut, 漢字, 😀", "plain text, ümläut, 漢字, 😀"),
                Arguments.of("a\nb\r\nc\td", "a\\nb\\r\\nc\\td"),
                Arguments.of("\0\b\f\u007f", "\\u0000\\u0008\\u000C\\u007F"),
                Arguments.of("\u001b[31mred\u001b[0m", "\\u001B[31mred\\u001B[0m"),
                Arguments.of("\u009b31m\u0085", "\\u009B31m\\u0085"),
                Arguments.of("a\u2028b\u2029c", "a\\u2028b\\u2029c"),
                Arguments.of("\u202egpj.exe\u200b\ufeff", "\\u202Egpj.exe\\u200B\\uFEFF"),
                Arguments.of("\ud83d", "\\uD83D"),
                Arguments.of("\ude00x\ud83d", "\\uDE00x\\uD83D"),
                Arguments.of("\ue000\uffff", "\\uE000\\uFFFF"),
                Arguments.of("\udb40\udc01", "\\uE0001"));
    }

    @ParameterizedTest
    @MethodSource("unfit")
    void writesOutWhatATerminalOrALogCouldMisread(String text, String shown) {
        assertThat(Texts.printable(text, 100)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({"abcdef, 6, abcdef", "abcdef, 5, abcde...", "abcdef, 0, ...", "ab😀, 3, ab...", "ab😀, 4, ab😀"})
    void isCutAtTheLimit(String text, int limit, String shown) {
        assertThat(Texts.printable(text, limit)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({"1, ...", "2, \\n...", "3, \\n...", "4, \\n\\n"})
    void isNeverCutWithinAnEscape(int limit, String shown) {
        assertThat(Texts.printable("\n\n", limit)).isEqualTo(shown);
    }

    @Property
    void isOneBoundedLineWithoutControlCharacters(@ForAll String text, @ForAll @IntRange(max = 200) int limit) {
        String shown = Texts.printable(text, limit);

        assertThat(shown.length()).isLessThanOrEqualTo(limit + 3);
        assertThat(shown.codePoints())
                .noneMatch(c -> Character.isISOControl(c)
                        || Character.getType(c) == Character.SURROGATE
                        || Character.getType(c) == Character.FORMAT
                        || Character.getType(c) == Character.LINE_SEPARATOR
                        || Character.getType(c) == Character.PARAGRAPH_SEPARATOR);
    }
}
