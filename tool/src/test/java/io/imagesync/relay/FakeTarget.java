package io.imagesync.relay;

import io.imagesync.model.ConnectFailure;
import io.imagesync.model.Credential;
import io.imagesync.model.Descriptor;
import io.imagesync.model.DiskUsage;
import io.imagesync.model.Failure;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Listing;
import io.imagesync.model.NodeName;
import io.imagesync.model.PinReason;
import io.imagesync.model.PullFailure;
import io.imagesync.model.PullProgress;
import io.imagesync.model.Result;
import io.imagesync.node.Contents;
import io.imagesync.node.Node;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// A node with containerd that notes what it is asked to do, and does what a test says.
final class FakeTarget implements Node, Contents {
    private static final int PORT = 40_000;

    /// What a pull does.
    interface Pulling {
        Optional<PullFailure> pull(ImageRef image, String password) throws IOException, InterruptedException;
    }

    /// What happened, in order: `open`, `pull NAME`, `target NAME`, `name NAME`, `pin DIGEST`,
    /// `unname NAME`, `close`.
    final List<String> calls = new CopyOnWriteArrayList<>();
    final Map<String, Descriptor> names = new HashMap<>();
    final Map<String, Long> sizes = new HashMap<>();
    final List<Duration> limits = new CopyOnWriteArrayList<>();
    volatile Optional<String> machine = Optional.of("x86_64");
    volatile boolean containerd = true;
    volatile Path socket = Path.of("/");
    /// What fails: the beginning of a call.
    volatile String failing = "nothing";
    volatile Pulling pulling = (_, _) -> Optional.empty();
    /// What a pull leaves under its name.
    volatile Optional<Descriptor> pulled = Optional.empty();

    private final NodeName name;

    FakeTarget(String name) {
        this.name = new NodeName(name);
    }

    private synchronized Optional<Failure> called(String call, Duration limit) {
        calls.add(call.replaceAll("image-sync-[0-9a-f]{16}", "image-sync-TOKEN"));
        limits.add(limit);
        return call.startsWith(failing) ? Optional.of(failure()) : Optional.empty();
    }

    static Failure failure() {
        return new ConnectFailure.Refused("10.0.0.1:22");
    }

    @Override
    public NodeName name() {
        return name;
    }

    @Override
    public Optional<Contents> contents() {
        return containerd ? Optional.of(this) : Optional.empty();
    }

    @Override
    public Optional<String> architecture() {
        return machine;
    }

    @Override
    public Result<Optional<Descriptor>> target(String of, Duration limit) {
        return called("target " + of, limit)
                .<Result<Optional<Descriptor>>>map(Result.Failed::new)
                .orElseGet(() -> new Result.Ok<>(Optional.ofNullable(names.get(of))));
    }

    @Override
    public Result<Map<String, Long>> sizes(Collection<String> digests, Duration limit) {
        Map<String, Long> there = new HashMap<>(sizes);
        there.keySet().retainAll(digests);
        return called("sizes", limit)
                .<Result<Map<String, Long>>>map(Result.Failed::new)
                .orElseGet(() -> new Result.Ok<>(there));
    }

    @Override
    public Optional<Failure> name(String own, Descriptor target, Duration limit) {
        Optional<Failure> failure = called("name " + own, limit);
        if (failure.isEmpty()) {
            names.put(own, target);
        }
        return failure;
    }

    @Override
    public Optional<Failure> unname(String temporary, Duration limit) {
        names.remove(temporary);
        return called("unname " + temporary, limit);
    }

    @Override
    public Optional<Failure> pin(String digest, PinReason why, Duration limit) {
        return called("pin " + digest + " for " + why, limit);
    }

    @Override
    public Result<Map<String, String>> pinned(PinReason why, Duration limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Result<Boolean> unpin(String digest, PinReason why, Duration limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<PullFailure> pull(
            ImageRef image, Credential.Password credential, Duration limit, Consumer<PullProgress> progress)
            throws InterruptedException {
        Optional<Failure> failure =
                called("pull " + image + " as " + credential.user() + " from " + credential.registry(), limit);
        if (failure.isPresent()) {
            return failure.map(PullFailure.NodeTrouble::new);
        }
        try {
            Optional<PullFailure> ended = pulling.pull(image, credential.password());
            if (ended.isEmpty()) {
                pulled.ifPresent(descriptor -> names.put(image.canonical(), descriptor));
            }
            return ended;
        } catch (IOException e) {
            return Optional.of(new PullFailure.Refused(PullFailure.Kind.CONNECTION_BROKEN, 1, e.toString()));
        }
    }

    @Override
    public Result<Port> open(Path local, Duration limit) {
        socket = local;
        return called("open", limit).<Result<Port>>map(Result.Failed::new).orElseGet(() -> new Result.Ok<>(port()));
    }

    private Port port() {
        return new Port() {
            @Override
            public int number() {
                return PORT;
            }

            @Override
            public void close() {
                called("close", Duration.ZERO);
            }
        };
    }

    @Override
    public Optional<Failure> read(String digest, long offset, Duration limit, Taker to) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Result<List<String>> names(Duration limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Result<Listing> list(Duration limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Result<Seen> look(ImageRef image, boolean withDisk, Duration limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Result<Optional<DiskUsage>> disk(Duration limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<PullFailure> pull(ImageRef image, Duration limit, Consumer<PullProgress> progress) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void rest() {}

    @Override
    public void close() {}
}
