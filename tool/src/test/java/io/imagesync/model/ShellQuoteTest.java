package io.imagesync.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.imagesync.ssh.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShellQuoteTest {
    @Property(tries = 150)
    void aShellReadsTheWordsBack(@ForAll("argvs") List<String> argv) {
        assertThat(readBack("sh", argv)).isEqualTo(argv);
    }

    @Provide
    Arbitrary<List<String>> argvs() {
        Arbitrary<String> text = Arbitraries.strings()
                .withChars(" \t\n'\"\\$`!*?[]{}()<>|&;#~=%^-+:@,./aZ0é€")
                .ofMaxLength(12);
        return text.list().ofMinSize(1).ofMaxSize(8);
    }

    /// Words as we send them to nodes: see [ShellQuote].
    @ParameterizedTest
    @ValueSource(strings = {"sh", "bash", "zsh", "fish", "tcsh"})
    void everyLoginShellReadsOurWordsBack(String shell) {
        Assumptions.assumeTrue(
                Files.isExecutable(Path.of("/usr/bin", shell)) || Files.isExecutable(Path.of("/bin", shell)),
                shell + " is not installed");
        List<String> argv = List.of(
                "a=b", "$HOME", "${x}", "`id`", "$(id)", "a b", "*", "~", "\"x\"", "a;b", "a|b", "a&b", "<x>", "#c",
                "{a,b}", "[a]", "=ls", "%1", "\\n", "^a", "x?y", "");

        assertThat(readBack(shell, argv)).isEqualTo(argv);
    }

    private static List<String> readBack(String shell, List<String> argv) {
        List<String> words = new ArrayList<>(List.of("printf", "%s\\0"));
        words.addAll(argv);
        Tool.Ended ended = Tool.run(Map.of(), List.of(shell, "-c", ShellQuote.words(words)));
        assertThat(ended.stderr()).isEmpty();
        List<String> read = new ArrayList<>(List.of(ended.stdout().split("\0", -1)));
        read.removeLast();
        return read;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {"crictl images -o json|crictl images -o json", "ssh -o A=b|ssh -o A=b", "ssh =ls|ssh '=ls'"})
    void quotesOnlyWhereNeeded(String words, String quoted) {
        assertThat(ShellQuote.words(List.of(words.split(" ", -1)))).isEqualTo(quoted);
    }

    @Test
    void refusesWhatNoShellCanPass() {
        assertThatThrownBy(() -> ShellQuote.words(List.of("a\0b"))).isInstanceOf(IllegalArgumentException.class);
    }
}
