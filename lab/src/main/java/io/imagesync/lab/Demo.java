package io.imagesync.lab;

import io.imagesync.lab.embedded.EmbeddedFleet;
import io.imagesync.lab.embedded.EmbeddedNode;
import io.imagesync.lab.embedded.EmbeddedRegistry;
import io.imagesync.lab.embedded.NodeSettings;
import io.imagesync.lab.embedded.Pace;
import io.imagesync.lab.embedded.StoredImage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.function.UnaryOperator;

/// Three nodes that hold different images, to see image-sync work without a cluster.
///
/// Started with an empty folder, it writes into it `image-sync.conf` and what the OpenSSH client needs (put the
/// folder's `bin` first in PATH), prints `ready`, and reads commands from stdin: `show` prints what the nodes hold and
/// an empty line, `quit` or the end of stdin stops the nodes.
public final class Demo implements AutoCloseable {
    private static final Duration SHORTEST_PULL = Duration.ofSeconds(1);
    private static final int NODES = 3;
    private static final long MEGABYTE = 1_000_000;
    private static final String NVIDIA = "nvcr.io/nvidia";
    private static final String BCM = "registry.example.com/bcm11";

    private final Path folder;
    private final EmbeddedFleet fleet;

    private Demo(Path folder, EmbeddedFleet fleet) {
        this.folder = folder;
        this.fleet = fleet;
    }

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 1) {
            System.err.println("usage: Demo FOLDER");
            System.exit(2);
        }
        try (Demo demo =
                start(Path.of(arguments[0]).toAbsolutePath().normalize(), SHORTEST_PULL, settings -> settings)) {
            demo.serve(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)), System.out);
        }
    }

    /// Starts the nodes and writes the configuration.
    ///
    /// @param folder that is empty
    /// @param shortestPull no pull is quicker than that, and none takes twice as long; each image always the same
    /// @param others that the nodes are to have besides
    public static Demo start(Path folder, Duration shortestPull, UnaryOperator<NodeSettings> others)
            throws IOException {
        long millis = shortestPull.toMillis();
        Demo demo = new Demo(
                folder,
                EmbeddedFleet.start(
                        folder,
                        NODES,
                        settings -> others.apply(settings)
                                .pace(reference -> Pace.taking(Duration.ofMillis(millis
                                                + Math.floorMod(
                                                        reference.canonical().hashCode(), millis)))
                                        .pulling(reference))));
        try {
            demo.fill();
            demo.configure();
            return demo;
        } catch (IOException e) {
            demo.close();
            throw e;
        }
    }

    public EmbeddedFleet fleet() {
        return fleet;
    }

    public Path configuration() {
        return folder.resolve("image-sync.conf");
    }

    @Override
    public void close() {
        fleet.close();
    }

    private void fill() {
        EmbeddedRegistry registry = fleet.registry();
        registry.push(NVIDIA + "/pytorch:25.09-py3", 11_400 * MEGABYTE);
        registry.push(NVIDIA + "/tritonserver:25.09-py3", 8_700 * MEGABYTE);
        registry.push(NVIDIA + "/cuda:13.0.1-runtime-ubuntu24.04", 1_600 * MEGABYTE);
        registry.push(NVIDIA + "/k8s-device-plugin:v0.17.4", 200 * MEGABYTE);
        registry.push(BCM + "/slurm-worker:25.05", 2_300 * MEGABYTE);
        registry.push(BCM + "/jupyter:4.4.7", 3_100 * MEGABYTE);
        registry.push("registry.k8s.io/kube-proxy:v1.34.1", 26 * MEGABYTE);
        registry.push("quay.io/cilium/cilium:v1.18.2", 240 * MEGABYTE);
        fleet.nodes().forEach(node -> node.seed("registry.k8s.io/kube-proxy:v1.34.1"));
        node(1).seed(NVIDIA + "/pytorch:25.09-py3", NVIDIA + "/k8s-device-plugin:v0.17.4", BCM + "/slurm-worker:25.05");
        node(2).seed(NVIDIA + "/tritonserver:25.09-py3", NVIDIA + "/k8s-device-plugin:v0.17.4", BCM + "/jupyter:4.4.7");
        node(3).seed(NVIDIA + "/cuda:13.0.1-runtime-ubuntu24.04", "quay.io/cilium/cilium:v1.18.2");
        node(3).store().add(StoredImage.loaded(BCM + "/debug-tools:dev", 6 * MEGABYTE));
    }

    private EmbeddedNode node(int number) {
        return fleet.node(number - 1);
    }

    private void configure() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 1; i <= NODES; i++) {
            text.append("NODE").append(i).append("=").append(node(i).name()).append('\n');
        }
        text.append("PREFIX1=").append(NVIDIA).append("\nPREFIX2=").append(BCM).append('\n');
        // One image was loaded by hand, and no registry has it.
        text.append("RELAY=loaded\n");
        text.append("LOG_DIR=\"").append(folder.resolve("logs")).append("\"\n");
        text.append("LOCK_FILE=\"").append(folder.resolve("image-sync.lock")).append("\"\n");
        text.append("STATE_DIR=\"").append(folder.resolve("state")).append("\"\n");
        text.append("SSH_OPTIONS='-F ").append(fleet.ssh().config()).append("'\n");
        Path file = Files.writeString(configuration(), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    }

    private void serve(BufferedReader commands, PrintStream out) throws IOException {
        out.println("ready");
        for (String line = commands.readLine(); line != null && !line.equals("quit"); line = commands.readLine()) {
            out.println(line.equals("show") ? new FleetTable(fleet.nodes()).text() : "show or quit");
        }
    }
}
