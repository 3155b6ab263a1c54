package io.imagesync.node;

import io.imagesync.model.Credential;
import io.imagesync.model.Credentials;
import io.imagesync.model.Descriptor;
import io.imagesync.model.Failure;
import io.imagesync.model.ImageRef;
import io.imagesync.model.PinReason;
import io.imagesync.model.PullFailure;
import io.imagesync.model.PullProgress;
import io.imagesync.model.Result;
import io.imagesync.ssh.Deadline;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// Contents of a node with containerd. Blobs come over a connection of their own, so that nothing waits behind them.
final class ContainerdContents implements Contents {
    private final CriNode node;
    private final Helper helper;
    private final Optional<String> architecture;
    private final ImageNames names;
    private final ContentStore store;
    private final CriChannel bulk;
    private final ContentStore bulkStore;
    /// What goes on at the moment, open ports among it.
    private int uses;

    /// @param channel for all but the blobs
    /// @param architecture as the kernel says it
    ContainerdContents(CriNode node, Helper helper, CriChannel channel, Optional<String> architecture) {
        this.node = node;
        this.helper = helper;
        this.architecture = architecture;
        names = new ImageNames(channel);
        store = new ContentStore(channel);
        bulk = channel.forBulk();
        bulkStore = new ContentStore(bulk);
    }

    /// What is asked of containerd.
    private interface Asking<T> {
        T ask() throws CriFailed, InterruptedException;
    }

    private <T> Result<T> asked(Duration limit, Asking<T> asking) throws InterruptedException {
        begin();
        try {
            return new Result.Ok<>(asking.ask());
        } catch (CriFailed e) {
            return new Result.Failed<>(e.failure(limit));
        } finally {
            end();
        }
    }

    private static Optional<Failure> failure(Result<?> result) {
        return result instanceof Result.Failed<?>(Failure why) ? Optional.of(why) : Optional.empty();
    }

    @Override
    public Optional<String> architecture() {
        return architecture;
    }

    @Override
    public Result<Optional<Descriptor>> target(String name, Duration limit) throws InterruptedException {
        return asked(limit, () -> names.target(name, limit));
    }

    @Override
    public Result<Map<String, Long>> sizes(Collection<String> digests, Duration limit) throws InterruptedException {
        return asked(limit, () -> store.sizes(digests, limit));
    }

    @Override
    public Result<Map<String, Long>> parts(String name, Duration limit) throws InterruptedException {
        Deadline left = Deadline.in(limit);
        return asked(limit, () -> {
            Optional<Descriptor> target = names.target(name, left.left());
            return target.isEmpty() ? Map.of() : store.parts(target.get().digest(), left.left());
        });
    }

    @Override
    public Optional<Failure> read(String digest, long offset, Duration limit, Taker to)
            throws IOException, InterruptedException {
        begin();
        try {
            bulkStore.read(digest, offset, limit, to);
            return Optional.empty();
        } catch (CriFailed e) {
            return Optional.of(e.failure(limit));
        } finally {
            end();
        }
    }

    @Override
    public Result<List<String>> names(Duration limit) throws InterruptedException {
        return asked(limit, () -> names.all(limit));
    }

    @Override
    public Optional<Failure> name(String name, Descriptor target, Duration limit) throws InterruptedException {
        return failure(asked(limit, () -> {
            names.put(name, target, limit);
            return name;
        }));
    }

    @Override
    public Optional<Failure> unname(String name, Duration limit) throws InterruptedException {
        return failure(asked(limit, () -> {
            names.remove(name, limit);
            return name;
        }));
    }

    @Override
    public Optional<Failure> pin(String digest, PinReason why, Duration limit) throws InterruptedException {
        return failure(asked(limit, () -> names.label(digest, labels -> new PinLabels(labels).with(why), limit)));
    }

    @Override
    public Result<Boolean> unpin(String digest, PinReason why, Duration limit) throws InterruptedException {
        return asked(limit, () -> names.label(digest, labels -> new PinLabels(labels).without(why), limit));
    }

    @Override
    public Result<Map<String, String>> pinned(PinReason why, Duration limit) throws InterruptedException {
        return asked(limit, () -> names.pinned(why, limit));
    }

    /// What the registry, which is ours, says to the credential is no judgement on those of the configuration.
    @Override
    public Optional<PullFailure> pull(
            ImageRef image, Credential.Password credential, Duration limit, Consumer<PullProgress> progress)
            throws InterruptedException {
        Optional<Credential> ours =
                Optional.of(new Credential.Password(image.registry(), credential.user(), credential.password()));
        SentCredential sent = new SentCredential(Credentials.NONE, image, ours, ours);
        begin();
        try {
            return node.pull(image, Deadline.in(limit), sent, limit, progress);
        } finally {
            end();
        }
    }

    @Override
    public Result<Port> open(Path socket, Duration limit) throws InterruptedException {
        AtomicBoolean open = new AtomicBoolean(true);
        begin();
        Runnable once = () -> {
            if (open.getAndSet(false)) {
                end();
            }
        };
        boolean opened = false;
        try {
            Result<Port> port = LoopbackPort.open(helper, socket, limit, once);
            opened = port instanceof Result.Ok<Port>;
            return port;
        } finally {
            if (!opened) {
                once.run();
            }
        }
    }

    private synchronized void begin() {
        uses++;
    }

    private synchronized void end() {
        uses--;
    }

    /// Lets go of the connection, unless something goes on here.
    ///
    /// @param others lets go of what others than this have
    synchronized void rest(Runnable others) {
        if (uses == 0) {
            bulk.rest();
            others.run();
        }
    }

    void close() {
        bulk.close();
    }
}
