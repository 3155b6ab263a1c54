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
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

/// A node that does what a test says.
final class FakeNode implements Node {
    /// What a pull does.
    interface Pulling {
        Optional<PullFailure> pull(ImageRef image, Duration limit) throws InterruptedException;
    }

    /// What a step does before it answers.
    interface Step {
        void run() throws InterruptedException;
    }

    private static final String DIGEST = "@sha256:" + "0".repeat(64);

    private final NodeName name;
    private final List<HeldImage> images = new ArrayList<>();
    private final Set<ImageRef> pulled = new HashSet<>();
    private final Queue<Failure> openFailures = new ArrayDeque<>();
    private final Queue<Failure> listFailures = new ArrayDeque<>();
    private final Queue<Result<Boolean>> holdsAnswers = new ArrayDeque<>();
    /// Of every image that it has pulled.
    volatile OptionalLong size = OptionalLong.empty();
    /// Whether its runtime tells that it has pinned what came to it.
    volatile boolean pins;
    final AtomicInteger opens = new AtomicInteger();
    final AtomicInteger closes = new AtomicInteger();
    final AtomicInteger rests = new AtomicInteger();
    final AtomicInteger pulls = new AtomicInteger();
    final AtomicInteger diskReads = new AtomicInteger();
    volatile Result<Optional<DiskUsage>> disk = new Result.Ok<>(Optional.empty());
    /// How long each further question was given.
    final List<Duration> limits = Collections.synchronizedList(new ArrayList<>());
    /// Why a further question fails, given how long it may take.
    volatile Function<Duration, Optional<Failure>> answering = _ -> Optional.empty();
    volatile Pulling pulling = (_, _) -> Optional.empty();
    volatile Step opening = () -> {};
    volatile Step readingDisk = () -> {};
    volatile Runnable closing = () -> {};
    final FakeContents contents = new FakeContents();
    private List<String> temporary = List.of();
    volatile Optional<Contents> told = Optional.of(contents);
    volatile Result<InUse> inUse = new Result.Ok<>(new InUse(List.of()));
    /// When images were made.
    final Map<ImageRef, Instant> created = new ConcurrentHashMap<>();
    /// What it was asked besides pulls: `inUse`, `created NAME`.
    final List<String> asked = Collections.synchronizedList(new ArrayList<>());

    FakeNode(String name) {
        this.name = new NodeName(name);
    }

    FakeNode holding(String image, long size) {
        ImageRef ref = ImageRef.of(image);
        ImageRef digest = ImageRef.of(image.substring(0, image.lastIndexOf(':')) + DIGEST);
        OptionalLong told = size == 0 ? OptionalLong.empty() : OptionalLong.of(size);
        images.add(new HeldImage("sha256:" + image, List.of(ref), List.of(digest), told));
        return this;
    }

    /// Without a digest, so that no registry is known to have it.
    FakeNode holdingByHand(String image, String content) {
        images.add(new HeldImage("sha256:" + content, List.of(ImageRef.of(image)), List.of(), OptionalLong.of(100)));
        return this;
    }

    /// It has the image from now on.
    synchronized void gets(ImageRef image) {
        pulled.add(image);
    }

    FakeNode holding(HeldImage image) {
        images.add(image);
        return this;
    }

    /// Names of a run that was killed.
    FakeNode leftWith(String... names) {
        temporary = List.of(names);
        return this;
    }

    FakeNode disk(long capacity, long used) {
        disk = new Result.Ok<>(Optional.of(new DiskUsage("/var/lib", capacity, used)));
        return this;
    }

    FakeNode pulling(Pulling how) {
        pulling = how;
        return this;
    }

    FakeNode failsToOpen(Failure... failures) {
        openFailures.addAll(List.of(failures));
        return this;
    }

    FakeNode failsToList(Failure... failures) {
        listFailures.addAll(List.of(failures));
        return this;
    }

    FakeNode answersHolds(Result<Boolean> answer) {
        holdsAnswers.add(answer);
        return this;
    }

    Result<Node> open() throws InterruptedException {
        opens.incrementAndGet();
        opening.run();
        Failure failure = openFailures.poll();
        if (failure == null) {
            return new Result.Ok<>(this);
        }
        closes.incrementAndGet();
        return new Result.Failed<>(failure);
    }

    boolean isClosed() {
        return opens.get() == closes.get();
    }

    @Override
    public NodeName name() {
        return name;
    }

    @Override
    public synchronized Result<Listing> list(Duration limit) {
        Failure failure = listFailures.poll();
        if (failure != null) {
            return new Result.Failed<>(failure);
        }
        Optional<DiskUsage> usage =
                disk instanceof Result.Ok<Optional<DiskUsage>>(var known) ? known : Optional.empty();
        return new Result.Ok<>(
                new Listing(images, List.of(), Optional.of("x86_64"), usage, RuntimeKind.CONTAINERD, temporary));
    }

    @Override
    public Result<Seen> look(ImageRef image, boolean withDisk, Duration limit) throws InterruptedException {
        limits.add(limit);
        Optional<Failure> failure = answering.apply(limit);
        if (failure.isPresent()) {
            return new Result.Failed<>(failure.get());
        }
        Result<Boolean> held = held(image);
        Optional<DiskUsage> now = withDisk ? disk(limit).toOptional().flatMap(is -> is) : Optional.empty();
        return held.then(is -> new Result.Ok<>(new Seen(is, is ? size : OptionalLong.empty(), now, is && pins)));
    }

    private synchronized Result<Boolean> held(ImageRef image) {
        Result<Boolean> answer = holdsAnswers.poll();
        return answer != null ? answer : new Result.Ok<>(pulled.contains(image));
    }

    @Override
    public Result<Optional<DiskUsage>> disk(Duration limit) throws InterruptedException {
        diskReads.incrementAndGet();
        limits.add(limit);
        readingDisk.run();
        return disk;
    }

    @Override
    public Optional<PullFailure> pull(ImageRef image, Duration limit, Consumer<PullProgress> progress)
            throws InterruptedException {
        pulls.incrementAndGet();
        if (isClosed()) {
            return Optional.of(new PullFailure.NodeTrouble(new ConnectFailure.ConnectionLost("it was closed")));
        }
        Optional<PullFailure> failure = pulling.pull(image, limit);
        if (failure.isEmpty()) {
            synchronized (this) {
                pulled.add(image);
            }
        }
        return failure;
    }

    @Override
    public Optional<Contents> contents() {
        return told;
    }

    @Override
    public Result<InUse> inUse(Duration limit) {
        asked.add("inUse");
        return inUse;
    }

    @Override
    public Result<Optional<Instant>> created(ImageRef image, Duration limit) throws InterruptedException {
        asked.add("created " + image);
        Optional<Failure> failure = answering.apply(limit);
        return failure.isPresent()
                ? new Result.Failed<>(failure.get())
                : new Result.Ok<>(Optional.ofNullable(created.get(image)));
    }

    @Override
    public void rest() {
        rests.incrementAndGet();
    }

    @Override
    public void close() {
        closes.incrementAndGet();
        closing.run();
    }
}
