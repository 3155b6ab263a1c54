package io.imagesync.lab.contract;

import io.imagesync.model.NodeName;
import io.imagesync.model.Result;
import io.imagesync.node.CrictlNode;
import io.imagesync.node.CrictlSettings;
import io.imagesync.node.Node;
import io.imagesync.ssh.RemoteHost;
import io.imagesync.ssh.SshConnector;
import io.imagesync.ssh.SshOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Nodes as the program connects to them, with an OpenSSH configuration of the test's own.
final class NodeConnection implements AutoCloseable {
    private final SshConnector connector;

    NodeConnection(Path sshConfig) {
        SshOptions options =
                new SshOptions(Optional.empty(), OptionalInt.empty(), Optional.empty(), Duration.ofSeconds(30));
        connector = new SshConnector(options, List.of("ssh", "-F", sshConfig.toString()), warning -> {
            throw new AssertionError(warning);
        });
    }

    Node open(String name) throws InterruptedException {
        NodeName node = new NodeName(name);
        return switch (connector.connect(node)) {
            case Result.Ok<RemoteHost>(RemoteHost host) ->
                new CrictlNode(node, host, new CrictlSettings(List.of("crictl"), "-", false));
            case Result.Failed<RemoteHost>(var why) -> throw new AssertionError(why.what());
        };
    }

    @Override
    public void close() {
        connector.close();
    }
}
