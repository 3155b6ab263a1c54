package io.imagesync.cli;

import io.imagesync.config.Config;
import io.imagesync.model.NodeName;
import io.imagesync.model.Result;
import io.imagesync.node.CrictlNode;
import io.imagesync.node.CrictlSettings;
import io.imagesync.node.Node;
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
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/// From the configuration to the parts of a run: each part is given what it needs, never the configuration.
final class Wiring {
    /// For one node's answer; what is slower than this is as good as hung, and no key sets it.
    private static final Duration LISTING = Duration.ofMinutes(3);

    private Wiring() {}

    static Rules rules(Config config, Set<NodeName> receivers) {
        Config.Wanted wanted = config.wanted();
        return new Rules(
                wanted.prefixes().stream().map(Prefix::new).toList(),
                wanted.exclude().stream().map(Glob::new).toList(),
                wanted.images(),
                Set.copyOf(config.fleet().sources()),
                receivers,
                wanted.digests(),
                config.limits().imageSize(),
                diskLimit(config));
    }

    static Limits limits(Config config) {
        Config.Limits limits = config.limits();
        return new Limits(
                limits.connections(),
                limits.parallel(),
                limits.parallelTotal().orElse(0),
                limits.parallelRegistry().orElse(0),
                LISTING,
                limits.timeOut(),
                limits.run().orElse(Duration.ZERO),
                new Retry(limits.retries(), limits.retryDelay(), ThreadLocalRandom.current()::nextDouble),
                diskLimit(config));
    }

    private static DiskLimit diskLimit(Config config) {
        return new DiskLimit(config.limits().diskPercent().orElse(0));
    }

    static SshOptions sshOptions(Config config) {
        Config.Ssh ssh = config.ssh();
        return new SshOptions(ssh.user(), ssh.port(), ssh.identityFile().map(Wiring::expanded), ssh.connectTimeout());
    }

    private static Path expanded(String file) {
        return Path.of(file.startsWith("~/") ? System.getProperty("user.home") + file.substring(1) : file);
    }

    static Node.Opener opener(Config config, RemoteHost.Connector connector) {
        CrictlSettings settings = new CrictlSettings(
                config.runtime().crictl(),
                config.runtime().socket().map(path -> "unix://" + path).orElse("-"),
                config.runtime().sudo());
        return name -> connector.connect(name).then(host -> new Result.Ok<Node>(new CrictlNode(name, host, settings)));
    }
}
