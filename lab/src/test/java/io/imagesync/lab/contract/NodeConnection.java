package io.imagesync.lab.contract;

import io.imagesync.files.UnusableFileException;
import io.imagesync.model.Credentials;
import io.imagesync.model.NodeName;
import io.imagesync.model.Result;
import io.imagesync.model.RuntimeAccess;
import io.imagesync.model.RuntimeSettings;
import io.imagesync.model.SshOptions;
import io.imagesync.node.Node;
import io.imagesync.node.NodeOpener;
import io.imagesync.ssh.SshConnector;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Nodes as the program connects to them, with an OpenSSH configuration of the test's own.
final class NodeConnection implements AutoCloseable {
    private final SshConnector connector;
    private final NodeOpener opener;

    NodeConnection(Path sshConfig, RuntimeAccess access) {
        SshOptions options = new SshOptions(
                Optional.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                Duration.ofSeconds(30),
                true,
                List.of(),
                Optional.of(sshConfig),
                true);
        try {
            connector = new SshConnector(options, warning -> {
                throw new AssertionError(warning);
            });
        } catch (UnusableFileException e) {
            throw new AssertionError(e);
        }
        RuntimeSettings settings = new RuntimeSettings(access, List.of("crictl"), Optional.empty(), false);
        opener = new NodeOpener(connector, settings, Credentials.NONE, _ -> {});
    }

    Node open(String name) throws InterruptedException {
        return switch (opener.open(new NodeName(name), () -> {})) {
            case Result.Ok<Node>(Node node) -> node;
            case Result.Failed<Node>(var why) -> throw new AssertionError(why.what());
        };
    }

    @Override
    public void close() {
        connector.close();
    }
}
