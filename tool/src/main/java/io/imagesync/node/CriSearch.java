package io.imagesync.node;

import io.grpc.Status;
import io.imagesync.cri.VersionRequest;
import io.imagesync.cri.VersionResponse;
import io.imagesync.model.ConnectFailure;
import io.imagesync.model.Failure;
import io.imagesync.model.NodeFailure.AmbiguousRuntime;
import io.imagesync.model.NodeFailure.CommandTimedOut;
import io.imagesync.model.NodeFailure.CriUnavailable;
import io.imagesync.model.NodeFailure.CriUnavailable.Why;
import io.imagesync.model.NodeFailure.RuntimeUnavailable;
import io.imagesync.model.Result;
import io.imagesync.model.Texts;
import io.imagesync.ssh.RemoteHost;
import io.imagesync.ssh.RemoteHost.Ran;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds the socket on which a node's runtime speaks CRI: the one that is configured here, else the one that the
/// node is configured for, else the only known one that answers. Images must land where the kubelet looks, so with
/// two that answer none is taken.
///
/// @param configured RUNTIME_ENDPOINT: the path of the socket
/// @param answerLimit for each socket that is tried
record CriSearch(RemoteHost host, Helper helper, Optional<String> configured, Duration answerLimit) {
    /// With or without the two slashes of an empty authority, as gRPC takes it.
    private static final Pattern UNIX_ENDPOINT = Pattern.compile("(?:unix:(?://)?)?(/[^/].*)");

    private static final Duration FACTS_LIMIT = Duration.ofSeconds(60);

    /// What came of it.
    sealed interface Found {
        /// @param version what the runtime says of itself
        record Cri(CriChannel channel, String socket, VersionResponse version, NodeFacts facts) implements Found {}

        /// CRI cannot be used; another way to the runtime may be.
        record Unusable(Failure why) implements Found {}

        /// The node cannot be used at all at the moment.
        record Failed(Failure why) implements Found {}
    }

    Found find() throws InterruptedException {
        Result<NodeFacts> told = host.run(helper.call("version", FACTS_LIMIT), FACTS_LIMIT)
                .then(ran -> switch (ran) {
                    case Ran.TimedOut _ -> new Result.Failed<>(new CommandTimedOut(FACTS_LIMIT));
                    case Ran.Exited ended
                    when ended.exitCode() != 0 -> new Result.Failed<>(NodeErrors.of(ended, FACTS_LIMIT));
                    case Ran.Exited ended -> Answer.facts(ended.stdout());
                });
        return switch (told) {
            case Result.Ok<NodeFacts>(NodeFacts facts) -> find(facts);
            case Result.Failed<NodeFacts>(ConnectFailure lost) -> new Found.Failed(lost);
            case Result.Failed<NodeFacts>(var why) -> new Found.Unusable(why);
        };
    }

    private Found find(NodeFacts facts) throws InterruptedException {
        Optional<String> named = configured.or(facts::endpoint);
        if (named.isPresent()) {
            Matcher path = UNIX_ENDPOINT.matcher(named.get());
            return path.matches() ? tryNamed(path.group(1), facts) : unusable(Why.NOT_UNIX, named.get());
        }
        if (facts.sockets().isEmpty()) {
            return unusable(facts.architecture().isPresent() ? Why.NO_SOCKET : Why.NOT_TOLD, "");
        }
        return facts.sockets().stream().allMatch(NodeFacts.Socket::usable)
                ? theOneThatAnswers(facts)
                : unusable(Why.NO_PERMISSION, names(facts.sockets()));
    }

    private Found tryNamed(String path, NodeFacts facts) throws InterruptedException {
        Optional<NodeFacts.Socket> socket = facts.socket(path);
        if (socket.isEmpty() && facts.architecture().isPresent()) {
            return unusable(Why.NO_SOCKET, path);
        }
        return socket.isPresent() && !socket.get().usable() ? unusable(Why.NO_PERMISSION, path) : open(path, facts);
    }

    /// With one that is there, this is the same as trying it.
    private Found theOneThatAnswers(NodeFacts facts) throws InterruptedException {
        List<Found.Cri> answering = new ArrayList<>();
        Found last = unusable(Why.NO_SOCKET, "");
        for (NodeFacts.Socket socket : facts.sockets()) {
            last = open(socket.path(), facts);
            switch (last) {
                case Found.Cri cri -> answering.add(cri);
                case Found.Unusable _ -> {}
                case Found.Failed failed -> {
                    answering.forEach(cri -> cri.channel.close());
                    return failed;
                }
            }
        }
        if (answering.size() > 1) {
            answering.forEach(cri -> cri.channel.close());
            return new Found.Failed(new AmbiguousRuntime(
                    String.join(" ", answering.stream().map(Found.Cri::socket).toList())));
        }
        return answering.isEmpty() ? last : answering.getFirst();
    }

    private Found open(String path, NodeFacts facts) throws InterruptedException {
        CriChannel channel = new CriChannel(host, path);
        boolean answered = false;
        try {
            VersionResponse version =
                    channel.call(CriMethods.VERSION, VersionRequest.getDefaultInstance(), answerLimit);
            answered = true;
            return new Found.Cri(channel, path, version, facts);
        } catch (CriFailed e) {
            return channel.answered() || e.why() != CriFailed.Cause.RUNTIME
                    ? noAnswer(path, e)
                    : unusable(Why.NOT_OPENED, path);
        } finally {
            if (!answered) {
                channel.close();
            }
        }
    }

    private Found noAnswer(String path, CriFailed failed) {
        return switch (failed.why()) {
            case CONNECTION -> new Found.Failed(CriErrors.ofCall("Version", failed, answerLimit));
            case LIMIT -> unusable(Why.NO_ANSWER, path);
            case RUNTIME ->
                failed.code() == Status.Code.UNAVAILABLE
                        ? new Found.Unusable(new RuntimeUnavailable(Texts.shown(failed.text(), 300)))
                        : unusable(Why.NOT_CRI, path);
        };
    }

    private static Found.Unusable unusable(Why why, String socket) {
        return new Found.Unusable(new CriUnavailable(why, Texts.shown(socket, 300)));
    }

    private static String names(List<NodeFacts.Socket> sockets) {
        return String.join(" ", sockets.stream().map(NodeFacts.Socket::path).toList());
    }
}
