package io.imagesync.node;

import io.imagesync.cri.AuthConfig;
import io.imagesync.cri.FilesystemUsage;
import io.imagesync.cri.ImageFsInfoRequest;
import io.imagesync.cri.ListImagesRequest;
import io.imagesync.cri.PullImageRequest;
import io.imagesync.model.ConnectFailure;
import io.imagesync.model.Credential;
import io.imagesync.model.Credentials;
import io.imagesync.model.DiskUsage;
import io.imagesync.model.Failure;
import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.InUse;
import io.imagesync.model.Listing;
import io.imagesync.model.NodeName;
import io.imagesync.model.PullFailure;
import io.imagesync.model.PullFailure.TimedOut;
import io.imagesync.model.PullProgress;
import io.imagesync.model.Result;
import io.imagesync.model.RuntimeKind;
import io.imagesync.ssh.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A node whose runtime is spoken to: CRI through SSH. Only how large the disk is has to be asked of the node itself.
final class CriNode implements Node {
    private final NodeName name;
    private final RuntimeApi runtime;
    private final Helper helper;
    private final Credentials credentials;
    /// Disks that the node has just told, for the first question.
    private final AtomicReference<List<DiskUsage>> told;
    /// Once they have been asked for.
    private @Nullable ContainerdContents contents;

    /// What is known of the runtime since it was found.
    ///
    /// @param watch where it can tell how far pulls are
    /// @param facts that the node told then
    record RuntimeApi(CriChannel channel, Optional<PullWatch> watch, NodeFacts facts, RuntimeKind kind) {}

    CriNode(NodeName name, RuntimeApi runtime, Helper helper, Credentials credentials) {
        this.name = name;
        this.runtime = runtime;
        this.helper = helper;
        this.credentials = credentials;
        told = new AtomicReference<>(runtime.facts.disks());
    }

    @Override
    public NodeName name() {
        return name;
    }

    /// The disk is asked for beside the images; nothing of that is left when this returns.
    @Override
    public Result<Listing> list(Duration limit) throws InterruptedException {
        FutureTask<Result<Optional<DiskUsage>>> disk = new FutureTask<>(() -> disk(limit));
        Thread beside = Thread.ofVirtual().name("disk").start(disk);
        try {
            CriListing held =
                    runtime.channel.call(CriMethods.LIST_IMAGES, ListImagesRequest.getDefaultInstance(), limit);
            return new Result.Ok<>(new Listing(
                    held.images(),
                    held.invalid(),
                    runtime.facts.architecture(),
                    disk.get().toOptional().flatMap(usage -> usage),
                    runtime.kind,
                    held.temporary()));
        } catch (CriFailed e) {
            return new Result.Failed<>(e.failure(limit));
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            beside.interrupt();
            beside.join();
        }
    }

    @Override
    public Result<Seen> look(ImageRef image, boolean withDisk, Duration limit) throws InterruptedException {
        Deadline left = Deadline.in(limit);
        try {
            Optional<HeldImage> held =
                    upkeep().held(image.toString(), left.left()).filter(one -> one.isNamed(image));
            return new Result.Ok<>(
                    Seen.of(held, withDisk ? disk(left.left()).toOptional().flatMap(disk -> disk) : Optional.empty()));
        } catch (CriFailed e) {
            return new Result.Failed<>(e.failure(limit));
        }
    }

    @Override
    public Result<Optional<DiskUsage>> disk(Duration limit) throws InterruptedException {
        Deadline left = Deadline.in(limit);
        String folder;
        try {
            folder = imageFolder(left.left());
        } catch (CriFailed e) {
            return e.why() == CriFailed.Cause.CONNECTION
                    ? new Result.Failed<>(e.failure(limit))
                    : new Result.Ok<>(Optional.empty());
        }
        Optional<DiskUsage> known = told.getAndSet(List.of()).stream()
                .filter(disk -> disk.mountPoint().equals(folder))
                .findFirst();
        if (known.isPresent() || !Helper.takesFolder(folder)) {
            return new Result.Ok<>(known);
        }
        Duration rest = left.left();
        Result<Answer> answer = helper.ask("disk", rest, rest, folder);
        return answer instanceof Result.Failed<Answer>(ConnectFailure lost)
                ? new Result.Failed<>(lost)
                : new Result.Ok<>(answer.toOptional().flatMap(Answer::disk));
    }

