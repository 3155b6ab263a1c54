package io.imagesync.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OnResultTest {
    @Test
    void itsWords() {
        assertThat(Conf.config("").files().onResult()).isEmpty();

        Config.OnResult onChange = Conf.config("ON_RESULT='/bin/tell --to \"the team\" always'")
                .files()
                .onResult()
                .orElseThrow();
        assertThat(onChange.words()).containsExactly("/bin/tell", "--to", "the team", "always");
        assertThat(onChange.file()).isEqualTo(Path.of("/bin/tell"));
        assertThat(onChange.always()).isFalse();
        assertThat(onChange).hasToString("/bin/tell --to 'the team' always");

        assertThat(Conf.config("ON_RESULT='always /bin/tell'").files().onResult())
                .contains(new Config.OnResult(List.of("/bin/tell"), true));
        assertThat(Conf.effective("ON_RESULT='always  /bin/tell'", "ON_RESULT").value())
                .isEqualTo("always /bin/tell");
    }

    /// No shell reads it.
    @Test
    void whatAShellWouldReadStaysAsItIs() {
        assertThat(Conf.config("ON_RESULT='/bin/tell $HOME ; rm *'").files().onResult())
                .contains(new Config.OnResult(List.of("/bin/tell", "$HOME", ";", "rm", "*"), false));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            tell           | is not an absolute path
            ./tell         | is not an absolute path
            /bin/../tell   | has .. in it
            always         | has no program
            always tell    | is not an absolute path
            /bin/tell "x   | a quote is never closed
            """)
    void whatIsNone(String text, String what) {
        assertThat(Conf.errors("ON_RESULT='" + text + "'"))
                .singleElement()
                .asString()
                .contains("ON_RESULT", what);
    }

    @Test
    void ourOwnFilesOfStateAreNoPlaceForMetrics() {
        for (String name : List.of("progress.json", "on-result.json")) {
            assertThat(Conf.errors("STATE_DIR=/s\nMETRICS_FILE=/s/" + name))
                    .singleElement()
                    .asString()
                    .contains("is a file of STATE_DIR");
        }
    }
}
