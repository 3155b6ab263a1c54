package io.imagesync.cli;

import io.imagesync.config.Config;
import io.imagesync.config.ConfigLocation;
import io.imagesync.config.ConfigReader;
import io.imagesync.config.ConfigResult;
import io.imagesync.config.Fleet;
import io.imagesync.config.NodeList;
import io.imagesync.config.Problem;
import io.imagesync.config.WrongValue;
import io.imagesync.model.Demand.LeftAlone;
import io.imagesync.model.EventListener;
import io.imagesync.model.NodeName;
import io.imagesync.report.JsonEvents;
import io.imagesync.report.LineListener;
import io.imagesync.report.LiveProgress;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/// The options that every command takes, and what follows from them.
final class CommonOptions {
    /// Between two lines about the same pull.
    private static final Duration PROGRESS_EVERY = Duration.ofSeconds(5);

    /// Values of TERM for what has no cursor to move.
    private static final Set<String> DUMB = Set.of("", "dumb");

    enum Output {
        table,
        json
    }

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "configuration file (default: /etc/image-sync/image-sync.conf)")
    private @Nullable String config;

    @Option(
            names = {"-g", "--group"},
            paramLabel = "NAME",
            scope = ScopeType.INHERIT,
            description = "use the group of nodes in /etc/image-sync/NAME.conf; it has its own lock and logs")
    private @Nullable String group;

    @Option(
            names = "--nodes",
            paramLabel = "A,B[1-4]",
            scope = ScopeType.INHERIT,
            description = "only these nodes receive images; all source nodes still say which images are wanted")
    private @Nullable String nodes;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "table|json",
            scope = ScopeType.INHERIT,
            description = "format of the output (default: table)")
    private Output output = Output.table;

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "print each step as a line, also without a terminal; with -o json, as JSON")
    private boolean verbose;

    @Option(
            names = {"-q", "--quiet"},
            scope = ScopeType.INHERIT,
            description = "print no progress, not even on a terminal")
    private boolean quiet;

    @Option(
            names = "--wide",
            scope = ScopeType.INHERIT,
            description = "do not shorten names in tables that are wider than the terminal")
    private boolean wide;

    CommonOptions() {}

    /// The two options that say which configuration is read.
    CommonOptions(@Nullable String config, @Nullable String group) {
        this.config = config;
        this.group = group;
    }

    boolean json() {
        return output == Output.json;
    }

    /// How many columns a table's line may have at most: what the terminal has, if somebody looks on at one.
    int room(Screen screen) {
        return wide || !screen.interactive() || dumb() ? Integer.MAX_VALUE : LiveProgress.columns();
    }

    /// Whether pictures that move are for whoever looks on.
    boolean moves(Screen screen) {
        return !json() && !quiet && screen.interactive() && !dumb();
    }

    private static boolean dumb() {
        return DUMB.contains(System.getenv().getOrDefault("TERM", ""));
    }

    /// What prints what happens as it happens, if anything does. JSON is for programs: they get it when they ask for
    /// it. A terminal that cannot move its cursor gets lines.
    ///
    /// @param timeOut for one pull
    Optional<EventListener> progress(Screen screen, Clock clock, Duration timeOut) {
        Consumer<String> out = line -> screen.answer(List.of(line));
        if (quiet) {
            return Optional.empty();
        }
        if (verbose) {
            return Optional.of(json() ? new JsonEvents(out, clock, PROGRESS_EVERY) : lines(out, clock, false, screen));
        }
        if (!screen.interactive() || json()) {
            return Optional.empty();
        }
        return Optional.of(dumb() ? lines(out, clock, true, screen) : LiveProgress.onTerminal(clock, timeOut, wide));
    }

    private EventListener lines(Consumer<String> out, Clock clock, boolean folding, Screen screen) {
        return new LineListener(out, out, clock, PROGRESS_EVERY, folding, () -> room(screen));
    }

    /// Whether people see on the terminal who is left out, and why, as it happens: then stderr does not repeat it.
    boolean tellsLeftOut(Screen screen) {
        return !json() && !quiet && screen.interactive();
    }

    /// Whether nothing is shown as it happens, though people may read what it came to.
    boolean answersAtTheEnd(Screen screen) {
        return !json() && !quiet && !verbose && !screen.interactive();
    }

    /// The configuration, or every problem in it.
    ConfigResult.Loaded load() throws Refusal, WrongValue {
        ConfigLocation location =
                ConfigLocation.choose(Optional.ofNullable(config), Optional.ofNullable(group), System.getenv());
        return ConfigReader.read(location)
                .orElseThrow(problems -> new Refusal(
                        ExitCode.NOT_DONE,
                        problems.stream().map(Problem::toString).toList()));
    }

    /// The configuration and who receives, who is not known yet where Kubernetes is still to be asked for nodes.
    Wiring wiring() throws Refusal, WrongValue {
        ConfigResult.Loaded loaded = load();
        Config config = loaded.config();
        List<NodeName> named = named();
        boolean isWhole = config.cluster().selector().isEmpty();
        return new Wiring(loaded, isWhole ? receivers(named, config.fleet(), List.of()) : Set.of(), null);
    }

    /// The same after Kubernetes was asked, where it is to be: what commands begin with that only look.
    Wiring looking() throws Refusal, WrongValue, InterruptedException {
        return looking(wiring());
    }

    private Wiring looking(Wiring wiring) throws Refusal, WrongValue, InterruptedException {
        return wiring.config().cluster().isAsked()
                ? new Asking(this, wiring, Clock.system(ZoneId.systemDefault())).look()
                : wiring;
    }

    /// The same for what goes on without nodes of the cluster where there can be no run: a warning says why.
    Wiring lookingAnyway() throws Refusal, WrongValue, InterruptedException {
        Wiring wiring = wiring();
        try {
            return looking(wiring);
        } catch (Refusal e) {
            if (e.code() != ExitCode.NOT_DONE) {
                throw e;
            }
            return new Hearing(this, wiring).ofNothing(List.of(String.join("; ", e.lines())));
        }
    }

    /// By `--nodes`; empty for all.
    private List<NodeName> named() throws Refusal, WrongValue {
        List<NodeName> named = nodes == null ? List.of() : NodeList.parse(nodes);
        if (nodes != null && named.isEmpty()) {
            throw new Refusal(
                    ExitCode.USAGE, "--nodes names no node; name the nodes that receive images, or leave it out");
        }
        return named;
    }

    /// Who receives, empty for all nodes.
    ///
    /// @param fleet with the nodes of the cluster
    Set<NodeName> receivers(Fleet fleet, List<LeftAlone> leftAlone) throws Refusal, WrongValue {
        return receivers(named(), fleet, leftAlone);
    }

    /// The same where Kubernetes has said nothing: names that are not configured may be right.
    Set<NodeName> receiversSoFar(Fleet fleet) throws Refusal, WrongValue {
        return named().stream().map(name -> fleet.find(name).orElse(name)).collect(Collectors.toSet());
    }

    private static Set<NodeName> receivers(List<NodeName> named, Fleet fleet, List<LeftAlone> leftAlone)
            throws Refusal {
        Set<NodeName> receivers = new HashSet<>();
        for (NodeName name : named) {
            receivers.add(fleet.find(name).orElseThrow(() -> unknown(name, leftAlone)));
        }
        receivers.retainAll(fleet.takingPart());
        if (receivers.isEmpty() && !named.isEmpty()) {
            throw new Refusal(ExitCode.USAGE, "--nodes names no node that takes part", "EXCLUDE_NODES leaves them out");
        }
        return receivers;
    }

    private static Refusal unknown(NodeName name, List<LeftAlone> leftAlone) {
        for (LeftAlone one : leftAlone) {
            if (one.node().equals(name)) {
                return new Refusal(
                        ExitCode.USAGE,
                        "--nodes: NODE_SKIP leaves out " + Heard.words(one),
                        "repair the node, or name it in NODES");
            }
        }
        return new Refusal(
                ExitCode.USAGE,
                "--nodes: " + name + " is not in the configuration",
                "image-sync config lists the nodes");
    }
}
