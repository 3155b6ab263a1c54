package io.imagesync.lab.embedded;

import io.imagesync.model.ImageRef;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// The container runtime of one node: pulls from the registry into the store.
final class FakeRuntime {
    private static final int EXIT_CANCELLED = 143;
    private static final int EXIT_TIMED_OUT = 124;

    private final NodeSettings settings;
    private final EmbeddedRegistry registry;
    private final ImageStore store = new ImageStore();
    private final Faults faults = new Faults();
    private final BlobStore blobs = new BlobStore();
    private final EventLog events;
    private final PullGauge gauge;
    private volatile Pace pace;
    private volatile Optional<Disk> disk;

    FakeRuntime(NodeSettings settings, EmbeddedRegistry registry, EventLog events, PullGauge gauge) {
        this.settings = settings;
        this.registry = registry;
        this.events = events;
        this.gauge = gauge;
        this.pace = settings.pace();
        this.disk = settings.disk();
    }

    /// Why a pull was ended before it was done.
    enum Ended {
        /// Its stdin was closed, its call cancelled, or its connection lost.
        CANCELLED,
        TIMED_OUT
    }

    /// How a pull went.
    sealed interface Pulled {
        record Stored(String id) implements Pulled {}

        record Refused(Fault fault, String reference) implements Pulled {}

        record Early(Ended why) implements Pulled {}

        /// What the helper ends with.
        default int exitCode() {
            return switch (this) {
                case Stored _ -> 0;
                case Refused refused -> refused.fault.exitCode();
                case Early(Ended why) -> why == Ended.CANCELLED ? EXIT_CANCELLED : EXIT_TIMED_OUT;
            };
        }

        /// What crictl prints.
        default String stderr() {
            return this instanceof Refused(Fault fault, String reference) ? fault.stderr(reference) : "";
        }
    }

    /// Pulls, and returns when the image is there, refused, or when the pull was ended.
    CompletionStage<Pulled> pull(String reference, String credential, CompletableFuture<Ended> ended) {
        gauge.enter();
        events.add(new NodeEvent.PullStarted(reference, credential));
        CompletionStage<Pulled> result = ImageRef.parse(reference)
                .map(ref -> pull(ref, ended))
                .orElseGet(() ->
                        CompletableFuture.completedStage(new Pulled.Refused(Fault.Known.BAD_REFERENCE, reference)));
        return result.whenComplete((pulled, problem) -> {
            gauge.leave();
            events.add(
                    pulled instanceof Pulled.Early(Ended why) && why == Ended.CANCELLED
                            ? new NodeEvent.PullCancelled(reference)
                            : new NodeEvent.PullEnded(reference, pulled == null ? -1 : pulled.exitCode()));
        });
    }

    private CompletionStage<Pulled> pull(ImageRef reference, CompletableFuture<Ended> ended) {
        Optional<Fault> fault =
                faults.take(reference).or(() -> registry.faults().take(reference));
        if (fault.isPresent()) {
            return CompletableFuture.completedStage(refused(fault.get(), reference));
        }
        if (!settings.profile().isContainerd() && !reference.toString().equals(reference.canonical())) {
            return CompletableFuture.completedStage(refused(CrioFault.shortName(reference), reference));
        }
        Optional<RegistryImage> image = registry.find(reference);
        if (image.isEmpty()) {
            return CompletableFuture.completedStage(refused(Fault.Known.NOT_FOUND, reference));
        }
        blobs.begin(reference, image.get());
        CompletableFuture<Optional<Ended>> early = ended.thenApply(Optional::of);
        CompletionStage<Optional<Ended>> late = pace.pulling(reference).thenApply(v -> Optional.empty());
        return early.<Pulled>applyToEither(
                        late, why -> why.<Pulled>map(Pulled.Early::new).orElseGet(() -> stored(reference, image.get())))
                .whenComplete((pulled, problem) -> blobs.end(reference));
    }

    /// In the words of the runtime that this one plays.
    private Pulled refused(Fault fault, ImageRef reference) {
        boolean asCrio = !settings.profile().isContainerd() && fault instanceof Fault.Known;
        return new Pulled.Refused(asCrio ? CrioFault.of((Fault.Known) fault) : fault, reference.toString());
    }

    private Pulled stored(ImageRef reference, RegistryImage image) {
        String id = image.ids().get(settings.architecture());
        if (id == null) {
            return refused(Fault.Known.NO_PLATFORM, reference);
        }
        hold(reference, image, id);
        return new Pulled.Stored(id);
    }

    private void hold(ImageRef reference, RegistryImage image, String id) {
        boolean isNew = store.images().stream().noneMatch(held -> held.id().equals(id));
        store.add(StoredImage.pulled(reference, image, id, settings.profile()));
        blobs.add(reference, image);
        if (isNew) {
            synchronized (this) {
                disk = disk.map(d -> d.less(image.unpackedSize()));
            }
        }
    }

    /// Stores an image of the registry at once, as if it had been pulled long ago.
    ///
    /// @throws IllegalArgumentException when the registry does not have it for this node
    void seed(String reference) {
        ImageRef ref = ImageRef.of(reference);
        RegistryImage image = registry.find(ref)
                .filter(i -> i.ids().containsKey(settings.architecture()))
                .orElseThrow(() -> new IllegalArgumentException("not in the registry: " + reference));
        store.add(StoredImage.pulled(
                ref, image, image.ids().getOrDefault(settings.architecture(), ""), settings.profile()));
        blobs.add(ref, image);
    }

    byte[] listing() {
        return new ListingJson(settings.profile()).of(store.images());
    }

    String architecture() {
        return settings.architecture();
    }

    Profile profile() {
        return settings.profile();
    }

    BlobStore blobs() {
        return blobs;
    }

    ImageStore store() {
        return store;
    }

    Faults faults() {
        return faults;
    }

    Optional<Disk> disk() {
        return disk;
    }

    synchronized void disk(Disk newDisk) {
        disk = Optional.of(newDisk);
    }

    void pace(Pace newPace) {
        pace = newPace;
    }
}
