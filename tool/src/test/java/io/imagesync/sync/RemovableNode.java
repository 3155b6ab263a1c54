package io.imagesync.sync;

import io.imagesync.model.ConnectFailure;
import io.imagesync.model.DiskUsage;
import io.imagesync.model.Failure;
import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.InUse;
import io.imagesync.model.Listing;
import io.imagesync.model.NodeName;
import io.imagesync.model.PullFailure;
import io.imagesync.model.PullProgress;
import io.imagesync.model.Result;
import io.imagesync.model.RuntimeKind;
import io.imagesync.node.Contents;
import io.imagesync.node.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// A node from which images are removed, one name at a time.
final class RemovableNode implements Node {
    /// What happens when a name is removed.
    interface Removing {
        Optional<Failure> remove(ImageRef name) throws InterruptedException;
    }

    private final NodeName name;
    private final FakeContents contents = new FakeContents();
    private final List<HeldImage> images = new ArrayList<>();
    /// What is told of use, the last one again and again.
    private final List<Result<InUse>> uses = new ArrayList<>(List.of(new Result.Ok<>(new InUse(List.of()))));
    volatile boolean away;
    /// Whether it lists what it says that it has removed.
    volatile boolean forgetful;
    volatile Removing removing = _ -> Optional.empty();
    final List<ImageRef> removed = new ArrayList<>();
    final AtomicInteger asked = new AtomicInteger();
    final AtomicInteger pulls = new AtomicInteger();

    RemovableNode(String name, String... tags) {
        this.name = new NodeName(name);
        for (String tag : tags) {
            holds("sha256:" + tag, tag);
        }
    }

    RemovableNode holds(String id, String... tags) {
        images.add(
                new HeldImage(id, List.of(tags).stream().map(ImageRef::of).toList(), List.of(), OptionalLong.of(100)));
        return this;
    }

    /// What it tells of use from one time to the next.
    RemovableNode uses(List<Result<InUse>> told) {
        uses.clear();
        uses.addAll(told);
        return this;
    }

    static Result<InUse> used(String... names) {
        return new Result.Ok<>(new InUse(List.of(names).stream()
                .map(one -> new InUse.Use(one, "container c (exited)"))
                .toList()));
    }

    Result<Node> open() {
        return away ? new Result.Failed<>(new ConnectFailure.ConnectionLost("off")) : new Result.Ok<>(this);
    }

    synchronized List<String> tags() {
        return images.stream()
                .flatMap(image -> image.tags().stream())
                .map(ImageRef::toString)
                .toList();
    }

    @Override
    public NodeName name() {
        return name;
    }

    @Override
    public synchronized Result<Listing> list(Duration limit) {
        return new Result.Ok<>(new Listing(
                List.copyOf(images), List.of(), Optional.of("x86_64"), Optional.empty(), RuntimeKind.CONTAINERD));
    }

    @Override
    public synchronized Result<Seen> look(ImageRef image, boolean withDisk, Duration limit) {
        boolean held = forgetful || images.stream().anyMatch(one -> one.isNamed(image));
        return new Result.Ok<>(new Seen(held, OptionalLong.empty(), Optional.empty(), false));
    }

    @Override
    public synchronized Result<InUse> inUse(Duration limit) {
        asked.incrementAndGet();
        return uses.size() > 1 ? uses.removeFirst() : uses.getFirst();
    }

    @Override
    public Optional<Failure> remove(ImageRef image, HeldImage held, Duration limit) throws InterruptedException {
        Optional<Failure> failure = removing.remove(image);
        if (failure.isEmpty()) {
            take(image);
        }
        return failure;
    }

    private synchronized void take(ImageRef image) {
        removed.add(image);
        List<HeldImage> left = new ArrayList<>();
        for (HeldImage one : images) {
            List<ImageRef> tags =
                    one.tags().stream().filter(tag -> !tag.equals(image)).toList();
            if (!tags.isEmpty()) {
                left.add(new HeldImage(one.id(), tags, one.digests(), one.size()));
            }
        }
        images.clear();
        images.addAll(left);
    }

    @Override
    public Result<Optional<DiskUsage>> disk(Duration limit) {
        return new Result.Ok<>(Optional.empty());
    }

    @Override
    public Optional<PullFailure> pull(ImageRef image, Duration limit, Consumer<PullProgress> progress) {
        pulls.incrementAndGet();
        holds("sha256:" + image, image.toString());
        return Optional.empty();
    }

    @Override
    public Optional<Contents> contents() {
        return Optional.of(contents);
    }

    @Override
    public void rest() {}

    @Override
    public void close() {}
}
