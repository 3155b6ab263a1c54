package io.imagesync.lab.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/// Real nodes w1, w2, ... and their registry, as `lab/real/real` makes them; closing it takes them down.
public final class RealLab implements AutoCloseable {
    /// The size of the nodes' image file systems in the lab that tests share.
    static final int DISK_MIB = 128;

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Path SCRIPT = Path.of("real/real").toAbsolutePath();

    private final Path folder;
    private final List<String> nodes;

    private RealLab(Path folder, int count) {
        this.folder = folder;
        this.nodes = IntStream.rangeClosed(1, count).mapToObj(i -> "w" + i).toList();
    }

    public static RealLab up(int count, String... options) {
        try {
            RealLab lab = new RealLab(Files.createTempDirectory("image-sync-lab"), count);
            List<String> words = new ArrayList<>(List.of("up", Integer.toString(count)));
            words.addAll(List.of(options));
            lab.real(words.toArray(String[]::new));
            return lab;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> nodes() {
        return nodes;
    }

    /// The folder to have first in PATH, so that `ssh` knows the nodes.
    Path bin() {
        return folder.resolve("bin");
    }

    public Path sshConfig() {
        return folder.resolve("ssh_config");
    }

    /// A verb of the lab.
    ///
    /// @return what it printed
    public String real(String... words) {
        return real(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()), words);
    }

    private String real(ProcessBuilder.Redirect stdin, String... words) {
        List<String> all = new ArrayList<>(List.of(SCRIPT.toString(), "--dir", folder.toString()));
        all.addAll(List.of(words));
        Ended ended = Running.run(new ProcessBuilder(all).redirectInput(stdin), LIMIT);
        if (ended.exitCode() != 0) {
            throw new AssertionError(String.join(" ", words) + ": " + ended.stdout() + ended.stderr());
        }
        return ended.stdout();
    }

    /// A shell script, run on the node as root.
    public String on(String node, String script) {
        return real("exec", node, "sh", "-c", script);
    }

    /// Writes a file on the node.
    void put(String node, Path source, String target, String mode) {
        real(ProcessBuilder.Redirect.from(source.toFile()), "exec", node, "install", "-m", mode, "/dev/stdin", target);
    }

    /// Puts an image into the registry.
    ///
    /// @return the reference by which nodes pull it
    String push(String name, int kilobytes) {
        return real("push", name, Integer.toString(kilobytes)).split(" ", 2)[0];
    }

    void load(String node, String... images) {
        for (String image : images) {
            real("load", node, image);
        }
    }

    /// The names with a tag that the node's runtime holds.
    Set<String> images(String node) {
        return new TreeSet<>(real("images", node).lines().toList());
    }

    /// The same, each with the digest of its manifest.
    Map<String, String> digests(String node) {
        Map<String, String> digests = new TreeMap<>();
        real("ctr", node, "images", "ls")
                .lines()
                .skip(1)
                .map(line -> line.split("\\s+", 4))
                .filter(words -> !words[0].startsWith("sha256:") && !words[0].contains("@"))
                .forEach(words -> digests.put(words[0], words[2]));
        return digests;
    }

    PullLog pulls(String node) {
        return PullLog.parse(real("exec", node, "cat", "/run/crictl.log"));
    }

    PullLog pulls() {
        return PullLog.merge(nodes.stream().map(this::pulls));
    }

    void forgetPulls(String node) {
        on(node, "rm -f /run/crictl.delay; : >/run/crictl.log");
    }

    /// Pulls that start from now on wait so long before they begin.
    void delayPulls(String node, double seconds) {
        on(node, "echo " + seconds + " >/run/crictl.delay");
    }

    /// Ends the waiting of those that wait, and of those to come.
    void releasePulls(String node) {
        on(node, "read -r delay </run/crictl.delay; : >/run/crictl.delay; pkill -x -f \"sleep $delay\" || true");
    }

    /// What runs on the node because of image-sync: the helper, crictl and what they have started.
    List<String> work(String node) {
        return real("exec", node, "ps", "-e", "-o", "args")
                .lines()
                .filter(line -> line.matches(".*(image-sync-node|crictl|curl|timeout|setpriv).*"))
                .toList();
    }

    @Override
    public void close() {
        real("down");
    }
}
