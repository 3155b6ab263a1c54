package io.imagesync.node;

import io.imagesync.cri.VersionResponse;
import io.imagesync.model.Credentials;
import io.imagesync.model.Failure;
import io.imagesync.model.NodeName;
import io.imagesync.model.RuntimeKind;
import io.imagesync.model.Texts;
import io.imagesync.node.CriSearch.Found;
import io.imagesync.ssh.RemoteHost;
import java.time.Duration;
import java.util.Optional;

/// Opens nodes by CRI. All that gRPC brings is behind this class, and is loaded when it is used.
record CriOpener(RuntimeSettings settings, Credentials credentials) {
    /// For each socket that is tried.
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(20);
    /// Between two looks at running pulls.
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    /// Only containerd has the content store that tells how far a pull is.
    private static final String CONTAINERD = "containerd";

    /// What came of it; only one that is [Opened] has to be closed.
    sealed interface Tried {
        /// @param runtime what it says of itself, and where it was found
        record Opened(Node node, String runtime) implements Tried {}

        /// CRI cannot be used; another way to the runtime may be.
        record Unusable(Failure why) implements Tried {}

        /// The node cannot be used at all at the moment.
        record Failed(Failure why) implements Tried {}
    }

    /// Which user may open the socket is decided by sshd, so the helper looks as our user, not inside sudo.
    Tried open(NodeName name, RemoteHost host) throws InterruptedException {
        Helper helper = new Helper(settings.withoutSudo());
        return switch (new CriSearch(host, helper, settings.socket(), ANSWER_LIMIT).find()) {
            case Found.Cri cri -> opened(name, host, helper, cri);
            case Found.Unusable(var why) -> new Tried.Unusable(why);
            case Found.Failed(var why) -> new Tried.Failed(why);
        };
    }

    private Tried opened(NodeName name, RemoteHost host, Helper helper, Found.Cri cri) {
        VersionResponse version = cri.version();
        RuntimeKind kind = RuntimeKind.named(version.getRuntimeName()).orElse(RuntimeKind.CONTAINERD);
        Optional<PullWatch> watch = version.getRuntimeName().equals(CONTAINERD)
                ? Optional.of(new PullWatch(cri.channel(), LOOK_EVERY))
                : Optional.empty();
        CriNode.RuntimeApi runtime = new CriNode.RuntimeApi(cri.channel(), watch, cri.facts(), kind);
        String words = version.getRuntimeName() + " " + version.getRuntimeVersion() + " at " + cri.socket() + ", CRI "
                + version.getRuntimeApiVersion();
        return new Tried.Opened(new CriNode(name, host, runtime, helper, credentials), Texts.shown(words, 400));
    }
}
