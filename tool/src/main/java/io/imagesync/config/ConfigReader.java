package io.imagesync.config;

import io.imagesync.config.Values.Sited;
import io.imagesync.model.ClusterSettings;
import io.imagesync.model.DiskLimit;
import io.imagesync.model.Level;
import io.imagesync.model.Limits;
import io.imagesync.model.RelayMode;
import io.imagesync.model.RelaySettings;
import io.imagesync.model.Retry;
import io.imagesync.model.RuntimeAccess;
import io.imagesync.model.RuntimeSettings;
import io.imagesync.model.SshOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/// Reads a configuration file: its text to a [Config], or every problem in it at once.
public final class ConfigReader {
    /// For one node's answer; what is slower than this is as good as hung, and no key sets it.
    private static final Duration LISTING = Duration.ofMinutes(3);

    /// With the last tenth of the nodes, before pulls begin that their answers cannot change.
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final ConfigLocation location;
    private final Problems problems;
    private final Values values;
    private final boolean cutShort;

    private ConfigReader(String text, ConfigLocation location) {
        this.location = location;
        this.problems = new Problems(location.file().toString());
        ShellAssignments.Lexed lexed = ShellAssignments.read(text, problems);
        this.cutShort = lexed.cutShort();
        this.values = new Values(lexed.assignments(), location, problems);
    }

    /// Reads the file; changes nothing and runs nothing.
    public static ConfigResult read(ConfigLocation location) {
        return ConfigFile.read(location.file(), text -> parse(text, location));
    }

    /// The same for a text that would stand in the file.
    public static ConfigResult parse(String text, ConfigLocation location) {
        return new ConfigReader(text, location).result();
    }

    private ConfigResult result() {
        Fleet fleet = new FleetReader(values).read();
        Config.Wanted wanted = wanted();
        Config.Upkeep upkeep = upkeep();
        Optional<Path> logDir = values.read(Key.LOG_DIR, Scalars::path);
        Limits limits = limits();
        SshOptions ssh = ssh();
        RuntimeSettings runtime = runtime();
        if (runtime.access() == RuntimeAccess.CRICTL) {
            byCriOnly(Key.RELAY, limits.relay().isOn(), "relays need");
            byCriOnly(Key.PIN, !upkeep.pin().isEmpty(), "pins need");
        }
        Optional<Config.Logs> logs = logDir.map(this::logs);
        Config.Files files = files();
        ClusterSettings cluster = cluster();
        Requirements requirements = new Requirements(values, problems);
        logs.ifPresent(known -> requirements.checkWritten(location.file(), files, known, cluster.kubeconfig()));
        requirements.check(fleet, wanted, cutShort);
        if (logs.isEmpty() || problems.hasErrors()) {
            return new ConfigResult.Rejected(problems.sorted());
        }
        Config config = new Config(fleet, cluster, wanted, upkeep, limits, ssh, runtime, logs.get(), files);
        return new ConfigResult.Loaded(config, problems.sorted(), values.effective());
    }

    private void byCriOnly(Key key, boolean isSet, String what) {
        if (isSet) {
            String why = what + " CRI, but RUNTIME_ACCESS is crictl";
            values.warning(key, new Fault(why, "set RUNTIME_ACCESS=auto"));
        }
    }

    /// Most configurations have none of these keys: then nothing of it is loaded.
    private ClusterSettings cluster() {
        Set<Key> keys = EnumSet.range(Key.NODE_SELECTOR, Key.KUBE_MAX_AGE);
        for (Key key : keys) {
            if (values.isSet(key)) {
                return new ClusterReader(values).read();
            }
        }
        for (Key key : keys) {
            values.leave(key);
        }
        return ClusterSettings.OFF;
    }

    private Config.Wanted wanted() {
        return new Config.Wanted(
                prefixes(),
                patterns(Key.EXCLUDE),
                values.readList(Key.IMAGES, text -> Words.distinct(text, ImagePatterns::image)),
                yesNo(Key.SYNC_DIGESTS),
                oneOf(Key.DRIFT, Config.Drift.class),
                values.read(Key.MAX_IMAGE_SIZE, Scalars::size)
                        .map(OptionalLong::of)
                        .orElse(OptionalLong.empty()));
    }

    private Config.Upkeep upkeep() {
        return new Config.Upkeep(
                patterns(Key.PIN),
                ranged(Key.KEEP_TAGS).map(OptionalInt::of).orElse(OptionalInt.empty()),
                yesNo(Key.APPLY_REMOVALS));
    }

    /// Each once: the numbered ones by their numbers, then the list.
    private List<String> prefixes() {
        List<Sited<String>> prefixes = values.readAll(
                Key.PREFIX,
                ImagePatterns::onePrefix,
                Key.PREFIXES,
                text -> Words.distinct(text, ImagePatterns::prefix));
        for (Sited<String> prefix : prefixes) {
            ImagePatterns.regular(prefix.value()).ifPresent(fault -> values.warning(prefix, fault));
            ImagePatterns.odd(prefix.value()).ifPresent(fault -> values.warning(prefix, fault));
        }
        return prefixes.stream().map(Sited::value).distinct().toList();
    }

