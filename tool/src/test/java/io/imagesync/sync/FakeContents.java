package io.imagesync.sync;

import io.imagesync.model.Credential;
import io.imagesync.model.Descriptor;
import io.imagesync.model.Failure;
import io.imagesync.model.ImageRef;
import io.imagesync.model.PinReason;
import io.imagesync.model.PullFailure;
import io.imagesync.model.PullProgress;
import io.imagesync.model.Result;
import io.imagesync.node.Contents;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// Of which only names are taken away, and pins set and taken away.
final class FakeContents implements Contents {
    final List<String> unnamed = Collections.synchronizedList(new ArrayList<>());
    volatile Optional<Failure> failure = Optional.empty();
    /// What each name stands for.
    volatile Result<Optional<Descriptor>> target = new Result.Ok<>(Optional.empty());
    /// Whether something was pinned for a reason that ends.
    volatile boolean pinned = true;
    /// What is asked when something pinned has come: `NAME`, `DIGEST for REASON`.
    final List<String> unpinned = Collections.synchronizedList(new ArrayList<>());

    /// What names stand for, where it is not the same for all.
    final Map<String, String> targets = new ConcurrentHashMap<>();
    /// Names that are pinned because PIN names them, with what they stand for.
    final Map<String, String> labelled = new ConcurrentHashMap<>();
    /// What was asked about such pins: `ask`, `pin DIGEST`, `unpin DIGEST`.
    final List<String> calls = Collections.synchronizedList(new ArrayList<>());
    volatile FakeNode.Step pinning = () -> {};

    @Override
    public Optional<Failure> unname(String name, Duration limit) {
        unnamed.add(name);
        return failure;
    }

    @Override
    public Optional<String> architecture() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Result<Optional<Descriptor>> target(String name, Duration limit) {
        String digest = targets.get(name);
        if (digest != null) {
            return new Result.Ok<>(Optional.of(new Descriptor("m", digest, 1)));
        }
        unpinned.add(name);
        return target;
    }

    @Override
    public Result<Map<String, Long>> sizes(Collection<String> digests, Duration limit) {
        throw new UnsupportedOperationException();
    }

    /// Each image is a content of its own.
    @Override
    public Result<Map<String, Long>> parts(String name, Duration limit) {
        return new Result.Ok<>(Map.of(name, 100L));
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
    public Optional<Failure> name(String name, Descriptor target, Duration limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Failure> pin(String digest, PinReason why, Duration limit) throws InterruptedException {
        if (why != PinReason.PATTERN) {
            throw new UnsupportedOperationException();
        }
        calls.add("pin " + digest);
        pinning.run();
        if (failure.isEmpty()) {
            targets.forEach((name, its) -> {
                if (its.equals(digest)) {
                    labelled.put(name, digest);
                }
            });
        }
        return failure;
    }

    @Override
    public Result<Map<String, String>> pinned(PinReason why, Duration limit) {
        calls.add("ask");
        return failure.<Result<Map<String, String>>>map(Result.Failed::new)
                .orElseGet(() -> new Result.Ok<>(Map.copyOf(labelled)));
    }

    @Override
    public Result<Boolean> unpin(String digest, PinReason why, Duration limit) {
        if (why == PinReason.PATTERN) {
            calls.add("unpin " + digest);
            labelled.values().removeIf(digest::equals);
        } else {
            unpinned.add(digest + " for " + why);
        }
        return failure.<Result<Boolean>>map(Result.Failed::new).orElseGet(() -> new Result.Ok<>(pinned));
    }

    @Override
    public Optional<PullFailure> pull(
            ImageRef image, Credential.Password credential, Duration limit, Consumer<PullProgress> progress) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Result<Port> open(Path socket, Duration limit) {
        throw new UnsupportedOperationException();
    }
}
