package io.imagesync.lab.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ImageStoreTest {
    private final EmbeddedRegistry registry = new EmbeddedRegistry();
    private FakeRuntime runtime = runtime(Profile.CONTAINERD);

    private FakeRuntime runtime(Profile profile) {
        return new FakeRuntime(new NodeSettings("n").profile(profile), registry, new EventLog(), PullGauge.ofFleet());
    }

    @BeforeEach
    void push() {
        registry.push("nginx", 100);
    }

    @Test
    void findsHoweverItIsSpelled() {
        runtime.seed("nginx");

        assertThat(runtime.store().holds("docker.io/library/nginx:latest")).isTrue();
        assertThat(runtime.store().images().getFirst().tags()).containsExactly("docker.io/library/nginx:latest");
        assertThat(runtime.store().holds("nginx:1.29")).isFalse();
    }

    @Test
    void aTagThatMovedLeavesItsFormerImageUntagged() {
        runtime.seed("nginx");
        StoredImage before = runtime.store().images().getFirst();
        registry.push("nginx", RegistryImage.of("newer", 100));

        runtime.seed("nginx");

        assertThat(runtime.store().images()).hasSize(2);
        StoredImage former = runtime.store().images().getFirst();
        assertThat(former.id()).isEqualTo(before.id());
        assertThat(former.tags()).isEmpty();
        assertThat(former.digests()).isEqualTo(before.digests());
    }

    @Test
    void oneImageHasManyTags() {
        registry.push("nginx:1.29", registry.push("nginx", 100));

        runtime.seed("nginx");
        runtime.seed("nginx:1.29");

        assertThat(runtime.store().images()).hasSize(1);
        assertThat(runtime.store().images().getFirst().tags()).hasSize(2);
        assertThat(runtime.store().images().getFirst().digests()).hasSize(1);
    }

    @Test
    void anImageByDigestHasNoTag() {
        RegistryImage image = registry.push("nginx", 100);

        runtime.seed("nginx@" + image.digest());

        assertThat(runtime.store().images().getFirst().tags()).isEmpty();
        assertThat(runtime.store().holds("nginx@" + image.digest())).isTrue();
    }

    @Test
    void anImageLoadedByHandHasNoDigest() {
        runtime.store().add(StoredImage.loaded("local/tool:1", 5).alsoTagged("local/tool:2"));

        assertThat(runtime.store().images().getFirst().digests()).isEmpty();
        assertThat(runtime.store().holds("local/tool:2")).isTrue();
    }

    @Test
    void removesTheImageWithAllItsNames() {
        runtime.store().add(StoredImage.loaded("local/tool:1", 5).alsoTagged("local/tool:2"));

        runtime.store().remove("local/tool:1");

        assertThat(runtime.store().images()).isEmpty();
    }

    @Test
    void theRuntimeSaysWhatSizeIs() {
        FakeRuntime crio = runtime(Profile.CRIO);
        runtime.seed("nginx");
        crio.seed("nginx");

        assertThat(runtime.store().images().getFirst().size()).isEqualTo(100);
        assertThat(crio.store().images().getFirst().size()).isEqualTo(270);
    }

    @Test
    void onlyTheRegistrysImagesCanBeSeeded() {
        assertThatThrownBy(() -> runtime.seed("redis")).hasMessageContaining("redis");
    }
}
