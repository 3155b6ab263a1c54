package io.imagesync.node;

import io.imagesync.model.Credential;
import io.imagesync.model.Descriptor;
import io.imagesync.model.Failure;
import io.imagesync.model.ImageRef;
import io.imagesync.model.PinReason;
import io.imagesync.model.PullFailure;
import io.imagesync.model.PullProgress;
import io.imagesync.model.Result;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// What it takes to send an image from one node to another: the blobs and the names of a node's containerd, and a port
/// of the node that leads to this host. Safe for use by several threads; a thread that is interrupted ends what it
/// waits for.
public interface Contents {
    /// The machine, as the kernel says it: `x86_64`, `aarch64`.
    Optional<String> architecture();

    /// What a name stands for; nothing where there is no such name.
    ///
    /// @param name as containerd writes it: in full, with tag or digest
    Result<Optional<Descriptor>> target(String name, Duration limit) throws InterruptedException;

    /// Those of the blobs that are there whole, each with its bytes.
    Result<Map<String, Long>> sizes(Collection<String> digests, Duration limit) throws InterruptedException;

    /// All content that a name stands for and that is there: index, manifest, configuration, layers; digest to bytes.
    /// Empty where there is no such name.
    default Result<Map<String, Long>> parts(String name, Duration limit) throws InterruptedException {
        throw new UnsupportedOperationException("parts");
    }

    /// Reads a blob from an offset to its end, in order. That it is whole is not checked here.
    ///
    /// @param offset bytes
    /// @param to is given each part; while it takes its time, little more is fetched
    /// @return why it ended before the end, or nothing
    /// @throws IOException when `to` throws it
    Optional<Failure> read(String digest, long offset, Duration limit, Taker to)
            throws IOException, InterruptedException;

    /// Who is given a blob part by part.
    @FunctionalInterface
    interface Taker {
        void take(ByteBuffer part) throws IOException, InterruptedException;
    }

    /// Names that an image goes by, as containerd has them.
    Result<List<String>> names(Duration limit) throws InterruptedException;

    /// Makes a name stand for content that is there, also one that stands for other content now.
    ///
    /// @return why it does not, or nothing
    Optional<Failure> name(String name, Descriptor target, Duration limit) throws InterruptedException;

    /// Takes a name away; one that is not there is no failure. Content that nothing names any more goes.
    Optional<Failure> unname(String name, Duration limit) throws InterruptedException;

    /// Pins an image under all its names but temporary ones, so that the kubelet does not delete it. Whether the
    /// runtime
    /// takes that, [Node#look] tells. What somebody else has pinned stays so without us.
    ///
    /// @param digest of what its names stand for
    /// @return why it could not be written, or nothing
    Optional<Failure> pin(String digest, PinReason why, Duration limit) throws InterruptedException;

    /// Has an image be pinned for that reason no more; with the last reason of ours our pin ends.
    ///
    /// @return whether anything of it was pinned for that reason
    Result<Boolean> unpin(String digest, PinReason why, Duration limit) throws InterruptedException;

    /// Names that are pinned for that reason, each with the digest of what it stands for. A pull of a tag takes the
    /// tag's pin away, and leaves those of the image's other names.
    Result<Map<String, String>> pinned(PinReason why, Duration limit) throws InterruptedException;

    /// Has the runtime pull an image with this credential, which no mirror sees; else as [Node#pull].
    Optional<PullFailure> pull(
            ImageRef image, Credential.Password credential, Duration limit, Consumer<PullProgress> progress)
            throws InterruptedException;

    /// Opens a port on the node's loopback that leads to a Unix socket of this host. It is refused where sshd lets no
    /// port be opened, or opens it for other hosts too (`GatewayPorts`).
    ///
    /// @param socket here; whoever connects to the port is connected to it
    Result<Port> open(Path socket, Duration limit) throws InterruptedException;

    /// A port of 127.0.0.1 on the node. Closing waits for nobody.
    interface Port extends AutoCloseable {
        int number();

        @Override
        void close();
    }
}
