package io.imagesync.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsentTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private ImageSync program(boolean interactive) {
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        return new ImageSync(new Screen(stream, stream, interactive, !interactive), new CommonOptions());
    }

    private static Consent typed(String answer) {
        return new Consent(new ByteArrayInputStream(answer.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"y\n", "YES\n", " yes \r\nno\n", "y"})
    void isGivenByYes(String answer) {
        assertThatCode(() -> typed(answer).ask(program(true), "Do it?")).doesNotThrowAnyException();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("Do it? [y/N] ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "n\n", "yes please\n", "\u0007y\n"})
    void isNotGivenByAnythingElse(String answer) {
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> typed(answer).ask(program(true), "Do it?"))
                .withMessage("nothing was done")
                .extracting(Refusal::code)
                .isEqualTo(ExitCode.NOT_DONE);
    }

    @Test
    void nobodyIsAskedWithoutATerminal() {
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> typed("y\n").ask(program(false), "Do it?"))
                .withMessageContaining("--yes")
                .extracting(Refusal::code)
                .isEqualTo(ExitCode.USAGE);
        assertThat(out.size()).isZero();
    }
}
