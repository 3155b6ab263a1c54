package io.imagesync.cli;

import io.imagesync.config.Config;
import io.imagesync.config.ConfigResult;
import io.imagesync.config.Problem;
import io.imagesync.files.SafeFolders;
import io.imagesync.files.UnusableFileException;
import io.imagesync.model.Credentials;
import io.imagesync.model.EventListener;
import io.imagesync.model.Memory;
import io.imagesync.model.NodeName;
import io.imagesync.model.RunReport;
import io.imagesync.model.SyncEvent;
import io.imagesync.report.Complaints;
import io.imagesync.report.DayLog;
import io.imagesync.report.History;
import io.imagesync.report.ImageLists;
import io.imagesync.report.LogListener;
import io.imagesync.report.Metrics;
import io.imagesync.report.ReportJson;
import io.imagesync.report.Retention;
import io.imagesync.ssh.SshConnector;
import io.imagesync.state.RunMemory;
import io.imagesync.sync.Events;
import io.imagesync.sync.SyncRun;
import io.imagesync.sync.Time;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/// `image-sync sync`: one run.
@Command(name = "sync", description = "Bring all nodes in step: one run. This is what happens without a command.")
final class SyncCommand implements Callable<Integer> {
    private static final Duration TICK = Duration.ofSeconds(1);

    @ParentCommand
    private ImageSync parent = new ImageSync();

    @Mixin
    private Options options = new Options();

    /// What only a run takes, with or without its command name.
    static final class Options {
        @Option(names = "--dry-run", description = "stop after the plan and show it; changes nothing")
        private boolean dryRun;

        @Option(
                names = "--retry-failed",
                description = "forget the failures and vanished images that earlier runs remember, and pull them now")
        private boolean retryFailed;

        /// They may stand on either side of the command's name.
        Options or(Options others) {
            Options both = new Options();
            both.dryRun = dryRun || others.dryRun;
            both.retryFailed = retryFailed || others.retryFailed;
            return both;
        }
    }

    @Override
    public Integer call() throws Exception {
        return sync(parent, options.or(parent.syncOptions()));
    }

    static int sync(ImageSync parent, Options options) throws Exception {
        if (options.dryRun) {
            return PlanCommand.plan(parent, false, options.retryFailed);
        }
        parent.screen().logged();
        ConfigResult.Loaded loaded = parent.options().load();
        Set<NodeName> receivers = parent.options().receivers(loaded.config());
        Path lockFile = loaded.config().files().lock();
        Clock clock = Clock.system(ZoneId.systemDefault());
        try (InstanceLock lock = InstanceLock.take(lockFile, clock).orElseThrow(() -> alreadyRunning(lockFile))) {
            return new Sync(parent, loaded, receivers, options.retryFailed, clock, lock).run();
        }
    }

    private static Refusal alreadyRunning(Path lockFile) {
        String holder = InstanceLock.holder(lockFile);
        return new Refusal(
                ExitCode.NOT_DONE,
                "Script already running. Lock active: " + lockFile,
                (holder.isEmpty() ? "" : "the file says " + holder + "; ")
                        + "wait for it to end, or look what it does");
    }

