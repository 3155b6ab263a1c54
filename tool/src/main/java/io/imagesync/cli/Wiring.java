package io.imagesync.cli;

import io.imagesync.auth.AuthFile;
import io.imagesync.config.Config;
import io.imagesync.config.ConfigResult;
import io.imagesync.config.Problem;
import io.imagesync.files.SafeFiles;
import io.imagesync.files.UnusableFileException;
import io.imagesync.model.Credentials;
import io.imagesync.model.Demand;
import io.imagesync.model.EventListener;
import io.imagesync.model.Limits;
import io.imagesync.model.Memory;
import io.imagesync.model.NodeName;
import io.imagesync.model.RelaySettings;
import io.imagesync.model.RemovalPlan;
import io.imagesync.model.RunReport;
import io.imagesync.model.SshOptions;
import io.imagesync.model.SyncEvent;
import io.imagesync.node.NodeOpener;
import io.imagesync.plan.Glob;
import io.imagesync.plan.Loading;
import io.imagesync.plan.Pinning;
import io.imagesync.plan.Prefix;
import io.imagesync.plan.Rules;
import io.imagesync.relay.Blobs;
import io.imagesync.relay.Relay;
import io.imagesync.relay.RelayThroughHost;
import io.imagesync.report.Complaints;
import io.imagesync.ssh.SshConnector;
import io.imagesync.state.CreatedFile;
import io.imagesync.state.PinFile;
import io.imagesync.sync.LoadRun;
import io.imagesync.sync.RemoveRun;
import io.imagesync.sync.Run;
import io.imagesync.sync.SupersededTags;
import io.imagesync.sync.SyncRun;
import io.imagesync.sync.Time;
import io.imagesync.sync.Upkeep;
import io.imagesync.sync.Wish;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// From the configuration to the parts of a run: each part is given what it needs, never the configuration.
///
/// @param receivers who receives, empty for all nodes
/// @param heard what Kubernetes says; nothing where it is not asked, or not yet
record Wiring(
        ConfigResult.Loaded loaded,
        Set<NodeName> receivers,
        @Nullable Heard heard) {
    /// Bytes of memory that a node may take while it is asked.
    private static final long ROOM_A_NODE = 4 << 20;

    Config config() {
        return loaded.config();
    }

    /// Nobody knows them before Kubernetes was asked for nodes.
    @Override
    public Set<NodeName> receivers() {
        if (heard == null && config().cluster().selector().isPresent()) {
            throw new IllegalStateException("Kubernetes was not asked");
        }
        return receivers;
    }

    /// What Kubernetes says that is worth knowing.
    List<SyncEvent.Noted> notes() {
        return heard == null ? List.of() : heard.notes();
    }

    /// What is odd in the configuration and in what Kubernetes says, in a list that any thread may add to.
    List<String> warnings() {
        List<String> all = new ArrayList<>(
                loaded.warnings().stream().map(Problem::toString).toList());
        if (heard != null) {
            all.addAll(heard.warnings());
        }
        return Collections.synchronizedList(all);
    }

    /// A run up to its plan: changes nothing, writes nothing and takes no lock.
    ///
    /// @param warnings gets what a human should know
    RunReport plan(RunMaker maker, Memory memory, List<String> warnings)
            throws Refusal, UnusableFileException, InterruptedException {
        EventListener events = event -> {
            if (event instanceof SyncEvent.Warned(var text)) {
                warnings.add(text);
            }
        };
        try (SshConnector connector = connector(config().ssh().withoutRecording(), warnings::add)) {
            return maker.make(this, connector, memory, events)
                    .run(config().fleet().takingPart(), true)
                    .orElseThrow(why ->
                            new Refusal(ExitCode.NOT_DONE, Complaints.of(why.surveys(), why.what(), why.remedy())));
        }
    }

    /// The way to the nodes, when this process may have as many files open as that takes.
    SshConnector connector(SshOptions options, Consumer<String> warnings) throws UnusableFileException {
        new OpenFiles().check(config(), warnings);
        return new SshConnector(options, warnings);
    }

    /// A run that brings the nodes in step.
    Run make(SshConnector connector, Memory memory, EventListener events) throws Refusal {
        SyncRun run = new SyncRun(
                opener(connector, events),
                relay(),
                rules(),
                upkeep(events),
                memory,
                limits(config()),
                Time.SYSTEM,
                events);
        return config().upkeep().applyRemovals() ? run.applyingRemovals() : run;
    }

    NodeOpener opener(SshConnector connector, EventListener events) throws Refusal {
        Credentials credentials = credentials(warning -> events.on(new SyncEvent.Warned(warning)));
        return new NodeOpener(connector, config().runtime(), credentials, note -> events.on(new SyncEvent.Noted(note)));
    }

    /// Nothing where all images come from their registries: then nothing of it is loaded.
    private @Nullable Relay relay() {
        RelaySettings relay = config().limits().relay();
        return relay.isOn() ? new RelayThroughHost(relay) : null;
    }

    /// Nothing where nothing is to be done about what nodes have, and nothing was: then nothing of it is loaded.
    private @Nullable Upkeep upkeep(EventListener events) {
        Config.Upkeep upkeep = config().upkeep();
        Path state = config().files().state();
        if (upkeep.pin().isEmpty() && upkeep.keepTags().isEmpty() && !mayHavePins(state)) {
            return null;
        }
        Consumer<String> warnings = warning -> events.on(new SyncEvent.Warned(warning));
        return new Upkeep(
                pinning().patterns(),
                new PinFile(state, warnings),
                upkeep.keepTags(),
                new CreatedFile(state, warnings));
    }

    /// What is to be pinned.
    Pinning pinning() {
        return new Pinning(
                rules(), config().upkeep().pin().stream().map(Glob::new).toList());
    }

    /// Where that cannot be told, reading the file will say why.
    private static boolean mayHavePins(Path state) {
        try {
            return SafeFiles.isThere(state.resolve(PinFile.NAME), LinkOption.NOFOLLOW_LINKS);
        } catch (UnusableFileException _) {
            return true;
        }
    }

    /// A run that brings images from files to nodes.
    Run load(SshConnector connector, List<Blobs> files, Loading loading, EventListener events) throws Refusal {
        return new LoadRun(
                opener(connector, events),
                new RelayThroughHost(config().limits().relay()),
                files,
                loading,
                limits(config()),
                Time.SYSTEM,
                events);
    }

    /// A run that removes images.
    ///
    /// @param agreed what somebody has seen before, none where all may go that is meant
    Run remove(SshConnector connector, Wish wish, @Nullable RemovalPlan agreed, EventListener events) throws Refusal {
        return new RemoveRun(opener(connector, events), rules(), wish, agreed, limits(config()), Time.SYSTEM, events);
    }

    /// The wish that what newer tags have taken the place of goes.
    ///
    /// @param keep tags of each repository
    Wish superseded(int keep, EventListener events) {
        CreatedFile times =
                new CreatedFile(config().files().state(), warning -> events.on(new SyncEvent.Warned(warning)));
        return new SupersededTags(keep, times, rules(), limits(config()), Time.SYSTEM, events);
    }

    Loading loading(List<Loading.Given> images) {
        return new Loading(
                images,
                config().wanted().exclude().stream().map(Glob::new).toList(),
                receivers(),
                config().wanted().imageSize(),
                config().limits().disk());
    }

    private Rules rules() {
        Config.Wanted wanted = config().wanted();
        return new Rules(
                        prefixes(),
                        wanted.exclude().stream().map(Glob::new).toList(),
                        wanted.images(),
                        Set.copyOf(config().fleet().sources()),
                        receivers(),
                        wanted.digests(),
                        wanted.imageSize(),
                        config().limits().disk())
                .withDriftPulled(wanted.drift() == Config.Drift.PULL)
                .withRelay(config().limits().relay().mode())
                .withDemand(
                        heard == null ? Demand.NONE : heard.demand(),
                        config().fleet().union());
    }

    List<Prefix> prefixes() {
        return config().wanted().prefixes().stream().map(Prefix::new).toList();
    }

    static Limits limits(Config config) {
        Limits limits = config.limits();
        return limits.withConnections(
                Math.clamp(Runtime.getRuntime().maxMemory() / ROOM_A_NODE, 1, limits.connections()));
    }

    /// What AUTH_FILE has, if it is set.
    ///
    /// @param warnings is given what a human should know, also later
    Credentials credentials(Consumer<String> warnings) throws Refusal {
        Optional<Path> file = config().files().auth();
        if (file.isEmpty()) {
            return Credentials.NONE;
        }
        try {
            return AuthFile.read(file.get(), warnings);
        } catch (UnusableFileException e) {
            throw new Refusal(ExitCode.NOT_DONE, "AUTH_FILE: " + e.getMessage(), e.remedy());
        }
    }
}
