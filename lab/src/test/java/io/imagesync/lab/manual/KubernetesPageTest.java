package io.imagesync.lab.manual;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KubernetesPageTest {
    private static final Path SHIPPED = Path.of("../tool/src/dist/kubernetes");

    @ParameterizedTest
    @ValueSource(strings = {"nodes.yaml", "workloads.yaml"})
    void showsTheRightsAsTheyShip(String file) throws Exception {
        String text = Files.readString(SHIPPED.resolve(file));
        assertThat(Files.readString(Path.of("../docs/kubernetes.md"))).contains("```yaml\n" + text + "```\n");
        assertThat(text.lines().filter(line -> line.contains("verbs:")))
                .isNotEmpty()
                .allMatch("    verbs: [list]"::equals);
    }
}
