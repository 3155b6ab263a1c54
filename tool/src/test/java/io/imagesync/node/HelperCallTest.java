package io.imagesync.node;

import static io.imagesync.node.Answers.NAME;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.Credentials;
import io.imagesync.model.ImageRef;
import io.imagesync.model.RuntimeAccess;
import io.imagesync.model.RuntimeSettings;
import io.imagesync.ssh.Command;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The words in which a node is asked.
class HelperCallTest {
    private static final String TEXT = Helper.oneLine(Helper.read());
    private static final ImageRef APP = ImageRef.of("nginx");

    private final FakeHost host = FakeHost.exits(1, "", "");

    private CrictlNode node(RuntimeSettings settings) {
        return new CrictlNode(NAME, host, settings, Credentials.NONE);
    }

    private Command asked() {
        assertThat(host.commands).hasSize(1);
        return host.commands.getFirst();
    }

    @Test
    void aListing() throws InterruptedException {
        node(Answers.SETTINGS).list(Duration.ofMinutes(1));

        assertThat(asked().argv()).containsExactly("sh", "-c", TEXT, "image-sync-node", "list", "20", "crictl", "-");
        assertThat(host.deadlines).containsExactly(Duration.ofMinutes(1));
    }

    @Test
    void aPullAsksForTheImageAsItIsWritten() throws InterruptedException {
        node(new RuntimeSettings(
                        RuntimeAccess.CRICTL,
                        List.of("k3s", "crictl"),
                        Optional.of("/run/k3s/containerd/containerd.sock"),
                        false))
                .pull(APP, Duration.ofMinutes(30), _ -> {});

        assertThat(asked().argv())
                .containsExactly(
                        "sh",
                        "-c",
                        TEXT,
                        "image-sync-node",
                        "pull",
                        "1800",
                        "k3s,crictl",
                        "unix:///run/k3s/containerd/containerd.sock",
                        "nginx");
    }

    @Test
    void theLookAndTheDisk() throws InterruptedException {
        CrictlNode node = node(Answers.SETTINGS);
        node.look(APP, true, Duration.ofMillis(1500));
        node.disk(Duration.ofSeconds(90));

        assertThat(host.commands.getFirst().argv())
                .as("a limit is never 0, which would be none")
                .containsExactly("sh", "-c", TEXT, "image-sync-node", "list", "1", "crictl", "-");
        assertThat(host.commands.getLast().argv())
                .containsExactly("sh", "-c", TEXT, "image-sync-node", "disk", "30", "crictl", "-");
    }

    @Test
    void whereTheImagesAreIsAskedOnce() throws InterruptedException {
        FakeHost told = FakeHost.exits(0, "image-sync-node 1\ndisk 100 40 /var/a-1\nimages\n{}\n\nend 0\n", "");
        CrictlNode node = new CrictlNode(NAME, told, Answers.SETTINGS, Credentials.NONE);
        node.list(Duration.ofMinutes(1));
        node.look(APP, true, Duration.ofMinutes(1));
        node.disk(Duration.ofMinutes(1));

        assertThat(told.commands)
                .extracting(command -> command.argv().getLast())
                .containsExactly("-", "/var/a-1", "/var/a-1");
    }

    @Test
    void underSudoOneMoreTextComesFirst() throws InterruptedException {
        node(new RuntimeSettings(RuntimeAccess.CRICTL, List.of("crictl"), Optional.empty(), true))
                .pull(APP, Duration.ofMinutes(1), _ -> {});

        List<String> argv = asked().argv();
        assertThat(argv.subList(0, 2)).containsExactly("sh", "-c");
        assertThat(argv.get(2)).contains("exec sudo -n -- ").doesNotContain("'", "\\", "!", "\n");
        assertThat(argv.subList(3, argv.size()))
                .containsExactly("image-sync-node", TEXT, "image-sync-node", "pull", "60", "crictl", "-", "nginx");
    }

    @Test
    void stdinBeginsWithAnEmptyCredentialLine() throws InterruptedException {
        node(Answers.SETTINGS).pull(APP, Duration.ofMinutes(1), _ -> {});

        assertThat(asked().stdin()).containsExactly('\n');
        assertThat(asked().maxStdout()).isEqualTo(8 << 20);
    }

    /// csh takes `!` (but for `$!;`) and line breaks even between single quotes, fish takes `\\` and `\'`.
    @Test
    void theTextGoesThroughEveryLoginShellUnchanged() {
        assertThat(TEXT.replace("$!;", ""))
                .doesNotContain("'", "\\\\", "!", "\n", "\r", "\t")
                .isPrintable()
                .hasSizeLessThan(8192);
        assertThat(TEXT)
                .startsWith("crictl=crictl; endpoint=-; removals=no; say() {")
                .endsWith("esac");
    }

    @Test
    void leavesOutCommentsAndEmptyLinesOnly() {
        assertThat(Helper.oneLine("#!/bin/sh\n# a\n\n  one;\n\t# b\n  two # c;\n"))
                .isEqualTo("one; two # c;");
    }
}
