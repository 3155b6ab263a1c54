package io.imagesync.lab.embedded.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.lab.embedded.RegistryImage;
import io.imagesync.lab.embedded.StoredContainer;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Of each repository the newest tags are brought to other nodes.
class KeepTagsTest {
    @TempDir
    private Path folder;

    @Test
    void onlyTheNewestAndWhatIsInUseAreSpread() throws Exception {
        try (Site site = Site.of(folder, 2).by(Access.CRI).set("KEEP_TAGS", 1)) {
            for (int tag = 1; tag <= 3; tag++) {
                Instant made = Instant.parse("2026-01-0" + tag + "T00:00:00Z");
                site.fleet()
                        .registry()
                        .push(Site.REPOSITORY + "app:" + tag, RegistryImage.made(made, "app " + tag, 5000));
                site.holds("gpu01", "app:" + tag);
            }
            site.node("gpu01")
                    .containers(new StoredContainer("c1", Site.REPOSITORY + "app:1", StoredContainer.Kind.EXITED));

            assertThat(site.run("plan").stdout()).contains("newest    1 image is not wanted: ", "2 pulls on 1 node");
            assertThat(site.run()).isEqualTo(new Ended(0, "", ""));

            assertThat(site.isOn("app:3", "gpu02")).isTrue();
            assertThat(site.isOn("app:1", "gpu02")).isTrue();
            assertThat(site.isOn("app:2", "gpu02")).isFalse();
            assertThat(site.state().resolve("created.json")).isNotEmptyFile();
            assertThat(site.run("status").stdout()).contains("superseded  " + Site.REPOSITORY + "app  2\n");
            supersededTagsGoAndMayComeAgain(site);
        }
    }

    private static void supersededTagsGoAndMayComeAgain(Site site) throws Exception {
        assertThat(site.run("remove", "--superseded", "--yes").exitCode()).isZero();
        assertThat(site.isOn("app:1", "gpu01")).isTrue();
        assertThat(site.isOn("app:2", "gpu01")).isFalse();
        assertThat(site.isOn("app:3", "gpu01")).isTrue();

        assertThat(site.holds("gpu01", "app:2").set("KEEP_TAGS", 5).run().exitCode())
                .isZero();
        assertThat(site.isOn("app:2", "gpu02")).isTrue();
    }

    @Test
    void withoutKeepTagsNothingIsSuperseded() throws Exception {
        try (Site site = Site.of(folder, 2).by(Access.CRI).holds("gpu01", "app:1")) {
            Ended ended = site.run("remove", "--superseded", "--yes");
            assertThat(ended.exitCode()).isEqualTo(1);
            assertThat(ended.stderr()).contains("KEEP_TAGS is not set");
            assertThat(site.isOn("app:1", "gpu01")).isTrue();
        }
    }
}
