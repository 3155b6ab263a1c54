package io.imagesync.node;

import io.imagesync.model.Credential;
import io.imagesync.model.Credentials;
import io.imagesync.model.DiskUsage;
import io.imagesync.model.Failure;
import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.InUse;
import io.imagesync.model.Listing;
import io.imagesync.model.NodeFailure.CommandFailed;
import io.imagesync.model.NodeName;
import io.imagesync.model.PullFailure;
import io.imagesync.model.PullFailure.NodeTrouble;
import io.imagesync.model.PullProgress;
import io.imagesync.model.Result;
import io.imagesync.model.RuntimeSettings;
import io.imagesync.ssh.Deadline;
import io.imagesync.ssh.RemoteHost;
import io.imagesync.ssh.RemoteHost.Ran;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/// A node whose runtime is asked by running crictl on it, through the helper.
final class CrictlNode implements Node {
    /// Given to `timeout -k` on the node to report that it ended a pull, before the channel is closed from here.
    private static final Duration GRACE = Duration.ofSeconds(15);
    /// The helper runs up to three commands for a listing.
    private static final int COMMANDS_A_LISTING = 3;

    private final NodeName name;
    private final Helper helper;
    private final Credentials credentials;
    /// Where the images are, once the node has told: crictl is not asked again.
    private volatile Optional<String> folder = Optional.empty();

    /// @param credentials for registries; crictl can send passwords only, no tokens
    CrictlNode(NodeName name, RemoteHost host, RuntimeSettings settings, Credentials credentials) {
        this.name = name;
        this.helper = new Helper(host, settings);
        this.credentials = credentials;
    }

    @Override
    public NodeName name() {
        return name;
    }

    @Override
    public Result<Listing> list(Duration limit) throws InterruptedException {
        Result<Listing> listing = ask("list", limit).then(Answer::listing);
        folder = listing.toOptional()
                .flatMap(Listing::disk)
                .map(DiskUsage::mountPoint)
                .filter(Helper::takesFolder);
        return listing;
    }

    @Override
    public Result<Seen> look(ImageRef image, boolean withDisk, Duration limit) throws InterruptedException {
        return list(limit).then(listing -> new Result.Ok<>(Seen.of(named(image, listing), listing.disk())));
    }

    private static Optional<HeldImage> named(ImageRef image, Listing listing) {
        return listing.images().stream().filter(held -> held.isNamed(image)).findFirst();
    }

    @Override
    public Result<Optional<DiskUsage>> disk(Duration limit) throws InterruptedException {
        return ask("disk", limit).then(answer -> new Result.Ok<>(answer.disk()));
    }

    private Result<Answer> ask(String verb, Duration limit) throws InterruptedException {
        String[] known = folder.stream().toArray(String[]::new);
        return helper.ask(verb, limit, limit.dividedBy(COMMANDS_A_LISTING), known);
    }

    @Override
    public Optional<PullFailure> pull(ImageRef image, Duration limit, Consumer<PullProgress> progress)
            throws InterruptedException {
        Deadline left = Deadline.in(limit);
        return SentCredential.along(credentials, image, Credential.Password.class::isInstance, sent -> {
            Duration rest = left.left();
            return switch (helper.pull(image, line(sent), rest, rest.plus(GRACE))) {
                case Result.Failed<Ran>(var why) -> Optional.of(new NodeTrouble(why));
                case Result.Ok<Ran>(Ran.TimedOut _) -> Optional.of(new PullFailure.TimedOut(limit));
                case Result.Ok<Ran>(Ran.Exited ended) -> pulled(ended, limit, sent);
            };
        });
    }

    /// Containers that crictl does not list, such as those of containerd's `ctr`, are not told.
    @Override
    public Result<InUse> inUse(Duration limit) throws InterruptedException {
        return helper.ask("containers", limit, limit.dividedBy(COMMANDS_A_LISTING))
                .then(Answer::json)
                .then(StatusJson::uses);
    }

    @Override
    public Optional<Failure> remove(ImageRef name, HeldImage image, Duration limit) throws InterruptedException {
        Deadline left = Deadline.in(limit);
        return switch (list(left.left())) {
            case Result.Failed<Listing>(Failure why) -> Optional.of(why);
            case Result.Ok<Listing>(Listing listing) -> {
                Optional<HeldImage> there = named(name, listing);
                Optional<Failure> refused = there.flatMap(held -> WholeRemoval.refused(name, image, held));
                yield there.isEmpty() || refused.isPresent()
                        ? refused
                        : rmi(WholeRemoval.subject(name, image), left.left());
            }
        };
    }

    private Optional<Failure> rmi(String subject, Duration limit) throws InterruptedException {
        return helper.ask("remove", limit, limit, subject) instanceof Result.Failed<Answer>(Failure why)
                ? Optional.of(why)
                : Optional.empty();
    }

    /// An image that cannot be looked into has no known time.
    @Override
    public Result<Optional<Instant>> created(ImageRef image, Duration limit) throws InterruptedException {
        Result<byte[]> told =
                helper.ask("inspect", limit, limit, image.canonical()).then(Answer::json);
        return told instanceof Result.Failed<byte[]>(CommandFailed _)
                ? new Result.Ok<>(Optional.empty())
                : told.then(json -> new Result.Ok<>(StatusJson.created(json, Instant.now())));
    }

    private static String line(SentCredential sent) {
        return sent.sent().orElse(null) instanceof Credential.Password(var _, var user, var password)
                ? SentCredential.encoded(user, password)
                : "";
    }

    private static Optional<PullFailure> pulled(Ran.Exited ended, Duration limit, SentCredential sent) {
        return switch (ended.exitCode()) {
            case 0 -> Optional.empty();
            case 124, 137, NodeErrors.BUSYBOX_TIMEOUT ->
                Optional.of(
                        FailureTable.timedOut(sent.masked(new String(ended.stderr(), StandardCharsets.UTF_8)), limit));
            case 69, 126, 127 -> Optional.of(new NodeTrouble(NodeErrors.of(ended, limit)));
            default ->
                Optional.of(
                        new Answer(ended.stdout()).hasHeader()
                                ? FailureTable.refused(
                                        ended.exitCode(),
                                        sent.masked(new String(ended.stderr(), StandardCharsets.UTF_8)))
                                : new NodeTrouble(NodeErrors.of(ended, limit)));
        };
    }

    @Override
    public void rest() {
        helper.host().rest();
    }

    @Override
    public void close() {
        helper.host().close();
    }
}
