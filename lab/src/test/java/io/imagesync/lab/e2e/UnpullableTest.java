package io.imagesync.lab.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Images that no pull can bring.
@OnRealNodes
class UnpullableTest {
    @TempDir
    private Path folder;

    @Test
    void anImageLoadedByHandIsSkippedWithItsReason(RealLab lab) {
        String image = "registry.lab:5000/by-hand/app:1";
        lab.real("import", "w1", image, "10");
        Program program = new Program(lab, folder, "NODES='w1 w2 w3'", "PREFIXES=registry.lab:5000/by-hand");

        assertThat(program.run()).isEqualTo(new Ended(0, "", ""));

        assertThat(lab.pulls().started()).isEmpty();
        assertThat(program.log())
                .anyMatch(line -> line.contains("Skipped: " + image + " on w2 (loaded by hand): "))
                .anyMatch(line -> line.contains("Skipped: " + image + " on w3 (loaded by hand): "));
        assertThat(program.run("plan").stdout()).contains(image, "loaded by hand");
    }

    @Test
    void aTagThatIsNotInTheRegistryFailsAloneAndTheOthersArePulled(RealLab lab) {
        String there = lab.push("unpullable/there:1", 10);
        String gone = "registry.lab:5000/unpullable/gone:1";
        Program program = new Program(lab, folder, "NODES='w1 w2 w3'", "IMAGES='" + gone + " " + there + "'");

        Ended ended = program.run();

        assertThat(ended.exitCode()).isEqualTo(3);
        assertThat(ended.stdout()).isEmpty();
        assertThat(ended.errors()).hasSizeBetween(1, 10);
        assertThat(ended.stderr()).contains(gone, "the registry does not have it");
        for (String node : lab.nodes()) {
            assertThat(lab.images(node)).contains(there).doesNotContain(gone);
            assertThat(program.log())
                    .anyMatch(line -> line.matches(
                            ".*\\[ERROR] FAILED: " + gone + " on " + node + " \\(Exit code: 1\\): .*not found.*"));
            assertThat(program.failed())
                    .filteredOn(line -> line.endsWith("] " + node + " " + gone + " (EXIT 1) - FAILED"))
                    .hasSize(1);
        }
        assertThat(program.failed()).hasSize(3);
        assertThat(program.succeeded()).hasSize(3);
    }
}
