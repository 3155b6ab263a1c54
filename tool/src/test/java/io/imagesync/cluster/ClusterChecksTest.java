package io.imagesync.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What `doctor` asks.
@Timeout(60)
class ClusterChecksTest {
    @TempDir
    private Path folder = Path.of("");

    private KubectlLab lab = new KubectlLab(folder);

    @BeforeEach
    void lab() {
        lab = new KubectlLab(folder);
    }

    private String version(String said) throws Exception {
        try (Cluster cluster = lab.says("json", said).cluster()) {
            return cluster.version();
        }
    }

    @Test
    void theVersionOfOldAndNewOnes() throws Exception {
        assertThat(version(
                        "{\n  \"clientVersion\": {\n    \"major\": \"1\",\n    \"gitVersion\": \"v1.20.2\"\n  }\n}\n"))
                .isEqualTo("v1.20.2");
        assertThat(version("{\"clientVersion\":{\"gitVersion\":\"v1.32.4+k3s1\"},\"kustomizeVersion\":\"v5.5.0\"}"))
                .isEqualTo("v1.32.4+k3s1");
        assertThat(lab.calls()).allMatch("--request-timeout=10s version --client -o json"::equals);
        assertThat(catchThrowableOfType(
                        NotAnswered.class, () -> version("{\"clientVersion\":{\"gitVersion\":\"hunter2\\n\"}}")))
                .hasMessage("the answer to \"version --client -o json\" cannot be used: it has no version of kubectl"
                        + " (line 1, column 1)");
    }

    @Test
    void whatMayNotBeListed() throws Exception {
        lab.on(
                "--all-namespaces",
                "case \"$*\" in *deployments.apps*|*events*) echo 'no - because'; exit 1;; esac",
                "echo Warning >&2; echo yes");
        try (Cluster cluster = lab.cluster()) {
            assertThat(cluster.mayNotList()).isEmpty();
        }
        assertThat(lab.calls()).containsExactly("--request-timeout=10s auth can-i list nodes --all-namespaces");
        lab.workloads = true;
        try (Cluster cluster = lab.cluster()) {
            assertThat(cluster.mayNotList()).containsExactly("deployments.apps", "events");
        }
        assertThat(lab.calls()).hasSize(10).anyMatch(call -> call.endsWith("list cronjobs.batch --all-namespaces"));
    }

    @Test
    void thatItCannotBeAskedIsNoAnswer() {
        lab.fails("--all-namespaces", 1, "error: You must be logged in to the server (Unauthorized)");
        assertThat(mayNotList()).hasMessageContaining("does not accept the login");
        lab.on("--all-namespaces", "echo maybe hunter2");
        assertThat(mayNotList())
                .hasMessage(
                        "the answer to \"auth can-i list nodes --all-namespaces\" cannot be used: it is neither yes nor no"
                                + " (line 1, column 1)");
    }

    private NotAnswered mayNotList() {
        return catchThrowableOfType(NotAnswered.class, () -> {
            try (Cluster cluster = lab.cluster()) {
                cluster.mayNotList();
            }
        });
    }
}
