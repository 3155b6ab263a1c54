package io.imagesync.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where a node's runtime looks before it asks a registry, as the helper finds it in the runtime's files.
class HelperMirrorsTest {
    @TempDir
    private Path folder;

    private HelperLab lab;

    @BeforeEach
    void open() {
        lab = new HelperLab(folder);
    }

    @AfterEach
    void endWhatIsLeft() {
        lab.close();
    }

    private List<String> mirrors() {
        String text = Helper.oneLine(Helper.read()).replace("/etc/", folder + "/etc/");
        return lab.start(
                        List.of("sh", "-c", text, "image-sync-node", "version", "60", "crictl", "-", "about"), Map.of())
                .stdout()
                .lines()
                .filter(line -> line.startsWith("mirror "))
                .toList();
    }

    @Test
    void containerdHasThemInHostsToml() {
        lab.write("etc/containerd/certs.d/docker.io/hosts.toml", """
                server = "https://registry-1.docker.io"
                [host."https://mirror:5000"]
                  capabilities = ["pull", "resolve"]
                  [host."http://127.0.0.1:30020"]
                """);
        assertThat(mirrors())
                .containsExactly("mirror docker.io https://mirror:5000", "mirror docker.io http://127.0.0.1:30020");
    }

    @Test
    void thatFileIsWhereContainerdIsConfiguredToLook() {
        lab.write("etc/containerd/config.toml", "    config_path = '" + folder + "/elsewhere:/b'\n");
        lab.write("etc/containerd/certs.d/docker.io/hosts.toml", "[host.\"https://unused\"]\n");
        lab.write("elsewhere/_default/hosts.toml", "[host.\"https://used\"]\n");
        assertThat(mirrors()).containsExactly("mirror _default https://used");
    }

    @Test
    void crioHasThemInRegistriesConf() {
        lab.write("etc/containers/registries.conf", """
                unqualified-search-registries = ["docker.io"]
                [[registry]]
                location = "internal/hub"
                prefix = "docker.io"
                [[registry.mirror]]
                location = "mirror:5000"
                """);
        lab.write("etc/containers/registries.conf.d/50-quay.conf", """
                [[registry]]
                location = "quay.io"
                [[registry.mirror]]
                location = "quay-mirror"
                insecure = true
                """);
        assertThat(mirrors()).containsExactly("mirror docker.io mirror:5000", "mirror quay.io quay-mirror");
    }

    @Test
    void whatStandsThereIsNotRun() {
        lab.write("etc/containerd/certs.d/$(touch evil)/hosts.toml", "[host.\"https://$(touch evil)`touch evil`\"]\n");
        lab.write(
                "etc/containers/registries.conf",
                "[[registry]]\nlocation = \"a;touch evil\"\n[[registry.mirror]]\nlocation = \"$(touch evil)\"\n");
        assertThat(mirrors()).isNotEmpty();
        assertThat(lab.has("evil")).isFalse();
    }

    @Test
    void noMoreAreToldThanAnybodyReads() {
        lab.write("etc/containerd/certs.d/a/hosts.toml", "[host.\"https://m\"]\n".repeat(1000));
        assertThat(mirrors()).hasSize(20);
    }
}
