package io.imagesync.node;

import io.imagesync.cri.VersionRequest;
import io.imagesync.cri.VersionResponse;
import io.imagesync.model.ConnectFailure;
import io.imagesync.model.Credentials;
import io.imagesync.model.Failure;
import io.imagesync.model.NodeFailure.AmbiguousRuntime;
import io.imagesync.model.NodeFailure.CriUnavailable;
import io.imagesync.model.NodeFailure.CriUnavailable.Why;
import io.imagesync.model.NodeName;
import io.imagesync.model.Result;
import io.imagesync.model.RuntimeKind;
import io.imagesync.model.RuntimeSettings;
import io.imagesync.model.Texts;
import io.imagesync.ssh.RemoteHost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds the socket on which a node's runtime speaks CRI: the one that is configured here, else the one that the
/// node is configured for, else the only known one that answers. Images must land where the kubelet looks, so with
/// two that answer none is taken. All that gRPC brings is behind this class, and is loaded when it is used.
record CriOpener(NodeName name, RemoteHost host, RuntimeSettings settings, Credentials credentials) {
    /// With or without the two slashes of an empty authority, as gRPC takes it.
    private static final Pattern UNIX_ENDPOINT = Pattern.compile("(?:unix:(?://)?)?(/[^/].*)");

    private static final Duration FACTS_LIMIT = Duration.ofSeconds(60);
    /// For each socket that is tried.
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(20);
    /// Between two looks at running pulls.
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    /// Only containerd has the content store that tells how far a pull is.
    private static final String CONTAINERD = "containerd";

    /// @param node to be closed
    /// @param runtime what it says of itself, and where it was found
    record Opened(Node node, String runtime) {}

    private record Answering(CriChannel channel, String socket, VersionResponse version) {}

    /// Whether the node cannot be used at all at the moment; else only CRI cannot, and crictl may be.
    static boolean stops(Failure why) {
        return why instanceof ConnectFailure || why instanceof AmbiguousRuntime;
    }

    /// Which user may open the socket is decided by sshd, so the helper looks as our user, not inside sudo.
    Result<Opened> open() throws InterruptedException {
        Helper helper = new Helper(host, settings.withoutSudo());
        return helper.ask("version", FACTS_LIMIT, FACTS_LIMIT).then(answer -> {
            NodeFacts facts = NodeFacts.of(answer);
            return find(facts).then(found -> new Result.Ok<>(opened(helper, facts, found)));
        });
    }

    private Opened opened(Helper helper, NodeFacts facts, Answering found) {
        VersionResponse version = found.version;
        RuntimeKind kind = RuntimeKind.named(version.getRuntimeName()).orElse(RuntimeKind.CONTAINERD);
        Optional<PullWatch> watch = version.getRuntimeName().equals(CONTAINERD)
                ? Optional.of(new PullWatch(found.channel, LOOK_EVERY))
                : Optional.empty();
        CriNode.RuntimeApi runtime = new CriNode.RuntimeApi(found.channel, watch, facts, kind);
        String words = version.getRuntimeName() + " " + version.getRuntimeVersion() + " at " + found.socket + ", CRI "
                + version.getRuntimeApiVersion();
        return new Opened(new CriNode(name, runtime, helper, credentials), Texts.printable(words, 400));
    }

    private Result<Answering> find(NodeFacts facts) throws InterruptedException {
        Optional<String> named = settings.socket().or(facts::endpoint);
        if (named.isPresent()) {
            Matcher path = UNIX_ENDPOINT.matcher(named.get());
            return path.matches() ? tryNamed(path.group(1), facts) : unusable(Why.NOT_UNIX, named.get());
        }
        if (facts.sockets().isEmpty()) {
            return unusable(facts.architecture().isPresent() ? Why.NO_SOCKET : Why.NOT_TOLD, "");
        }
        List<String> paths =
                facts.sockets().stream().map(NodeFacts.Socket::path).toList();
        return facts.sockets().stream().allMatch(NodeFacts.Socket::usable)
                ? theOneThatAnswers(paths)
                : unusable(Why.NO_PERMISSION, String.join(" ", paths));
    }

    private Result<Answering> tryNamed(String path, NodeFacts facts) throws InterruptedException {
        Optional<NodeFacts.Socket> socket =
                facts.sockets().stream().filter(one -> one.path().equals(path)).findFirst();
        if (socket.isEmpty() && facts.architecture().isPresent()) {
            return unusable(Why.NO_SOCKET, path);
        }
        return socket.isPresent() && !socket.get().usable() ? unusable(Why.NO_PERMISSION, path) : open(path);
    }

    /// With one that is there, this is the same as trying it.
    private Result<Answering> theOneThatAnswers(List<String> paths) throws InterruptedException {
        List<Answering> answering = new ArrayList<>();
        Result<Answering> last = unusable(Why.NO_SOCKET, "");
        boolean stopped = false;
        for (int i = 0; i < paths.size() && !stopped; i++) {
            last = open(paths.get(i));
            last.toOptional().ifPresent(answering::add);
            stopped = last instanceof Result.Failed<Answering>(Failure why) && stops(why);
        }
        if (answering.size() == 1 && !stopped) {
            return new Result.Ok<>(answering.getFirst());
        }
        answering.forEach(one -> one.channel.close());
        return answering.isEmpty() || stopped
                ? last
                : new Result.Failed<>(new AmbiguousRuntime(String.join(
                        " ", answering.stream().map(Answering::socket).toList())));
    }

    private Result<Answering> open(String path) throws InterruptedException {
        CriChannel channel = new CriChannel(host, path);
        boolean answered = false;
        try {
            VersionResponse version =
                    channel.call(CriMethods.VERSION, VersionRequest.getDefaultInstance(), ANSWER_LIMIT);
            answered = true;
            return new Result.Ok<>(new Answering(channel, path, version));
        } catch (CriFailed e) {
            return switch (e.why()) {
                case CONNECTION -> new Result.Failed<>(e.failure(ANSWER_LIMIT));
                case LIMIT -> unusable(Why.NO_ANSWER, path);
                case RUNTIME -> {
                    if (!channel.answered()) {
                        yield unusable(Why.NOT_OPENED, path);
                    }
                    yield e.isUnavailable()
                            ? new Result.Failed<>(e.failure(ANSWER_LIMIT))
                            : unusable(Why.NOT_CRI, path);
                }
            };
        } finally {
            if (!answered) {
                channel.close();
            }
        }
    }

    private static Result<Answering> unusable(Why why, String socket) {
        return new Result.Failed<>(new CriUnavailable(why, Texts.printable(socket, 300)));
    }
}
