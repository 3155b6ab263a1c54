package io.imagesync.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.NodeName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the manual says to write into a configuration is understood as it stands there.
class ManualTest {
    private static final Path ROOT = Path.of(System.getProperty("basedir", "."), "..");
    /// Code that begins with an assignment, up to an empty line.
    private static final Pattern BLOCK =
            Pattern.compile("(?m)^(?: {4,}|(?<=```\\v) *)[A-Z][A-Z0-9_]*=.*\\R(?:(?! *```).+\\R)*");

    /// An assignment alone: with a command behind it, it is one of the shell.
    private static final Pattern IN_A_SENTENCE = Pattern.compile("`([A-Z][A-Z0-9_]*=(?:[^`\\s\"]+|\"[^`\"\\v]+\"))`");

    private static final String LEFT_TO_THE_READER = "...";

    static Stream<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
            List<Path> pages = docs.filter(page -> page.toString().endsWith(".md"))
                    .sorted()
                    .toList();
            return Stream.concat(Stream.of(ROOT.resolve("README.md")), pages.stream());
        }
    }

    private static List<String> blocks(Path page) throws IOException {
        return BLOCK.matcher(Files.readString(page))
                .results()
                .map(MatchResult::group)
                .map(String::stripIndent)
                .toList();
    }

    @Test
    void theReadmeHasAWholeConfiguration() throws Exception {
        List<String> blocks = blocks(ROOT.resolve("README.md"));
        assertThat(blocks).hasSize(1);
        assertThat(blocks.getFirst().lines()).hasSize(6);
        ConfigResult.Loaded loaded = Conf.whole(blocks.getFirst());
        Config config = loaded.config();
        assertThat(loaded.warnings()).isEmpty();
        assertThat(config.fleet().nodes())
                .hasSize(16)
                .startsWith(new NodeName("gpu01"))
                .endsWith(new NodeName("gpu16"));
        assertThat(config.wanted().prefixes()).isEqualTo(List.of("nvcr.io/nvidia", "registry.example.com/bcm11"));
        assertThat(config.wanted().exclude()).isEqualTo(List.of("*:dev-*"));
        assertThat(config.limits()).isEqualTo(Conf.config("").limits());
        assertThat(config.logs().folder()).hasToString("/var/log/giindia/image-sync");
    }

    @Test
    void theReadmeIsShort() throws Exception {
        assertThat(Files.readString(ROOT.resolve("README.md")).split("\\s+")).hasSizeLessThanOrEqualTo(900);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void linesToWriteAreUnderstood(Path page) throws Exception {
        Stream<String> said = IN_A_SENTENCE
                .matcher(Files.readString(page))
                .results()
                .map(line -> line.group(1))
                .filter(line -> !line.endsWith(LEFT_TO_THE_READER));
        assertThat(Stream.concat(blocks(page).stream(), said).distinct())
                .allSatisfy(text ->
                        assertThat(Conf.whole(completed(text)).warnings()).isEmpty());
    }

    /// With what some keys need, unless it is there. A configuration with `LOG_DIR` is whole.
    private static String completed(String text) {
        return Stream.of(
                                "NODES=gpu[01-16]",
                                "PREFIX1=bcm11",
                                "LOG_DIR=/var/log/is",
                                "NODE_SELECTOR=gpu",
                                "IMAGES_FROM=workloads")
                        .filter(line -> !text.contains("LOG_DIR=") && !text.contains(line.replaceFirst("=.*", "=")))
                        .map(line -> line + "\n")
                        .collect(Collectors.joining())
                + text;
    }
}
