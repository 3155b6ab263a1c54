package io.imagesync.sync;

import io.imagesync.model.Descriptor;
import io.imagesync.model.ImageRef;
import io.imagesync.model.PullFailure;
import io.imagesync.model.PullFailure.Kind;
import io.imagesync.model.PullProgress;
import io.imagesync.model.Result;
import io.imagesync.node.Node;
import io.imagesync.relay.Blobs;
import io.imagesync.relay.Relay;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// A relay that does what a test says. Unless told otherwise the first holder sends, and all goes well.
final class FakeRelay implements Relay {
    static final PullFailure NO_SOURCE = new PullFailure.Refused(Kind.NO_IMAGE, 1, "layers were discarded");

    /// Which nodes lack, whatever the image.
    private static final Descriptor LAYER = new Descriptor("", "sha256:", 10);

    /// What a send does.
    interface Sending {
        Optional<PullFailure> send(Offer offer, Node target, Duration limit) throws InterruptedException;
    }

    /// What a look does before it answers.
    interface Step {
        void run() throws InterruptedException;
    }

    /// `I from A to N`.
    final List<String> sends = Collections.synchronizedList(new ArrayList<>());
    final AtomicInteger looks = new AtomicInteger();
    final AtomicInteger closes = new AtomicInteger();
    volatile Predicate<String> hasAll = _ -> true;
    volatile PullFailure noSource = NO_SOURCE;
    volatile Step looking = () -> {};
    volatile Sending sending = (_, _, _) -> Optional.empty();

    @Override
    public Result<Offer> look(ImageRef image, List<Blobs> holders, Node target, Duration limit)
            throws InterruptedException {
        looks.incrementAndGet();
        looking.run();
        Optional<Blobs> source =
                holders.stream().filter(holder -> hasAll.test(holder.where())).findFirst();
        return source.isEmpty()
                ? new Result.Failed<>(noSource)
                : new Result.Ok<>(new Offer(image, source.get(), LAYER, List.of(), Map.of(), List.of(LAYER)));
    }

    @Override
    public Optional<PullFailure> send(Offer offer, Node target, Duration limit, Consumer<PullProgress> progress)
            throws InterruptedException {
        sends.add(offer.image() + " from " + offer.source().where() + " to " + target.name());
        Optional<PullFailure> failure = sending.send(offer, target, limit);
        if (failure.isEmpty()) {
            ((FakeNode) target).gets(offer.image());
        }
        return failure;
    }

    @Override
    public void close() {
        closes.incrementAndGet();
    }
}
