package io.imagesync.relay;

import io.imagesync.files.PrivateFolder;
import io.imagesync.files.UnusableFileException;
import io.imagesync.model.Credential;
import io.imagesync.model.Descriptor;
import io.imagesync.model.Failure;
import io.imagesync.model.ImageRef;
import io.imagesync.model.NotRelayed;
import io.imagesync.model.NotRelayed.Why;
import io.imagesync.model.PinReason;
import io.imagesync.model.PullFailure;
import io.imagesync.model.PullFailure.NodeTrouble;
import io.imagesync.model.PullProgress;
import io.imagesync.model.RelaySettings;
import io.imagesync.model.Result;
import io.imagesync.node.Contents;
import io.imagesync.node.Node;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Images go through this host: each node has a port that leads to a registry of ours, as long as anything is sent to
/// it.
public final class RelayThroughHost implements Relay {
    /// For the names, which are given when the image is there, however late.
    private static final Duration NAMING = Duration.ofSeconds(20);
    /// For tidying up when the run was cancelled, which has to end soon. The next run does what was not done.
    private static final Duration LAST = Duration.ofSeconds(3);

    private final Sources sources = new Sources();
    private final Rate in;
    private final Rate out;
    private final Spool spool;
    private final boolean pins;
    private final IdentityHashMap<Node, Door> doors = new IdentityHashMap<>();
    private @Nullable PrivateFolder folder;

    /// @param settings bytes a second that come from sources, and as many that go to nodes; whether images are pinned
    public RelayThroughHost(RelaySettings settings) {
        this(settings, Spool.usualFolder(), Spool.LIMIT);
    }

    /// @param spooled folder for blobs on their way
    /// @param limit bytes of such blobs
    RelayThroughHost(RelaySettings settings, Path spooled, long limit) {
        this.in = new Rate(settings.bytesPerSecond(), Rate.Time.SYSTEM);
        this.out = new Rate(settings.bytesPerSecond(), Rate.Time.SYSTEM);
        this.pins = settings.pin();
        this.spool = new Spool(spooled, limit, in);
    }

    @Override
    public Result<Offer> look(ImageRef image, List<Blobs> holders, Node target, Duration limit)
            throws InterruptedException {
        return sources.look(image, holders, target, Until.in(limit));
    }

    @Override
    public Optional<PullFailure> send(Offer offer, Node target, Duration limit, Consumer<PullProgress> progress)
            throws InterruptedException {
        Optional<Contents> contents = target.contents();
        if (contents.isEmpty()) {
            return Optional.of(new NotRelayed(Why.NO_CONTENTS, target.name().text()));
        }
        Until until = Until.in(limit);
        Door door = door(target);
        return switch (door.in(contents.get(), this::start, until)) {
            case Result.Failed(PullFailure failure) -> Optional.of(failure);
            case Result.Failed(Failure failure) -> Optional.of(new NodeTrouble(failure));
            case Result.Ok(Door.Open open) -> {
                try {
                    Optional<PullFailure> failure = send(offer, contents.get(), open, until, progress);
                    failure.filter(RelayThroughHost::isUnreached).ifPresent(_ -> forget(target, door));
                    yield failure;
                } finally {
                    door.out();
                }
            }
        };
    }

    private Optional<PullFailure> send(
            Offer offer, Contents node, Door.Open open, Until until, Consumer<PullProgress> progress)
            throws InterruptedException {
        Sending sending;
        try {
            sending = open.server().serve(offer, until);
        } catch (IOException e) {
            return Optional.of(new NotRelayed(Why.THIS_HOST, "there is no /dev/urandom"));
        }
        ImageRef name = sending.name(open.port().number());
        try {
            Credential.Password credential = new Credential.Password(
                    open.host(), RelayServer.USER, open.server().password());
            Optional<PullFailure> failure = node.pull(name, credential, until.left(), progress);
            return failure.isPresent()
                    ? failure.map(why -> Refusals.inOurWords(
                            why, sending.failure(), offer.source().where()))
                    : named(offer, node, name, until);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw e;
        } finally {
            open.server().end(sending);
            tidy(node, name);
        }
    }

    /// The digest first: it is what a pull gives an image too, and what no tag stands in for. An image that could not
    /// be
    /// pinned has come all the same.
    private Optional<PullFailure> named(Offer offer, Contents node, ImageRef name, Until until)
            throws InterruptedException {
        Duration limit = until.left().compareTo(NAMING) < 0 ? NAMING : until.left();
        Result<Optional<Descriptor>> pulled = node.target(name.canonical(), limit);
        if (pulled instanceof Result.Ok(Optional<Descriptor> there)
                && !there.map(Descriptor::digest)
                        .equals(Optional.of(offer.target().digest()))) {
            return Optional.of(new NotRelayed(
                    Why.OTHER_CONTENT, there.map(Descriptor::digest).orElse("the node has nothing under that name")));
        }
        Optional<Failure> failure = pulled instanceof Result.Failed(Failure why) ? Optional.of(why) : Optional.empty();
        for (String own : offer.names()) {
            failure = failure.isPresent() ? failure : node.name(own, offer.target(), limit);
        }
        if (pins && failure.isEmpty()) {
            Optional<Failure> _ = node.pin(offer.target().digest(), PinReason.RELAY, limit);
        }
        return failure.map(NodeTrouble::new);
    }

    /// Also when the run was cancelled: the interrupt waits until it is done.
    private static void tidy(Contents node, ImageRef name) throws InterruptedException {
        boolean interrupted = Thread.interrupted();
        try {
            Optional<Failure> _ = node.unname(name.canonical(), interrupted ? LAST : NAMING);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static boolean isUnreached(PullFailure failure) {
        return failure instanceof NodeTrouble
                || (failure instanceof NotRelayed notRelayed && notRelayed.why() == Why.REFUSED);
    }

    private synchronized Door door(Node target) {
        return doors.computeIfAbsent(target, _ -> new Door());
    }

    /// The connection that its port came with may be gone: the next send opens another one.
    private synchronized void forget(Node target, Door door) {
        doors.remove(target, door);
    }

    private synchronized RelayServer start() throws IOException {
        try {
            if (folder == null) {
                folder = PrivateFolder.make();
            }
            return RelayServer.start(folder.next("relay"), spool, in, out, RelayServer.Bounds.USUAL);
        } catch (UnusableFileException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        closed().forEach(Door::close);
        spool.close();
    }

    /// Who opens a door waits for us, so that we must not wait for the door here.
    private synchronized List<Door> closed() {
        List<Door> all = List.copyOf(doors.values());
        doors.clear();
        if (folder != null) {
            folder.close();
            folder = null;
        }
        return all;
    }
}
