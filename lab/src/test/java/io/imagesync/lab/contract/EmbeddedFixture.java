package io.imagesync.lab.contract;

import io.imagesync.lab.embedded.EmbeddedFleet;
import io.imagesync.lab.embedded.EmbeddedNode;
import io.imagesync.lab.embedded.Gate;
import io.imagesync.lab.embedded.NodeEvent;
import io.imagesync.lab.embedded.Pace;
import io.imagesync.lab.embedded.RegistryImage;
import io.imagesync.lab.embedded.StoredContainer;
import io.imagesync.lab.embedded.StoredContainer.Kind;
import io.imagesync.lab.embedded.StoredImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.RuntimeAccess;
import io.imagesync.node.Node;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// An embedded node, however its runtime is spoken to.
abstract class EmbeddedFixture implements NodeFixture {
    private static final String REGISTRY = "registry.example.com/";

    final EmbeddedNode node;
    private final EmbeddedFleet fleet;
    private final NodeConnection connection;
    private Gate gate = new Gate();

    EmbeddedFixture(RuntimeAccess access) throws IOException {
        fleet = EmbeddedFleet.start(1);
        node = fleet.node(0);
        connection = new NodeConnection(fleet.ssh().config(), access);
    }

    @Override
    public Node connect() throws InterruptedException {
        return connection.open(node.name());
    }

    @Override
    public Published publish(String name, int kilobytes) {
        RegistryImage image = RegistryImage.made(created().orElseThrow(), name, kilobytes * 1024L);
        fleet.registry().push(REGISTRY + name, image);
        return new Published(ImageRef.of(REGISTRY + name), image.digest());
    }

    @Override
    public void hold(Published image) {
        node.seed(image.reference().toString());
    }

    @Override
    public void tag(Published image, ImageRef name) {
        StoredImage held = node.store().find(image.reference().toString()).orElseThrow();
        node.store().add(held.alsoTagged(name.toString()));
    }

    @Override
    public void container(String name, String image) {
        node.containers(
                Stream.concat(node.containers().stream(), Stream.of(new StoredContainer(name, image, Kind.EXITED)))
                        .toArray(StoredContainer[]::new));
    }

    @Override
    public void makeSandboxesOf(Published image) {
        node.sandboxImage(image.reference().toString());
    }

    @Override
    public List<ImageRef> holdMany(int names) {
        List<Published> images = IntStream.range(0, names)
                .mapToObj(i -> publish("bcm11/many:" + i, 1))
                .toList();
        images.forEach(this::hold);
        return images.stream().map(Published::reference).toList();
    }

    @Override
    public ImageRef unpublished() {
        return ImageRef.of(REGISTRY + "bcm11/absent:1.0");
    }

    @Override
    public List<String> held() {
        return node.store().images().stream()
                .flatMap(image -> image.tags().stream())
                .toList();
    }

    @Override
    public String architecture() {
        return "x86_64";
    }

    @Override
    public void stallPulls() {
        gate = new Gate();
        node.pace(Pace.behind(gate));
    }

    @Override
    public void releasePulls() {
        node.pace(Pace.immediate());
        gate.open();
    }

    @Override
    public int started() {
        return node.events().count(NodeEvent.PullStarted.class);
    }

    @Override
    public boolean idle() {
        return node.pulls().current() == 0;
    }

    @Override
    public void breakConnections() {
        node.dropConnections();
    }

    @Override
    public void close() {
        connection.close();
        fleet.close();
    }
}
