package io.imagesync.node;

import io.imagesync.model.Credentials;
import io.imagesync.model.Listing;
import io.imagesync.model.NodeName;
import io.imagesync.model.Result;
import io.imagesync.node.CriOpener.Tried;
import io.imagesync.ssh.RemoteHost;
import java.time.Duration;

/// Both ways to a node's runtime, tried one after the other whatever RUNTIME_ACCESS says.
///
/// @param cri what came of speaking CRI through the SSH connection
/// @param crictl what came of running crictl on the node
/// @param stopped whether what is wrong by CRI leaves the node out even where crictl may be used
public record RuntimeCheck(Result<Way> cri, Result<Way> crictl, boolean stopped) {
    /// A way that can be gone.
    ///
    /// @param words what the runtime says of itself, or the command that is run
    public record Way(String words, Listing listing) {}

    /// @param host stays open
    /// @param limit for the listing by each way
    public static RuntimeCheck of(NodeName name, RemoteHost host, RuntimeSettings settings, Duration limit)
            throws InterruptedException {
        Tried tried = new CriOpener(settings, Credentials.NONE).open(name, new LentHost(host));
        return new RuntimeCheck(
                byCri(tried, limit), byCrictl(name, host, settings, limit), tried instanceof Tried.Failed);
    }

    private static Result<Way> byCri(Tried tried, Duration limit) throws InterruptedException {
        return switch (tried) {
            case Tried.Opened(Node node, String runtime) -> {
                try (node) {
                    yield listed(node, runtime, limit);
                }
            }
            case Tried.Unusable(var why) -> new Result.Failed<>(why);
            case Tried.Failed(var why) -> new Result.Failed<>(why);
        };
    }

    private static Result<Way> byCrictl(NodeName name, RemoteHost host, RuntimeSettings settings, Duration limit)
            throws InterruptedException {
        String words = (settings.sudo() ? "sudo " : "") + String.join(" ", settings.crictl());
        return listed(new CrictlNode(name, host, settings, Credentials.NONE), words, limit);
    }

    private static Result<Way> listed(Node node, String words, Duration limit) throws InterruptedException {
        return node.list(limit).then(listing -> new Result.Ok<>(new Way(words, listing)));
    }
}