    /// One run under the lock, with its outputs.
    private record Sync(
            ImageSync parent,
            ConfigResult.Loaded loaded,
            Set<NodeName> receivers,
            boolean retryFailed,
            Clock clock,
            InstanceLock lock) {
        int run() throws Exception {
            Config config = loaded.config();
            Config.Logs logs = config.logs();
            Screen screen = parent.screen();
            Optional<Path> metrics = config.files().metrics();
            prepare(() -> {
                SafeFolders.prepare(logs.folder());
                if (metrics.isPresent()) {
                    Metrics.check(metrics.get());
                }
            });
            try (DayLog log = new DayLog(
                            logs.folder(),
                            clock,
                            logs.level(),
                            logs.maxBytes(),
                            text -> screen.complain(List.of(text)));
                    ImageLists lists = new ImageLists(logs.folder(), clock)) {
                prepare(() -> {
                    log.open();
                    lists.check();
                });
                RunMemory memory = memory(config);
                List<EventListener> outputs = new ArrayList<>(List.of(new LogListener(log), lists, memory));
                if (memory.isKept()) {
                    outputs.add(new History(config.files().state(), clock));
                }
                metrics.ifPresent(file ->
                        outputs.add(new Metrics(file, clock, config.files().group())));
                parent.options().progress(screen, clock, config.limits().pull()).ifPresent(outputs::add);
                Signals signals = new Signals();
                AtomicBoolean dropped = new AtomicBoolean();
                Events events = new Events(outputs, TICK, (_, e) -> {
                    dropped.set(true);
                    broken(screen, e);
                });
                SyncRun.End end;
                try (events) {
                    events.on(new SyncEvent.Started(config.fleet().takingPart()));
                    Retention.clean(logs.folder(), logs.retentionDays(), clock)
                            .forEach(p -> events.on(new SyncEvent.Warned(p)));
                    memory.warnings().forEach(warning -> events.on(new SyncEvent.Warned(warning)));
                    end = run(config, memory, events, signals);
                }
                if (signals.received() != 0) {
                    return cancelled(end, log, signals.received(), events.untold());
                }
                Optional<UnusableFileException> lost = lock.lost();
                if (lost.isPresent()) {
                    return lost(end, log, lost.get());
                }
                int code = exitCode(end, log);
                return code == ExitCode.OK.number() && dropped.get() ? ExitCode.INCOMPLETE.number() : code;
            }
        }

        /// What has to be there before there is a log.
        private interface Preparation {
            void run() throws UnusableFileException;
        }

        /// A run that cannot have a log is in the history all the same.
        private void prepare(Preparation preparation) throws UnusableFileException {
            try {
                preparation.run();
            } catch (UnusableFileException e) {
                Path state = loaded.config().files().state();
                if (RunMemory.open(state, clock).isKept()) {
                    new History(state, clock).on(new SyncEvent.Impossible(String.valueOf(e.getMessage()), e.remedy()));
                }
                throw e;
            }
        }

        private RunMemory memory(Config config) {
            RunMemory memory = RunMemory.open(config.files().state(), clock);
            if (retryFailed) {
                memory.forgive();
            }
            return memory;
        }

        private SyncRun.End run(Config config, Memory memory, Events events, Signals signals)
                throws InterruptedException, Refusal, UnusableFileException {
            Consumer<String> warnings = text -> events.on(new SyncEvent.Warned(text));
            try (SshConnector connector = connector(config, warnings)) {
                Credentials credentials = Wiring.credentials(config, warnings);
                SyncRun run = new SyncRun(
                        Wiring.opener(config, connector, credentials, note -> events.on(new SyncEvent.Noted(note))),
                        Wiring.rules(config, receivers),
                        memory,
                        Wiring.limits(config),
                        Time.SYSTEM,
                        events);
                loaded.warnings().stream().map(Problem::toString).forEach(warnings);
                signals.handle(signal -> {
                    events.hurry(Signals.PATIENCE_WITH_OUTPUTS);
                    run.cancel(signal);
                });
                lock.whenLost(() -> lost(run, warnings));
                return run.run(config.fleet().takingPart(), false);
            } catch (Refusal e) {
                events.on(
                        new SyncEvent.Impossible(e.lines().getFirst(), e.lines().getLast()));
                throw e;
            } catch (UnusableFileException e) {
                events.on(new SyncEvent.Impossible(String.valueOf(e.getMessage()), e.remedy()));
                throw e;
            } catch (RuntimeException e) {
                events.on(
                        new SyncEvent.Impossible("This is a bug in image-sync: " + Main.words(e), "please report it"));
                throw e;
            }
        }

        private static SshConnector connector(Config config, Consumer<String> warnings) throws UnusableFileException {
            new OpenFiles().check(config, Wiring.limits(config), warnings);
            return new SshConnector(Wiring.sshOptions(config), warnings);
        }

        /// Nothing keeps other runs out any more.
        private void lost(SyncRun run, Consumer<String> warnings) {
            lock.lost().map(UnusableFileException::getMessage).ifPresent(warnings);
            run.cancel("news of the lost lock");
        }

        private int exitCode(SyncRun.End end, DayLog log) throws IOException {
            boolean told = parent.options().tellsLeftOut(parent.screen());
            if (end instanceof SyncRun.End.NotPossible(var surveys, var what, var remedy)) {
                complain(Complaints.of(told ? List.of() : surveys, what, remedy), log);
                return ExitCode.NOT_DONE.number();
            }
            RunReport report = ((SyncRun.End.Done) end).report();
            answer(report);
            if (report.complete()) {
                return ExitCode.OK.number();
            }
            complain(told ? Complaints.withoutLeftOut(report) : Complaints.of(report), log);
            return ExitCode.INCOMPLETE.number();
        }

        /// What earlier runs have said already is not said again: then there is nothing to say.
        private void complain(List<String> lines, DayLog log) {
            if (!lines.isEmpty()) {
                parent.screen().complain(withLog(lines, log));
            }
        }

        /// @param untold events that there was no time to write
        private int cancelled(SyncRun.End end, DayLog log, int signal, long untold) throws IOException {
            if (end instanceof SyncRun.End.Done(var report)) {
                answer(report);
            }
            String words = "ended by a signal; running pulls were cancelled; run it again";
            if (untold == 0) {
                parent.screen().complain(withLog(List.of(words), log));
                return ExitCode.ofSignal(signal);
            }
            String unwritten = "there was no time to write " + untold
                    + " events, so the logs, the history and the metrics of this run are not whole; look at the load of"
                    + " this host and of its disks";
            parent.screen().complain(withLog(List.of(words, unwritten), log));
            return ExitCode.INCOMPLETE.number();
        }

        private int lost(SyncRun.End end, DayLog log, UnusableFileException why) throws IOException {
            if (end instanceof SyncRun.End.Done(var report)) {
                answer(report);
            }
            String words = why.getMessage() + "; running pulls were cancelled; " + why.remedy();
            parent.screen().complain(withLog(List.of(words), log));
            return ExitCode.NOT_DONE.number();
        }

        private void answer(RunReport report) throws IOException {
            if (parent.options().json()) {
                parent.screen().answer(ReportJson.run(report));
            }
        }

        private static List<String> withLog(List<String> lines, DayLog log) {
            List<String> all = new ArrayList<>(lines.subList(0, Math.min(lines.size(), 9)));
            all.add("log: " + log.today());
            return all;
        }

        private static void broken(Screen screen, Throwable e) {
            screen.complain(List.of(UnusableFileException.words(e) + "; the run goes on without it"));
        }
    }
}
