package io.imagesync.lab.e2e;

import io.imagesync.lab.proxy.Client;
import io.imagesync.lab.proxy.RegistryProxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Real nodes w1, w2, ... and their registry, as `lab/real/real` makes them, with a [RegistryProxy] between the nodes
/// and the registry; closing it takes them down. What it tells about pulls is the runtimes' own log and holds for
/// whatever way they were told to pull.
public final class RealLab implements AutoCloseable {
    /// The size of the nodes' image file systems in the lab that tests share.
    public static final int DISK_MIB = 128;

    private static final Duration FETCHING = Duration.ofMinutes(5);
    private static final int PROXY_PORT = 5001;

    private final LabScript script;
    private final List<String> nodes;
    private final String registry;
    private final RegistryProxy proxy;
    private final Map<String, InetAddress> addresses = new ConcurrentHashMap<>();

    private Access access = Access.CRICTL;

    private RealLab(LabScript script, int count) throws IOException {
        this.script = script;
        this.nodes = IntStream.rangeClosed(1, count).mapToObj(i -> "w" + i).toList();
        this.registry = script.run("address", "registry").strip();
        String[] address = registry.split(":", 2);
        InetAddress gateway = InetAddress.ofLiteral(address[0]);
        this.proxy = RegistryProxy.start(
                new InetSocketAddress(gateway, PROXY_PORT),
                new InetSocketAddress(gateway, Integer.parseInt(address[1])));
    }

