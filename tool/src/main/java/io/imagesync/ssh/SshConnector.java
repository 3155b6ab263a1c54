package io.imagesync.ssh;

import io.imagesync.model.NodeName;
import io.imagesync.model.Result;
import io.imagesync.ssh.ClientConfig.KeepAlive;
import io.imagesync.ssh.ClientConfig.Route;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// Connects to nodes as the `ssh` of this host would, without ever asking a human.
///
/// Closing it closes what was opened and not closed yet; nothing of it then keeps the JVM alive.
public final class SshConnector implements RemoteHost.Connector, AutoCloseable {
    /// How long things take that no configuration names.
    ///
    /// @param grace for a command that was hung up on, to end itself
    /// @param keepAlive where the OpenSSH client configuration has no ServerAliveInterval
    record Timing(Duration grace, KeepAlive keepAlive) {
        static final Timing DEFAULT = new Timing(Duration.ofSeconds(5), new KeepAlive(Duration.ofSeconds(15), 4));
    }

    private final SshOptions options;
    private final Timing timing;
    private final ClientConfigs configs;
    private final Handshake handshake;
    private final JumpHosts jumpHosts = new JumpHosts(this::connect);
    private final Set<SshHost> open = ConcurrentHashMap.newKeySet();

    /// @param sshCommand the words to start the OpenSSH client with, which is asked for its configuration only
    /// @param warnings is given what a human should know, each text once
    public SshConnector(SshOptions options, List<String> sshCommand, Consumer<String> warnings) {
        this(options, sshCommand, warnings, Timing.DEFAULT);
    }

    /// With the `ssh` found through PATH.
    public SshConnector(SshOptions options, Consumer<String> warnings) {
        this(options, OpenSshClient.installed(), warnings);
    }

    SshConnector(SshOptions options, List<String> sshCommand, Consumer<String> warnings, Timing timing) {
        this.options = options;
        this.timing = timing;
        LocalUser local = LocalUser.current();
        configs = new ClientConfigs(
                new HostClasses(new OpenSshClient(List.copyOf(sshCommand))),
                new ClientConfigParser(local, System.getenv(), timing.keepAlive()));
        Set<String> said = ConcurrentHashMap.newKeySet();
        handshake =
                new Handshake(local, options.connectTimeout(), new HostKeyRecorder(options.recordsHostKeys()), text -> {
                    if (said.add(text)) {
                        warnings.accept(text);
                    }
                });
    }

    @Override
    public Result<RemoteHost> connect(NodeName node) throws InterruptedException {
        try {
            ClientConfig config = configs.of(HostQuery.of(node, options));
            ConnectionPool pool = new ConnectionPool(() -> connect(config), options.connectTimeout());
            pool.connect();
            SshHost host = new SshHost(pool, timing.grace(), open::remove);
            open.add(host);
            return new Result.Ok<>(host);
        } catch (SshFailed e) {
            return new Result.Failed<>(e.why());
        }
    }

    private Connection connect(ClientConfig config) throws SshFailed, InterruptedException {
        Handshake.Dialer dialer = switch (config.route()) {
            case Route.Direct direct -> attempt -> TcpTransport.open(attempt, direct);
            case Route.Command(String command) -> attempt -> CommandTransport.open(attempt, command);
            case Route.Jump(ClientConfig via) -> {
                JumpHosts.Lease lease = jumpHosts.take(via);
                yield attempt -> JumpTransport.open(attempt, lease);
            }
        };
        return handshake.connect(config, dialer);
    }

    @Override
    public void close() {
        open.forEach(SshHost::close);
    }
}
