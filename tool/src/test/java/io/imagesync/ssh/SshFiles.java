package io.imagesync.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.files.UnusableFileException;
import io.imagesync.model.ConnectFailure;
import io.imagesync.model.NodeName;
import io.imagesync.model.Result;
import io.imagesync.model.SshOptions;
import io.imagesync.ssh.RemoteHost.Ran;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/// The client's side of a test: a key, an ssh_config and a known_hosts file of its own.
final class SshFiles {
    static final Duration LIMIT = Duration.ofSeconds(30);

    final Path folder;
    final Path config;
    final Path knownHosts;
    final Path key;

    SshFiles(Path folder) {
        this.folder = folder;
        config = folder.resolve("ssh_config");
        knownHosts = folder.resolve("known_hosts");
        key = newKey("id_test", "-t", "ed25519", "-N", "");
    }

    Path newKey(String name, String... options) {
        Path file = folder.resolve(name);
        List<String> command = new ArrayList<>(List.of("ssh-keygen", "-q", "-C", name, "-f", file.toString()));
        command.addAll(List.of(options));
        Tool.output(command.toArray(String[]::new));
        return file;
    }

    String publicKey() throws IOException {
        return Files.readString(Path.of(key + ".pub"));
    }

    /// Writes the configuration: the given lines, then what every host of a test needs.
    void config(String lines) throws IOException {
        Files.writeString(config, lines + """

                        Host *
                          UserKnownHostsFile %s
                          GlobalKnownHostsFile /dev/null
                          IdentityFile %s
                          IdentityAgent none
                          BatchMode yes
                        """.formatted(knownHosts, key));
    }

    /// A host called `name` that is the given server.
    static String host(String name, TestSshd sshd) {
        return "Host " + name + "\n  HostName 127.0.0.1\n  Port " + sshd.port() + "\n";
    }

    void known(String... lines) throws IOException {
        Files.writeString(
                knownHosts, String.join("\n", lines).replaceAll("\n+", "\n").strip() + "\n");
    }

    List<String> command() {
        return List.of("ssh", "-F", config.toString());
    }

    SshConnector connector() {
        return connector(w -> {}, Duration.ofSeconds(20), Optional.empty());
    }

    SshConnector connector(Consumer<String> warnings, Duration timeout, Optional<Path> identity) {
        return connector(options(timeout, identity), SshConnector.installed(), warnings);
    }

    SshOptions options(Duration timeout, Optional<Path> identity) {
        return new SshOptions(
                Optional.empty(), OptionalInt.empty(), identity, timeout, true, List.of(), Optional.of(config), true);
    }

    static SshConnector connector(SshOptions options, Path ssh, Consumer<String> warnings) {
        try {
            return new SshConnector(options, ssh, warnings);
        } catch (UnusableFileException e) {
            throw new AssertionError(e);
        }
    }

    static RemoteHost connect(SshConnector connector, String node) throws InterruptedException {
        RemoteHost host = connector.host(new NodeName(node), () -> {});
        assertThat(run(host, "true").exitCode()).isZero();
        return host;
    }

    /// Why a node cannot be connected to.
    static Optional<ConnectFailure> failure(SshConnector connector, String node) throws InterruptedException {
        try (RemoteHost host = connector.host(new NodeName(node), () -> {})) {
            return switch (host.run(new Command(List.of("true"), new byte[0], 10), LIMIT)) {
                case Result.Ok<Ran> _ -> Optional.empty();
                case Result.Failed<Ran> failed -> Optional.of((ConnectFailure) failed.failure());
            };
        }
    }

    static Ran.Exited run(RemoteHost host, String... argv) throws InterruptedException {
        return exited(host.run(new Command(List.of(argv), new byte[0], 1 << 20), LIMIT));
    }

    static Ran.Exited exited(Result<Ran> result) {
        return switch (result) {
            case Result.Ok<Ran>(Ran.Exited exited) -> exited;
            case Result.Ok<Ran>(Ran.TimedOut timedOut) -> throw new AssertionError("timed out");
            case Result.Failed<Ran> failed ->
                throw new AssertionError(failed.failure().what());
        };
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /// What `ssh -F FILE` of OpenSSH makes of the same configuration.
    boolean openSshConnects(String node) {
        return Tool.run(Map.of(), List.of("ssh", "-T", "-F", config.toString(), "--", node, "true"))
                        .code()
                == 0;
    }
}
