package io.imagesync.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the helper tells and does to let images go.
class HelperUpkeepTest {
    @TempDir
    private Path folder;

    private HelperLab lab;

    @BeforeEach
    void start() {
        lab = new HelperLab(folder);
    }

    @AfterEach
    void endWhatIsLeft() {
        lab.close();
    }

    @Test
    void containersAndWhatTheRuntimeSaysAreOneObject() {
        HelperRun run = lab.sent("containers", "60", "crictl", "-");

        String one = "{\"some\": \"json\"}";
        assertThat(run.stdout().replace("\n", ""))
                .isEqualTo("image-sync-node 1json{\"ps\":" + one + ",\"info\":" + one + "}end 0");
        assertThat(lab.read("calls")).contains(" ps -a -o json\n").contains(" info\n");

        lab.write("code", "3");
        assertThat(lab.sent("containers", "60", "crictl", "-").exitCode()).isEqualTo(3);
    }

    @Test
    void anImageIsLookedInto() {
        HelperRun run = lab.sent("inspect", "60", "crictl", "-", "r.io/app:1");

        assertThat(run.stdout()).isEqualTo("image-sync-node 1\njson\n{\"some\": \"json\"}\nend 0\n");
        assertThat(lab.read("calls")).endsWith(" inspecti -o json r.io/app:1\n");
        assertThat(lab.sent("inspect", "60", "crictl", "-").exitCode()).isEqualTo(64);
    }

    @Test
    void anImageIsRemovedUnlessTheInstalledFileForbidsIt() {
        assertThat(lab.sent("remove", "60", "crictl", "-", "aa").exitCode()).isZero();
        assertThat(lab.read("calls")).endsWith(" rmi aa\n");
        assertThat(lab.sent("remove", "60", "crictl", "-").exitCode()).isEqualTo(64);

        lab.write("calls", "");
        String file = lab.installedHelper().toString();
        HelperRun forbidden = lab.start(List.of(file, "remove", "60", "crictl", "-", "aa"), Map.of());
        assertThat(forbidden.exitCode()).isEqualTo(77);
        assertThat(forbidden.stderr()).contains("removals=yes");
        assertThat(lab.read("calls")).doesNotContain("rmi");
    }
}