    /// With the containerd that the system property `lab.containerd` names, if it does.
    public static RealLab up(int count, String... options) {
        List<String> words =
                new ArrayList<>(List.of("up", Integer.toString(count), "--registry-port", "" + PROXY_PORT));
        words.addAll(List.of(options));
        String containerd = System.getProperty("lab.containerd", "");
        if (!containerd.isBlank() && !words.contains("--containerd")) {
            words.addAll(List.of("--containerd", containerd));
        }
        try {
            LabScript script = new LabScript(Files.createTempDirectory("image-sync-lab"));
            script.run(words.toArray(String[]::new));
            try {
                return new RealLab(script, count);
            } catch (IOException | RuntimeException e) {
                script.run("down");
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The folder of another containerd, as the script `containerd` fetches it.
    ///
    /// @param version 1.7 or 2
    public static String containerd(String version) {
        Ended found = Running.run(new ProcessBuilder("./containerd", version), FETCHING);
        if (found.exitCode() != 0) {
            throw new IllegalStateException(found.stderr());
        }
        return found.stdout().strip();
    }

    public List<String> nodes() {
        return nodes;
    }

    /// How image-sync is to work the nodes.
    public Access access() {
        return access;
    }

    /// Makes the nodes fit for that way alone: for CRI they have no crictl. What the lab itself needs of it is
    /// elsewhere.
    public void use(Access way) {
        if (way != access) {
            String command =
                    way == Access.CRI ? "rm /usr/local/bin/crictl" : "ln -s /opt/lab/crictl /usr/local/bin/crictl";
            nodes.forEach(node -> on(node, command));
            access = way;
        }
    }

    /// The folder to have first in PATH, so that `ssh` knows the nodes.
    public Path bin() {
        return script.folder().resolve("bin");
    }

    /// All state of the lab, for its scripts.
    Path folder() {
        return script.folder();
    }

    public Path sshConfig() {
        return script.folder().resolve("ssh_config");
    }

    /// Who may pull from `private.lab:5002`.
    public String privateUser() {
        return secret("private.user");
    }

    public String privatePassword() {
        return secret("private.password");
    }

    private String secret(String file) {
        try {
            return Files.readString(script.folder().resolve(file)).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A verb of the lab.
    ///
    /// @return what it printed
    public String real(String... words) {
        return script.run(words);
    }

    /// A shell script, run on the node as root.
    public String on(String node, String text) {
        return real("exec", node, "sh", "-c", text);
    }

    /// Writes a file on the node.
    public void put(String node, Path source, String target, String mode) {
        script.run(Redirect.from(source.toFile()), "exec", node, "install", "-m", mode, "/dev/stdin", target);
    }

    /// An image in the registry.
    ///
    /// @param reference by which nodes pull it
    /// @param digest of its manifest
    public record Pushed(String reference, String digest) {}

    /// Puts an image of one file of random bytes into the registry.
    ///
    /// @param name and tag; without a registry it is the lab's
    public Pushed pushed(String name, int kilobytes) {
        boolean named = name.matches("[^/]*[.:][^/]*/.*");
        String path = named ? name.substring(name.indexOf('/') + 1) : name;
        int tag = path.lastIndexOf(':');
        try (RegistryPush push = registry()) {
            String digest =
                    push.image(path.substring(0, tag), path.substring(tag + 1), RegistryPush.randomLayer(kilobytes));
            return new Pushed(named ? name : "registry.lab:5000/" + name, digest);
        }
    }

    /// The same.
    ///
    /// @return the reference by which nodes pull it
    public String push(String name, int kilobytes) {
        return pushed(name, kilobytes).reference();
    }

    RegistryPush registry() {
        return new RegistryPush(registry);
    }

    public void load(String node, String... images) {
        for (String image : images) {
            real("load", node, image);
        }
    }

    /// Has the runtime forget all images; ends when it says so through CRI.
    public void removeImages(String node) {
        on(node, """
                ctr -n k8s.io images ls -q | xargs -r -d '\\n' ctr -n k8s.io images rm --sync >/dev/null
                until [ -z "$(/opt/lab/crictl -r unix:///run/containerd/containerd.sock images -q)" ]; do sleep 0.1; done
                """);
    }

    /// The names with a tag that the node's runtime holds.
    public Set<String> images(String node) {
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

    /// What the node's runtime says of an image, as `crictl inspecti` shows it.
    String inspected(String node, String image) {
        return on(node, "/opt/lab/crictl -r unix:///run/containerd/containerd.sock inspecti " + image);
    }

    /// Whether the nodes' containerd takes pins, as it does from 1.7 on.
    public boolean takesPins() {
        return !on(nodes.getFirst(), "/opt/lab/crictl -r unix:///run/containerd/containerd.sock version")
                .contains("RuntimeVersion:  1.6.");
    }

    public PullLog pulls(String node) {
        try {
            return PullLog.parse(Files.readString(runtimeLog(node)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// On the node's disk, as this machine sees it.
    private Path runtimeLog(String node) {
        return script.folder().resolve("nodes").resolve(node).resolve("var/log/containerd.log");
    }

    public PullLog pulls() {
        return PullLog.merge(nodes.stream().map(this::pulls));
    }

    /// Has the node's pulls go on undisturbed, and forgets those that have been. The runtime appends to its log.
    public void forgetPulls(String node) {
        releasePulls(node);
        try {
            Files.write(runtimeLog(node), new byte[0]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What the node gets from the registry, and how.
    public Client downloads(String node) {
        return proxy.client(addresses.computeIfAbsent(
                node, name -> InetAddress.ofLiteral(real("address", name).strip())));
    }

    /// The registry answers nothing that the node asks until its pulls are released.
    public void holdPulls(String node) {
        downloads(node).hold();
    }

    /// The registry is so late with its first answer to each pull of the node.
    public void delayPulls(String node, Duration time) {
        downloads(node).delay(time, request -> request.startsWith("HEAD "));
    }

    /// Ends the waiting of those that wait, and of those to come.
    public void releasePulls(String node) {
        downloads(node).pass();
    }

    /// What goes on on the node because of image-sync: the helper, crictl and what they have started; pulls that the
    /// runtime has begun and not ended; what it is downloading.
    public List<String> work(String node) {
        List<String> told = on(node, "ps -e -o args= && echo && ctr -n k8s.io content active")
                .lines()
                .toList();
        int end = told.lastIndexOf("");
        Stream<String> processes = told.subList(0, end).stream()
                .filter(line -> line.matches(".*(image-sync-node|crictl|curl|timeout|setpriv).*"));
        Stream<String> pulls =
                Stream.of(pulls(node)).filter(log -> log.running() != 0).map(PullLog::toString);
        Stream<String> downloads = told.stream().skip(end + 2);
        return Stream.of(processes, pulls, downloads).flatMap(lines -> lines).toList();
    }

    @Override
    public void close() {
        try (proxy) {
            real("down");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
