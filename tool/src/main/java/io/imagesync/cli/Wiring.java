package io.imagesync.cli;

import io.imagesync.auth.AuthFile;
import io.imagesync.config.Config;
import io.imagesync.model.Credentials;
import io.imagesync.model.Limits;
import io.imagesync.model.NodeName;
import io.imagesync.node.Node;
import io.imagesync.node.NodeOpener;
import io.imagesync.node.RuntimeSettings;
import io.imagesync.plan.Glob;
import io.imagesync.plan.Prefix;
import io.imagesync.plan.Rules;
import io.imagesync.ssh.RemoteHost;
import io.imagesync.ssh.SshOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// From the configuration to the parts of a run: each part is given what it needs, never the configuration.
final class Wiring {
    /// Bytes of memory that a node may take while it is asked.
    private static final long ROOM_A_NODE = 4 << 20;

    private Wiring() {}

    static Rules rules(Config config, Set<NodeName> receivers) {
        Config.Wanted wanted = config.wanted();
        return new Rules(
                        prefixes(config),
                        wanted.exclude().stream().map(Glob::new).toList(),
                        wanted.images(),
                        Set.copyOf(config.fleet().sources()),
                        receivers,
                        wanted.digests(),
                        wanted.imageSize(),
                        config.limits().disk())
                .withDriftPulled(wanted.drift() == Config.Drift.PULL);
    }

    static List<Prefix> prefixes(Config config) {
        return config.wanted().prefixes().stream().map(Prefix::new).toList();
    }

    static Limits limits(Config config) {
        Limits limits = config.limits();
        return limits.withConnections(
                Math.clamp(Runtime.getRuntime().maxMemory() / ROOM_A_NODE, 1, limits.connections()));
    }

    static SshOptions sshOptions(Config config) {
        Config.Ssh ssh = config.ssh();
        return new SshOptions(
                ssh.user(),
                ssh.port(),
                ssh.identityFile().map(Wiring::expanded),
                ssh.connectTimeout(),
                ssh.connectTimeoutSet(),
                ssh.options(),
                ssh.configFile(),
                true);
    }

    private static Path expanded(String file) {
        return Path.of(file.startsWith("~/") ? System.getProperty("user.home") + file.substring(1) : file);
    }

    /// What AUTH_FILE has, if it is set.
    ///
    /// @param warnings is given what a human should know, also later
    static Credentials credentials(Config config, Consumer<String> warnings) throws Refusal {
        Optional<Path> file = config.runtime().authFile();
        if (file.isEmpty()) {
            return Credentials.NONE;
        }
        return switch (AuthFile.read(file.get(), warnings)) {
            case AuthFile.Read.Usable(Credentials credentials) -> credentials;
            case AuthFile.Read.Unusable(String what, String remedy) ->
                throw new Refusal(ExitCode.NOT_DONE, "AUTH_FILE: " + what, remedy);
        };
    }

    /// @param notes for those who look closely
    static Node.Opener opener(
            Config config, RemoteHost.Connector connector, Credentials credentials, Consumer<String> notes) {
        return new NodeOpener(connector, runtime(config), credentials, notes);
    }

    static RuntimeSettings runtime(Config config) {
        Config.ContainerRuntime runtime = config.runtime();
        return new RuntimeSettings(runtime.access(), runtime.crictl(), runtime.socket(), runtime.sudo());
    }
}
