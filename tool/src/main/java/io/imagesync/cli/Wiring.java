package io.imagesync.cli;

import io.imagesync.auth.AuthFile;
import io.imagesync.config.Config;
import io.imagesync.model.Credentials;
import io.imagesync.model.NodeName;
import io.imagesync.node.Node;
import io.imagesync.node.NodeOpener;
import io.imagesync.node.RuntimeSettings;
import io.imagesync.plan.DiskLimit;
import io.imagesync.plan.Glob;
import io.imagesync.plan.Prefix;
import io.imagesync.plan.Rules;
import io.imagesync.ssh.RemoteHost;
import io.imagesync.ssh.SshOptions;
import io.imagesync.sync.Limits;
import io.imagesync.sync.Retry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/// From the configuration to the parts of a run: each part is given what it needs, never the configuration.
final class Wiring {
    /// For one node's answer; what is slower than this is as good as hung, and no key sets it.
    static final Duration LISTING = Duration.ofMinutes(3);

    /// With the last tenth of the nodes, before pulls begin that their answers cannot change.
    private static final Duration PATIENCE = Duration.ofSeconds(5);

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
                        config.limits().imageSize(),
                        diskLimit(config))
                .withDriftPulled(wanted.drift() == Config.Drift.PULL);
    }

    static List<Prefix> prefixes(Config config) {
        return config.wanted().prefixes().stream().map(Prefix::new).toList();
    }

    static Limits limits(Config config) {
        Config.Limits limits = config.limits();
        return new Limits(
                Math.clamp(Runtime.getRuntime().maxMemory() / ROOM_A_NODE, 1, limits.connections()),
                limits.parallel(),
                limits.parallelTotal().orElse(0),
                limits.parallelRegistry().orElse(0),
                PATIENCE,
                LISTING,
                limits.timeOut(),
                limits.run().orElse(Duration.ZERO),
                limits.seedFirst(),
                new Retry(limits.retries(), limits.retryDelay(), ThreadLocalRandom.current()::nextDouble),
                diskLimit(config));
    }

    private static DiskLimit diskLimit(Config config) {
        return new DiskLimit(config.limits().diskPercent().orElse(0));
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
        RuntimeSettings.Access access = switch (runtime.access()) {
            case AUTO -> RuntimeSettings.Access.AUTO;
            case CRI -> RuntimeSettings.Access.CRI;
            case CRICTL -> RuntimeSettings.Access.CRICTL;
        };
        return new RuntimeSettings(access, runtime.crictl(), runtime.socket(), runtime.sudo());
    }
}
