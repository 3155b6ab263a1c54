package io.imagesync.node;

import io.imagesync.model.Credentials;
import io.imagesync.model.Failure;
import io.imagesync.model.Listing;
import io.imagesync.model.NodeName;
import io.imagesync.model.NotRelayed;
import io.imagesync.model.NotRelayed.Why;
import io.imagesync.model.Result;
import io.imagesync.model.RuntimeSettings;
import io.imagesync.node.CriOpener.Opened;
import io.imagesync.ssh.RemoteHost;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Both ways to a node's runtime, tried one after the other whatever RUNTIME_ACCESS says.
///
/// @param cri what came of speaking CRI through the SSH connection
/// @param crictl what came of running crictl on the node
/// @param stopped whether what is wrong by CRI leaves the node out even where crictl may be used
/// @param relay why no image can come to the node through this host; nothing where one can, or nobody wants to know
public record RuntimeCheck(Result<Way> cri, Result<Way> crictl, boolean stopped, Optional<Failure> relay) {
    /// Nobody connects to the port that leads there.
    private static final Path NOWHERE = Path.of("/dev/null");

    /// A way that can be gone.
    ///
    /// @param words what the runtime says of itself, or the command that is run
    public record Way(String words, Listing listing) {}

    /// @param host is closed where CRI can be used
    /// @param relays whether to look if images can come through this host
    /// @param limit for the listing by each way
    public static RuntimeCheck of(
            NodeName name, RemoteHost host, RuntimeSettings settings, boolean relays, Duration limit)
            throws InterruptedException {
        String crictl = (settings.sudo() ? "sudo " : "") + String.join(" ", settings.crictl());
        Result<Opened> cri = new CriOpener(name, host, settings, Credentials.NONE).open();
        try {
            return new RuntimeCheck(
                    cri.then(opened -> listed(opened.node(), opened.runtime(), limit)),
                    listed(new CrictlNode(name, host, settings, Credentials.NONE), crictl, limit),
                    cri instanceof Result.Failed<Opened>(Failure why) && CriOpener.stops(why),
                    relays
                            ? relay(
                                    name,
                                    cri.toOptional()
                                            .flatMap(opened -> opened.node().contents()),
                                    limit)
                            : Optional.empty());
        } finally {
            cri.toOptional().ifPresent(opened -> opened.node().close());
        }
    }

    private static Optional<Failure> relay(NodeName name, Optional<Contents> contents, Duration limit)
            throws InterruptedException {
        if (contents.isEmpty()) {
            return Optional.of(new NotRelayed(Why.NO_CONTENTS, name.text()));
        }
        return switch (contents.get().open(NOWHERE, limit)) {
            case Result.Failed<Contents.Port>(Failure why) -> Optional.of(why);
            case Result.Ok<Contents.Port>(Contents.Port port) -> {
                port.close();
                yield Optional.empty();
            }
        };
    }

    private static Result<Way> listed(Node node, String words, Duration limit) throws InterruptedException {
        return node.list(limit).then(listing -> new Result.Ok<>(new Way(words, listing)));
    }
}
