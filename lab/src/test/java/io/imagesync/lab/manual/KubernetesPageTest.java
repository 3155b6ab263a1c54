package io.imagesync.lab.manual;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KubernetesPageTest {
    private static final Path SHIPPED = Path.of("../tool/src/dist/kubernetes");

    private static String page() throws Exception {
        return Files.readString(Path.of("../docs/kubernetes.md"));
    }

    private static List<String> all(String regex, String text) {
        return Pattern.compile(regex, Pattern.MULTILINE)
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"nodes.yaml", "workloads.yaml"})
    void showsTheRightsAsTheyShip(String file) throws Exception {
        String text = Files.readString(SHIPPED.resolve(file));
        assertThat(page()).contains("```yaml\n" + text + "```\n");
        assertThat(text.lines().filter(line -> line.contains("verbs:")))
                .isNotEmpty()
                .allMatch("    verbs: [list]"::equals);
    }

    /// lab/install/test-image runs it.
    @Test
    void theCronJobTakesWhatThePageMakes() throws Exception {
        String text = Files.readString(SHIPPED.resolve("cronjob.yaml"));
        String version = all("(?<=<version>)[0-9.]+", Files.readString(Path.of("../pom.xml")))
                .getFirst();

        assertThat(text).contains("image: localhost/image-sync:" + version + "\n");
        assertThat(page())
                .contains(
                        "image-sync-" + version + "-amd64.oci.tar",
                        "containers-storage:localhost/image-sync:" + version)
                .contains(all("(?<=secretName: ).*", text).stream()
                        .map(name -> "create secret generic " + name + " ")
                        .toList())
                .contains(all("(?<=subPath: ).*", text).stream()
                        .map(file -> " --from-file=" + file)
                        .toList());
        assertThat(all("(?<=name: )image-sync.*", text)).containsOnly("image-sync");
    }
}