    private List<String> patterns(Key key) {
        List<String> patterns = values.readList(key, text -> Words.distinct(text, ImagePatterns::pattern));
        patterns.stream()
                .filter(pattern -> pattern.contains("://"))
                .flatMap(pattern -> ImagePatterns.odd(pattern).stream())
                .forEach(fault -> values.warning(key, fault));
        return patterns;
    }

    private Limits limits() {
        return new Limits(
                number(Key.MAX_CONNECTIONS),
                number(Key.MAX_PARALLEL),
                number(Key.MAX_PARALLEL_TOTAL),
                number(Key.MAX_PARALLEL_REGISTRY),
                PATIENCE,
                LISTING,
                seconds(Key.TIME_OUT),
                seconds(Key.RUN_LIMIT),
                values.read(Key.SEED_FIRST, Scalars::seedFirst).orElseThrow(),
                new Retry(number(Key.RETRIES), seconds(Key.RETRY_DELAY)),
                new DiskLimit(number(Key.DISK_LIMIT)),
                new RelaySettings(
                        oneOf(Key.RELAY, RelayMode.class),
                        number(Key.MAX_RELAYS),
                        values.read(Key.RELAY_RATE, Scalars::rate).orElseThrow(),
                        yesNo(Key.RELAY_PIN)));
    }

    private SshOptions ssh() {
        Duration connectTimeout = seconds(Key.SSH_CONNECT_TIMEOUT);
        Optional<String> user = values.read(Key.SSH_USER, Remotes::user);
        OptionalInt port = ranged(Key.SSH_PORT).map(OptionalInt::of).orElse(OptionalInt.empty());
        Optional<Path> identityFile =
                values.read(Key.SSH_IDENTITY_FILE, Remotes::identityFile).map(Remotes::expanded);
        SshWords words =
                values.read(Key.SSH_OPTIONS, SshWords::parse).orElse(new SshWords(Optional.empty(), List.of()));
        return new SshOptions(
                user,
                port,
                identityFile,
                connectTimeout,
                values.isSet(Key.SSH_CONNECT_TIMEOUT) && !values.isUnusable(Key.SSH_CONNECT_TIMEOUT),
                words.options(),
                words.configFile(),
                true);
    }

    /// Naming a crictl command and no access means that command.
    private RuntimeSettings runtime() {
        boolean sudo = yesNo(Key.SUDO);
        List<String> crictl = values.read(Key.CRICTL, Remotes::command, words -> String.join(" ", words))
                .orElseThrow();
        RuntimeAccess access = oneOf(Key.RUNTIME_ACCESS, RuntimeAccess.class);
        if (values.isSet(Key.CRICTL) && !values.isSet(Key.RUNTIME_ACCESS)) {
            access = RuntimeAccess.CRICTL;
            values.correct(Key.RUNTIME_ACCESS, access, Key.CRICTL, " sets CRICTL");
        }
        return new RuntimeSettings(access, crictl, values.read(Key.RUNTIME_ENDPOINT, Remotes::socket), sudo);
    }

    private Config.Logs logs(Path configured) {
        Path folder = location.logFolder(configured);
        if (!folder.equals(configured)) {
            values.correct(Key.LOG_DIR, folder, Key.LOG_DIR, ", with the group's sub-folder");
        }
        return new Config.Logs(folder, level(), number(Key.MAX_LOG_SIZE), number(Key.LOG_RETENTION_DAYS));
    }

    /// SUCCESS ranks as INFO.
    private Level level() {
        return values.read(
                        Key.LOG_LEVEL,
                        text -> Scalars.oneOf(Level.class, text.equalsIgnoreCase("SUCCESS") ? "INFO" : text))
                .orElseThrow();
    }

    private Config.Files files() {
        return new Config.Files(
                values.read(Key.LOCK_FILE, Scalars::path).orElseThrow(),
                values.read(Key.STATE_DIR, Scalars::path).orElseThrow(),
                values.read(Key.METRICS_FILE, Scalars::path),
                values.read(Key.AUTH_FILE, Scalars::path),
                location.group(),
                values.read(Key.ON_RESULT, Scalars::onResult));
    }

    private Optional<Integer> ranged(Key key) {
        return values.read(key, text -> Scalars.number(text, key.range().orElseThrow()));
    }

    private int number(Key key) {
        return ranged(key).orElseThrow();
    }

    private Duration seconds(Key key) {
        return Duration.ofSeconds(number(key));
    }

    private boolean yesNo(Key key) {
        return values.read(key, Scalars::yesNo, yes -> yes ? "yes" : "no").orElseThrow();
    }

    private <E extends Enum<E>> E oneOf(Key key, Class<E> type) {
        return values.read(key, text -> Scalars.oneOf(type, text)).orElseThrow();
    }
}
