package io.imagesync.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.Committed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The committed reference and template say what the table of the keys says.
class ConfigReferenceTest {
    private static final Path MODULE = Path.of(System.getProperty("basedir", "."));
    private static final Path TEMPLATE = MODULE.resolve("src/dist/conf/image-sync.conf");

    @BeforeAll
    static void theTemplateIsUpToDate() throws IOException {
        new Committed("src/dist/conf/image-sync.conf", ConfigReferenceTest.class).is(ConfigReference.template());
    }

    @Test
    void theReferenceIsUpToDate() throws IOException {
        new Committed("../docs/configuration.md", ConfigReferenceTest.class).is(ConfigReference.markdown());
    }

    @Test
    void theManualPageIsUpToDate() throws IOException {
        new Committed("src/dist/man/image-sync.conf.5", ConfigReferenceTest.class).is(ConfigManPage.text());
    }

    @Test
    void theTemplateAsItIsLacksNodesAndPrefixOnly() throws IOException {
        assertThat(Conf.errorsOfWhole(Files.readString(TEMPLATE)))
                .containsExactly("Missing required configuration variables: NODE1 NODE2 PREFIX1; set them in F"
                        + "; nodes can also be in NODES, in any number");
    }

    @Test
    void theTemplateIsUnderstoodWhenFilledIn() throws IOException {
        ConfigResult.Loaded loaded = Conf.whole(filledIn());
        assertThat(loaded.warnings()).isEmpty();
        assertThat(loaded.config().logs().folder()).hasToString("/var/log/giindia/image-sync");
    }

    @Test
    void itsCommentedLinesChangeNothingWhenTheyAreTakenIn() throws IOException {
        // A time to connect that is set counts more than one of the OpenSSH client configuration.
        String plain = filledIn().replace("\n#SSH_CONNECT_TIMEOUT=", "\nSSH_CONNECT_TIMEOUT=");
        String takenIn = plain.replaceAll("(?m)^#([A-Z_]+=)", "$1");
        assertThat(takenIn).isNotEqualTo(plain);
        assertThat(Conf.whole(takenIn).config()).isEqualTo(Conf.whole(plain).config());
        assertThat(Conf.whole(takenIn).warnings()).isEmpty();
    }

    @Test
    void itsCommentedLinesHaveTheDefaultsOfTheTable() throws IOException {
        Map<String, String> commented = Pattern.compile("(?m)^#([A-Z_]+)=(.*)$")
                .matcher(Files.readString(TEMPLATE))
                .results()
                .collect(Collectors.toMap((MatchResult m) -> m.group(1), m -> m.group(2)));
        assertThat(commented)
                .isEqualTo(ConfigReference.keysOfTemplate().stream()
                        .collect(Collectors.toMap(Key::name, ConfigReference::written)));
    }

    private static String filledIn() throws IOException {
        return Files.readString(TEMPLATE)
                .replace("\nNODE1=\n", "\nNODE1=w1\n")
                .replace("\nNODE2=\n", "\nNODE2=w2\n")
                .replace("\nPREFIX1=\n", "\nPREFIX1=bcm11\n");
    }
}
