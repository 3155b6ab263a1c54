package io.imagesync.node;

import io.imagesync.model.Credentials;
import io.imagesync.model.Failure;
import io.imagesync.model.NodeName;
import io.imagesync.model.Result;
import io.imagesync.model.RuntimeAccess;
import io.imagesync.model.RuntimeSettings;
import io.imagesync.node.CriOpener.Opened;
import io.imagesync.ssh.RemoteHost;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// Opens nodes over SSH, and decides for each how its runtime is spoken to. What was decided holds for the run: no node
/// is spoken to in two ways.
public final class NodeOpener implements Node.Opener {
    private final RemoteHost.Connector connector;
    private final RuntimeSettings settings;
    private final Credentials credentials;
    private final Consumer<String> notes;
    private final Map<NodeName, RuntimeAccess> decided = new ConcurrentHashMap<>();

    /// @param credentials for registries, sent along with pulls
    /// @param notes for those who look closely
    public NodeOpener(
            RemoteHost.Connector connector, RuntimeSettings settings, Credentials credentials, Consumer<String> notes) {
        this.connector = connector;
        this.settings = settings;
        this.credentials = credentials;
        this.notes = notes;
    }

    @Override
    public Result<Node> open(NodeName name, Runnable connected) throws InterruptedException {
        RemoteHost host = connector.host(name, connected);
        boolean opened = false;
        try {
            Result<Node> node = open(name, host, decided.getOrDefault(name, settings.access()));
            opened = node instanceof Result.Ok<Node>;
            return node;
        } finally {
            if (!opened) {
                host.close();
            }
        }
    }

    private Result<Node> open(NodeName name, RemoteHost host, RuntimeAccess access) throws InterruptedException {
        if (access == RuntimeAccess.CRICTL) {
            return byCrictl(name, host);
        }
        Result<Opened> byCri = new CriOpener(name, host, settings, credentials).open();
        if (byCri instanceof Result.Failed<Opened>(Failure why)) {
            if (access == RuntimeAccess.CRI || CriOpener.stops(why)) {
                return new Result.Failed<>(why);
            }
            decided.put(name, RuntimeAccess.CRICTL);
            notes.accept("Using crictl on " + name + ": " + why.what() + "; to change that: " + why.remedy());
            return byCrictl(name, host);
        }
        return byCri.then(opened -> {
            decided.put(name, RuntimeAccess.CRI);
            notes.accept("Runtime of " + name + ": " + opened.runtime());
            return new Result.Ok<>(opened.node());
        });
    }

    private Result<Node> byCrictl(NodeName name, RemoteHost host) {
        return new Result.Ok<>(new CrictlNode(name, host, settings, credentials));
    }
}
