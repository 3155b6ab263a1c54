package io.imagesync.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Example;

/// That fuzzing finds what is wrong.
class FuzzingTest {
    private static final List<String> CORPUS = List.of("key=value", "other='quoted'", "");

    @Example
    void findsWhatABrokenParserDoesNotStand() {
        assertThatThrownBy(() -> Fuzzing.texts(7, CORPUS, text -> {
                    int quote = text.indexOf('\'');
                    if (quote >= 0) {
                        // Where the closing quote is missing, this is out of bounds.
                        assertThat(text.substring(quote + 1, text.indexOf('\'', quote + 1)))
                                .doesNotContain("'");
                    }
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("seed 7, input ")
                .hasCauseInstanceOf(StringIndexOutOfBoundsException.class);
    }

    @Example
    void theSameSeedGivesTheSameInputsAndTheyDiffer() {
        List<String> first = new ArrayList<>();
        List<String> second = new ArrayList<>();
        Fuzzing.texts(1, CORPUS, first::add);
        Fuzzing.texts(1, CORPUS, second::add);
        assertThat(first).isEqualTo(second).hasSize(Fuzzing.BATCH);
        Set<String> different = new HashSet<>(first);
        assertThat(different).hasSizeGreaterThan(Fuzzing.BATCH / 2);
    }
}
