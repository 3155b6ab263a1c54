package io.imagesync.lab.contract;

import io.imagesync.model.ImageRef;
import io.imagesync.node.Node;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// One node, and what a test does to it and sees of it behind the back of the [Node] under test.
interface NodeFixture {
    /// An image that the registry has.
    ///
    /// @param digest of its manifest, `sha256:...`
    record Published(ImageRef reference, String digest) {}

    /// Connects anew, through SSH as OpenSSH is configured for the node.
    Node connect() throws Exception;

    /// Puts an image into the registry.
    ///
    /// @param name and tag, without the registry
    /// @param kilobytes of its only layer
    Published publish(String name, int kilobytes) throws Exception;

    /// Has the runtime hold what was published.
    void hold(Published image) throws Exception;

    /// Has the runtime hold so many more names with a tag, of whatever images.
    List<ImageRef> holdMany(int names) throws Exception;

    /// Gives an image that is held one more name.
    void tag(Published image, ImageRef name) throws Exception;

    /// Makes a container that does not run.
    ///
    /// @param image as whoever makes it names it
    void container(String name, String image) throws Exception;

    /// Whether those who ask for what is in use are told of such a container.
    default boolean knowsContainers() {
        return true;
    }

    /// Has the runtime make sandboxes of an image that is held.
    void makeSandboxesOf(Published image) throws Exception;

    /// When published images were made.
    default Optional<Instant> created() {
        return Optional.of(Instant.parse("2024-01-01T00:00:00Z"));
    }

    /// A reference that the registry does not have.
    ImageRef unpublished();

    /// Names with a tag that the runtime holds.
    List<String> held() throws Exception;

    /// The machine, as the kernel says it.
    String architecture() throws Exception;

    /// Pulls that start from now on download nothing until they are released.
    void stallPulls() throws Exception;

    /// Lets stalled pulls go on, and stalls no more.
    void releasePulls() throws Exception;

    /// Pulls that were ever started.
    int started() throws Exception;

    /// Whether neither a pull nor a download runs on the node.
    boolean idle() throws Exception;

    /// Whether the runtime tells how far a pull is.
    default boolean tellsProgress() {
        return false;
    }

    /// How much of its only layer is there of an image whose pull is stalled; needed where [#tellsProgress()].
    default void downloaded(Published image, int kilobytes) throws Exception {
        throw new UnsupportedOperationException("the runtime does not tell");
    }

    /// Whether the node has [io.imagesync.node.Contents]; else the two below are not needed.
    default boolean hasContents() {
        return false;
    }

    /// Whether its runtime takes pins; needed where [#hasContents()].
    default boolean takesPins() {
        return true;
    }

    /// Says a line to whoever is at a port of the node's 127.0.0.1.
    ///
    /// @return the line that comes back; empty when nobody is there
    default String ask(int port, String line) throws Exception {
        throw new UnsupportedOperationException("it has no contents");
    }

    /// Whether a port of the node can be reached from elsewhere.
    default boolean reachedByOthers(int port) throws Exception {
        throw new UnsupportedOperationException("it has no contents");
    }

    /// What the login shell prints before the next listing.
    void shellSays(String stdout, String stderr) throws Exception;

    /// Ends all connections from the node's side, at once.
    void breakConnections() throws Exception;

    /// Lets go of what the fixture opened.
    void close() throws Exception;
}