    /// Where the images are; empty when the runtime does not say.
    private String imageFolder(Duration limit) throws CriFailed, InterruptedException {
        List<FilesystemUsage> systems = runtime.channel
                .call(CriMethods.IMAGE_FS_INFO, ImageFsInfoRequest.getDefaultInstance(), limit)
                .getImageFilesystemsList();
        return systems.isEmpty() ? "" : systems.getFirst().getFsId().getMountpoint();
    }

    @Override
    public Optional<PullFailure> pull(ImageRef image, Duration limit, Consumer<PullProgress> progress)
            throws InterruptedException {
        Deadline left = Deadline.in(limit);
        return SentCredential.along(credentials, image, this::takes, sent -> pull(image, left, sent, limit, progress));
    }

    /// @param limit to be named
    Optional<PullFailure> pull(
            ImageRef image, Deadline left, SentCredential sent, Duration limit, Consumer<PullProgress> progress)
            throws InterruptedException {
        PullImageRequest.Builder request = PullImageRequest.newBuilder().setImage(CriUpkeep.spec(image.toString()));
        sent.sent().map(CriNode::auth).ifPresent(request::setAuth);
        Optional<PulledImage> watched = runtime.watch.map(watch -> watch.start(image, progress));
        try {
            runtime.channel.call(CriMethods.PULL_IMAGE, request.build(), left.left());
            return Optional.empty();
        } catch (CriFailed e) {
            PullFailure why = e.pullFailure(limit, sent::masked);
            boolean silent = watched.isPresent() && watched.get().isSilent();
            return Optional.of(why instanceof TimedOut timedOut && silent ? timedOut.silent(image.registry()) : why);
        } finally {
            watched.ifPresent(pulled -> runtime.watch.orElseThrow().end(pulled));
        }
    }

    private CriUpkeep upkeep() {
        return new CriUpkeep(runtime.channel, runtime.watch.isPresent());
    }

    @Override
    public Result<InUse> inUse(Duration limit) throws InterruptedException {
        return upkeep().inUse(limit);
    }

    @Override
    public Optional<Failure> remove(ImageRef image, HeldImage held, Duration limit) throws InterruptedException {
        return upkeep().remove(image, held, limit);
    }

    @Override
    public Result<Optional<Instant>> created(ImageRef image, Duration limit) throws InterruptedException {
        return upkeep().created(image, limit);
    }

    /// containerd takes no registry token, CRI-O no token at all (their `ParseAuth` and `PullImage`).
    private boolean takes(Credential credential) {
        return switch (credential) {
            case Credential.Password _ -> true;
            case Credential.IdentityToken _ -> runtime.watch.isPresent();
            case Credential.RegistryToken _ -> false;
        };
    }

    /// With the address of its registry, so that the runtime shows it to no mirror. Docker Hub is asked under a name of
    /// its own.
    private static AuthConfig auth(Credential credential) {
        String registry = credential.registry();
        AuthConfig.Builder auth = AuthConfig.newBuilder()
                .setServerAddress("https://" + (registry.equals("docker.io") ? "registry-1.docker.io" : registry));
        switch (credential) {
            case Credential.Password(var _, var user, var password) ->
                auth.setUsername(user).setPassword(password);
            case Credential.IdentityToken(var _, var token) -> auth.setIdentityToken(token);
            case Credential.RegistryToken(var _, var token) -> auth.setRegistryToken(token);
        }
        return auth.build();
    }

    /// Only containerd, which has the watch, can be asked for them.
    @Override
    public synchronized Optional<Contents> contents() {
        if (runtime.watch.isEmpty()) {
            return Optional.empty();
        }
        if (contents == null) {
            contents = new ContainerdContents(this, helper, runtime.channel, runtime.facts.architecture());
        }
        return Optional.of(contents);
    }

    @Override
    public synchronized void rest() {
        if (contents == null) {
            letGo();
        } else {
            contents.rest(this::letGo);
        }
    }

    private void letGo() {
        runtime.channel.rest();
        helper.host().rest();
    }

    @Override
    public void close() {
        closeContents();
        runtime.channel.close();
        helper.host().close();
    }

    private synchronized void closeContents() {
        if (contents != null) {
            contents.close();
        }
    }
}
