package io.imagesync.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Words that the helper refuses before it runs anything.
class HelperRefusalsTest {
    private static final String REF = "reg.example/app:1";

    @TempDir
    private Path folder;

    private HelperLab lab;

    @BeforeEach
    void setUp() {
        lab = new HelperLab(folder);
    }

    @AfterEach
    void endWhatIsLeft() {
        lab.close();
    }

    private void assertRefused(String... words) {
        HelperRun run = lab.sent(words).credential("");

        assertThat(run.exitCode()).isEqualTo(64);
        assertThat(run.stderr()).startsWith("image-sync-node: ").hasLineCount(1);
        assertThat(lab.has("calls")).isFalse();
        assertThat(lab.has("evil")).isFalse();
    }

    static Stream<String> hostile() {
        return Stream.of(
                "x;touch evil",
                "$(touch evil)",
                "`touch evil`",
                "x|touch evil",
                "x&touch evil",
                "x>evil",
                "x\ntouch evil",
                "x\n",
                "x\\c;touch evil",
                "x\\0073",
                "x y",
                "x\ty",
                "x'",
                "x\"",
                "x\\",
                "*",
                "x?",
                "~",
                "$HOME",
                "${IFS}",
                "x#y",
                "x%y",
                "x!",
                "(x)",
                "{x,y}",
                "<x",
                "\u00e9",
                "x\u001b[31m");
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void noWordMayHoldWhatAShellCouldTake(String word) {
        assertRefused("pull", word, "crictl", "-", REF);
        assertRefused("pull", "60", word, "-", REF);
        assertRefused("pull", "60", "crictl", word, REF);
        assertRefused("pull", "60", "crictl", "-", word);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "007", "-1", "1.5", "60s", "1e3", "99999999999", "infinity"})
    void secondsAreALimit(String seconds) {
        assertRefused("list", seconds, "crictl", "-");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-x", "--help", "-", "--creds"})
    void aReferenceIsNoOption(String reference) {
        assertRefused("pull", "60", "crictl", "-", reference);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "remove", "list;", "--help", "-x", "$(touch evil)", "list\n"})
    void onlyItsVerbsAreDone(String verb) {
        assertRefused(verb, "60", "crictl", "-");
    }

    @Test
    void aPullNeedsAReference() {
        assertRefused("pull", "60", "crictl", "-");
    }

    @ParameterizedTest
    @ValueSource(strings = {"reg.example:5000/a_b/c-d:1.2", "[fd00::1]:5000/app:1", "nginx@sha256:0a0a", "a+b"})
    void everyCharacterOfAReferenceIsTaken(String reference) {
        assertThat(lab.sent("pull", "60", "crictl", "-", reference)
                        .credential("")
                        .exitCode())
                .isZero();
        assertThat(lab.read("calls")).isEqualTo("pull " + reference + "\n");
    }
}
