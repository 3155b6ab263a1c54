package io.imagesync.lab.manual;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LinksTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path DOCS = ROOT.resolve("docs");
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");

    static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.list(DOCS)) {
            Stream<Path> others = Stream.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "lab/README.md")
                    .map(ROOT::resolve);
            return Stream.concat(docs.filter(page -> page.toString().endsWith(".md")), others)
                    .sorted()
                    .toList();
        }
    }

    private static List<String> links(Path page) throws IOException {
        return LINK.matcher(Files.readString(page))
                .results()
                .map(link -> Objects.requireNonNull(link.group(1)))
                .filter(link -> !link.contains("://"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void leadSomewhere(Path page) throws IOException {
        for (String link : links(page)) {
            String[] parts = link.split("#", 2);
            Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]);
            assertThat(target).as(link).exists();
            if (parts.length == 2) {
                assertThat(anchors(target)).as(link).contains(parts[1]);
            }
        }
    }

    /// Of the headings, as they come to be where Markdown is shown.
    private static List<String> anchors(Path page) throws IOException {
        return Files.readAllLines(page).stream()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+ ", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9_ -]", "")
                        .replace(' ', '-'))
                .toList();
    }

    @Test
    void theTableOfContentsHasEveryPage() throws IOException {
        try (Stream<Path> docs = Files.list(DOCS)) {
            List<String> named = links(DOCS.resolve("README.md")).stream()
                    .map(link -> link.replaceFirst("#.*", ""))
                    .toList();
            assertThat(docs.map(page -> page.getFileName().toString())
                            .filter(name -> name.endsWith(".md") && !name.equals("README.md")))
                    .isSubsetOf(named);
        }
    }
}
