package io.imagesync.lab.embedded;

import io.imagesync.model.ImageRef;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;

/// The container runtime of one node: pulls from the registry into the store.
final class FakeRuntime {
    private static final int EXIT_CANCELLED = 143;
    private static final int EXIT_TIMED_OUT = 124;
    /// Of which a pull really is one.
    private static final Pattern LOOPBACK = Pattern.compile("127\\.0\\.0\\.1:\\d+");

    private final NodeSettings settings;
    private final EmbeddedRegistry registry;
    private final BlobStore blobs;
    private final ImageStore store;
    private final Faults faults = new Faults();
    private final EventLog events;
    private final PullGauge gauge;
    private volatile Pace pace;
    private final Containers containers = new Containers();
    private volatile Optional<Disk> disk;

    FakeRuntime(NodeSettings settings, EmbeddedRegistry registry, EventLog events, PullGauge gauge) {
        this.settings = settings;
        this.registry = registry;
        this.blobs = new BlobStore(settings.architecture(), settings.discardsUnpackedLayers());
        this.store = new ImageStore(blobs);
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
                .map(ref -> pull(ref, credential, ended))
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

    private CompletionStage<Pulled> pull(ImageRef reference, String credential, CompletableFuture<Ended> ended) {
        Optional<Fault> fault =
                faults.take(reference).or(() -> registry.faults().take(reference));
        if (fault.isPresent()) {
            return CompletableFuture.completedStage(refused(fault.get(), reference));
        }
        if (!settings.profile().isContainerd() && !reference.toString().equals(reference.canonical())) {
            return CompletableFuture.completedStage(refused(CrioFault.shortName(reference), reference));
        }
        Optional<RegistryImage> image = registry.find(reference);
        if (image.isEmpty() && LOOPBACK.matcher(reference.registry()).matches()) {
            return pullByHttp(reference, credential, ended);
        }
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

    /// Its thread is interrupted when the pull is ended.
    private CompletionStage<Pulled> pullByHttp(ImageRef reference, String credential, CompletableFuture<Ended> ended) {
        CompletableFuture<Pulled> result = new CompletableFuture<>();
        Thread pulling = Thread.ofVirtual().name("pull").start(() -> {
            try {
                result.complete(pulledByHttp(reference, credential));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        CompletableFuture<Void> _ = ended.thenAccept(why -> {
            result.complete(new Pulled.Early(why));
            pulling.interrupt();
        });
        return result;
    }

    private Pulled pulledByHttp(ImageRef reference, String credential) throws InterruptedException {
        int server = credential.lastIndexOf('@');
        Optional<String> secret = server < 0 ? Optional.empty() : Optional.of(credential.substring(0, server));
        blobs.hold(1);
        try (HttpRegistry http = new HttpRegistry(secret, settings.triesTls())) {
            HttpPull.Image image = new HttpPull(reference, http, blobs, settings.architecture()).run();
            pace.pulling(reference).toCompletableFuture().get();
            return storedByHttp(reference, image);
        } catch (HttpPull.Refusal e) {
            return new Pulled.Refused(e.fault(), reference.toString());
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            blobs.hold(-1);
        }
    }

    private Pulled storedByHttp(ImageRef reference, HttpPull.Image image) {
        String id = image.layout().id();
        boolean isNew = store.images().stream().noneMatch(held -> held.id().equals(id));
        String name =
                EmbeddedRegistry.repository(reference) + "@" + image.root().digest();
        for (String each : reference.isDigested() ? List.of(name) : List.of(reference.canonical(), name)) {
            store.name(new ImageStore.NameRecord(each, image.root(), Map.of("io.cri-containerd.image", "managed")));
        }
        blobs.unpacked(image.layout());
        if (isNew) {
            takeDisk((long) (image.layout().size() * RegistryImage.UNPACKED));
        }
        return new Pulled.Stored(id);
    }

    private synchronized void takeDisk(long bytes) {
        disk = disk.map(d -> d.less(bytes));
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
        if (isNew) {
            takeDisk(image.unpackedSize());
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
    }

    byte[] listing() {
        return new ListingJson(settings.profile()).of(store.images());
    }

    Containers containers() {
        return containers;
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
