package io.imagesync.lab.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Some nodes with one registry, and the files with which an OpenSSH client reaches them.
///
/// Every node has an address of its own, 127.0.1.1 and so on, and all have the same port: they can be named by alias
/// (`gpu01`, ...) or by address together with `SSH_PORT`.
public final class EmbeddedFleet implements AutoCloseable {
    private static final int PORT_TRIES = 20;
    private static final int ADDRESSES_IN_NET = 250;

    private final SshFiles ssh;
    private final Optional<Path> ownFolder;
    private final EmbeddedRegistry registry = new EmbeddedRegistry();
    private final PullGauge pulls = PullGauge.ofFleet();
    private final List<EmbeddedNode> nodes = new ArrayList<>();

    private EmbeddedFleet(Path folder, boolean owned) throws IOException {
        this.ssh = SshFiles.in(folder);
        this.ownFolder = owned ? Optional.of(folder) : Optional.empty();
    }

    /// Starts nodes `gpu01`, `gpu02`, ... as they come.
    public static EmbeddedFleet start(int count) throws IOException {
        return start(count, settings -> settings);
    }

    /// Starts nodes `gpu01`, `gpu02`, ... with a temporary folder for their files, deleted at the end.
    ///
    /// @param as what they all are to be like
    public static EmbeddedFleet start(int count, UnaryOperator<NodeSettings> as) throws IOException {
        Path folder = Files.createTempDirectory("image-sync-fleet");
        return started(new EmbeddedFleet(folder, true), names(count), as);
    }

    /// Starts nodes of that many names with their files in that folder, which stays.
    public static EmbeddedFleet start(Path folder, int count, UnaryOperator<NodeSettings> as) throws IOException {
        return started(new EmbeddedFleet(folder, false), names(count), as);
    }

    private static List<String> names(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> String.format("gpu%02d", i))
                .toList();
    }

    private static EmbeddedFleet started(EmbeddedFleet fleet, List<String> names, UnaryOperator<NodeSettings> as)
            throws IOException {
        try {
            fleet.startOnOnePort(names, as);
            for (EmbeddedNode node : fleet.nodes) {
                fleet.ssh.add(node);
            }
            return fleet;
        } catch (IOException e) {
            fleet.close();
            throw e;
        }
    }

    /// The first node takes any free port; when another cannot have the same, all is tried again with the next one.
    private void startOnOnePort(List<String> names, UnaryOperator<NodeSettings> as) throws IOException {
        for (int tries = PORT_TRIES; ; tries--) {
            try {
                for (String name : names) {
                    start(name, as);
                }
                return;
            } catch (BindException e) {
                closeNodes();
                if (tries == 1) {
                    throw e;
                }
            }
        }
    }

    private void start(String name, UnaryOperator<NodeSettings> as) throws IOException {
        NodeSettings settings = as.apply(new NodeSettings(name)
                .at(address(nodes.size()), nodes.isEmpty() ? 0 : port())
                .authorizedKey(ssh.publicKey()));
        nodes.add(EmbeddedNode.start(settings, registry, pulls));
    }

    private static String address(int index) {
        return "127.0." + (1 + index / ADDRESSES_IN_NET) + "." + (1 + index % ADDRESSES_IN_NET);
    }

    /// @param index from 0
    public EmbeddedNode node(int index) {
        return nodes.get(index);
    }

    public EmbeddedNode node(String name) {
        return nodes.stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException(name));
    }

    public List<EmbeddedNode> nodes() {
        return List.copyOf(nodes);
    }

    /// What all nodes pull from.
    public EmbeddedRegistry registry() {
        return registry;
    }

    /// The pulls of all nodes together.
    public PullGauge pulls() {
        return pulls;
    }

    public SshFiles ssh() {
        return ssh;
    }

    /// The port that all nodes listen on.
    public int port() {
        return nodes.getFirst().port();
    }

    /// @throws IllegalStateException when the script of a node had a reply that could not be given
    @Override
    public void close() {
        try {
            closeNodes();
        } finally {
            ownFolder.ifPresent(EmbeddedFleet::delete);
        }
    }

    private void closeNodes() {
        List<IllegalStateException> problems = new ArrayList<>();
        for (EmbeddedNode node : nodes) {
            try {
                node.close();
            } catch (IllegalStateException e) {
                problems.add(e);
            }
        }
        nodes.clear();
        if (!problems.isEmpty()) {
            throw problems.getFirst();
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the fleet's folder cannot be deleted", e);
        }
    }
}
