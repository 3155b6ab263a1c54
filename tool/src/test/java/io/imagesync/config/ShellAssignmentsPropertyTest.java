package io.imagesync.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;

class ShellAssignmentsPropertyTest {
    @Property
    void arbitraryTextIsReadOrRefused(@ForAll String text) {
        ShellAssignments.read(text, new Problems("F"));
        assertThat(ConfigReader.parse(text, Conf.LOCATION)).isNotNull();
    }

    /// Texts of what means something to the reader.
    @Property
    void textsOfSpecialCharactersAreReadOrRefused(@ForAll("special") String text) {
        ConfigResult result = ConfigReader.parse(Conf.BASE + text, Conf.LOCATION);
        assertThat(result).isNotNull();
    }

    @Provide
    Arbitrary<String> special() {
        return Arbitraries.of(
                        "NODE3",
                        "NODES",
                        "PREFIXES",
                        "TIME_OUT",
                        "=",
                        "'",
                        "\"",
                        "\\",
                        "$",
                        "`",
                        "#",
                        ";",
                        " ",
                        "\n",
                        "\r\n",
                        "(",
                        "export ",
                        "a",
                        "9",
                        "[",
                        "]",
                        "-",
                        ",",
                        "*",
                        "/",
                        "..",
                        "+=",
                        "\uFEFF",
                        "\0")
                .list()
                .ofMaxSize(40)
                .map(parts -> String.join("", parts));
    }

    @Property
    void randomBytesAreReadOrRefused(@ForAll byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        assertThat(ConfigReader.parse(text, Conf.LOCATION)).isNotNull();
    }

    @Property
    void singleQuotesKeepEverything(@ForAll String value) {
        Assume.that(!value.contains("\r"));
        assertThat(read("K='" + value.replace("'", "'\\''") + "'\n")).isEqualTo(value);
    }

    @Property
    void doubleQuotesWithBackslashesKeepEverything(@ForAll String value) {
        Assume.that(!value.contains("\r"));
        assertThat(read("K=\"" + value.replaceAll("[\\\\\"$`]", "\\\\$0") + "\"\n"))
                .isEqualTo(value);
    }

    /// What is understood is what Bash understands.
    @Property(tries = 300)
    void bashAgrees(
            @ForAll @StringLength(max = 12) @CharRange(from = 'a', to = 'b') String head, @ForAll("words") String word)
            throws IOException, InterruptedException {
        String text = "K=" + head + word + "\n";
        Problems problems = new Problems("F");
        List<Assignment> assignments = ShellAssignments.read(text, problems).assignments();
        Assume.that(!problems.hasErrors());
        assertThat(assignments.stream().filter(a -> a.key().equals("K")).toList())
                .last()
                .extracting(Assignment::value)
                .isEqualTo(bash(text));
    }

    @Provide
    Arbitrary<String> words() {
        return Arbitraries.of(
                        "a",
                        "'b c'",
                        "\"d e\"",
                        "\\ ",
                        "\\\\",
                        "\\\n",
                        "\"\\$\\\"\\n\"",
                        "'\n'",
                        "\"\n\"",
                        "#",
                        " #x",
                        "$",
                        "\"$\"",
                        "*",
                        "[x]",
                        "=",
                        ":",
                        "{a,b}",
                        "!",
                        "%",
                        "^",
                        ";K=",
                        "\nK=",
                        " K=")
                .list()
                .ofMaxSize(8)
                .map(parts -> String.join("", parts));
    }

    private static String read(String text) {
        Problems problems = new Problems("F");
        List<Assignment> assignments = ShellAssignments.read(text, problems).assignments();
        assertThat(problems.sorted()).isEmpty();
        assertThat(assignments).hasSize(1);
        return assignments.getFirst().value();
    }

    private static String bash(String text) throws IOException, InterruptedException {
        Process bash = new ProcessBuilder("bash", "--norc", "-c", "eval \"$1\"; printf %s \"$K\"", "bash", text)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var out = bash.getInputStream()) {
            String printed = new String(out.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(bash.waitFor()).isZero();
            return printed;
        }
    }
}
