package io.imagesync.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColumnsTest {
    @ParameterizedTest
    @CsvSource({
        "docker.io/very/long/path/name:tag, 33, docker.io/very/long/path/name:tag",
        "docker.io/very/long/path/name:tag, 24, docker.io/very…/name:tag",
        "docker.io/a/a-name-that-is-too-long:1.0, 21, docker…s-too-long:1.0",
        "'gpu[01,03,05,07,09,11,13,15,17]', 20, 'gpu[01…,11,13,15,17]'",
        "abc, 2, …c",
        "abc, 1, …"
    })
    void aNameLosesItsMiddle(String name, int room, String shown) {
        assertThat(Columns.shortened(name, room)).isEqualTo(shown);
    }

    @Property
    void noLineIsWiderThanTheRoom(
            @ForAll @AlphaChars @Chars({'/', ':'}) @StringLength(max = 200) String name,
            @ForAll @AlphaChars @Chars(' ') @StringLength(max = 400) String words,
            @ForAll @IntRange(min = 57, max = 200) int room) {
        Columns table = new Columns("lnrw");
        table.add("pull", name, "12.0 GB", words);
        table.add("skip", "x", "-", "");
        assertThat(table.lines(room)).allMatch(line -> line.length() <= room);
    }

    @Test
    void rowsOfDifferentNodesThatAreEqualBecomeOne() {
        Columns table = new Columns("lr");
        table.add("w1", "7");
        table.add("all nodes", "7");
        table.add("w3", "8");
        table.add("w2", "7");
        assertThat(table.folded(0).lines(Columns.ANY)).containsExactly("w[1-2],all nodes  7", "w3                8");
    }

    @Test
    void aTerminalWithoutTheSignGetsAnother() {
        assertThat(Columns.fit("a…b", StandardCharsets.US_ASCII)).isEqualTo("a~b");
        assertThat(Columns.fit("a…b", StandardCharsets.UTF_8)).isEqualTo("a…b");
    }
}
