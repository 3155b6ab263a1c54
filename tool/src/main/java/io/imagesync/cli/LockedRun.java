package io.imagesync.cli;

import io.imagesync.config.Config;
import io.imagesync.files.SafeFolders;
import io.imagesync.files.UnusableFileException;
import io.imagesync.model.EventListener;
import io.imagesync.model.Level;
import io.imagesync.model.SyncEvent;
import io.imagesync.report.DayLog;
import io.imagesync.report.History;
import io.imagesync.report.ImageLists;
import io.imagesync.report.Metrics;
import io.imagesync.report.ReportJson;
import io.imagesync.report.Retention;
import io.imagesync.ssh.SshConnector;
import io.imagesync.state.RunMemory;
import io.imagesync.sync.Events;
import io.imagesync.sync.Run;
import io.imagesync.sync.SyncRun;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// One run under the lock, with its outputs.
///
/// @param wiring that does not know what Kubernetes says
/// @param isSync whether it brings nodes in step: others leave metrics and what runs remember as they are
record LockedRun(
        ImageSync parent,
        Wiring wiring,
        RunMaker maker,
        boolean isSync,
        boolean retryFailed,
        Clock clock,
        InstanceLock lock) {
    private static final Duration TICK = Duration.ofSeconds(1);

    /// @return the exit code
    static int underLock(ImageSync parent, Wiring wiring, RunMaker maker, boolean isSync, boolean retryFailed)
            throws Exception {
        Clock clock = Clock.system(ZoneId.systemDefault());
        try (InstanceLock lock = lock(wiring.config(), clock)) {
            return new LockedRun(parent, wiring, maker, isSync, retryFailed, clock, lock).run();
        }
    }

    /// To be closed by whoever calls this.
    static InstanceLock lock(Config config, Clock clock) throws Refusal, UnusableFileException, InterruptedException {
        Path file = config.files().lock();
        return InstanceLock.take(file, clock).orElseThrow(() -> alreadyRunning(file));
    }

    private static Refusal alreadyRunning(Path lockFile) {
        String holder = InstanceLock.holder(lockFile);
        return new Refusal(
                ExitCode.NOT_DONE,
                "Script already running. Lock active: " + lockFile,
                (holder.isEmpty() ? "" : "the file says " + holder + "; ")
                        + "wait for it to end, or see what it does: image-sync progress");
    }

    /// @return the exit code
    int run() throws Exception {
        Config.Logs logs = config().logs();
        try (DayLog log = new DayLog(logs.folder(), clock, logs.level(), logs.maxBytes(), this::stderr);
                ImageLists lists = new ImageLists(logs.folder(), clock)) {
            prepare(log, lists);
            RunMemory memory = RunMemory.open(config().files().state(), clock);
            if (retryFailed) {
                memory.forgive();
            }
            History history = memory.isKept() ? history() : null;
            Signals signals = new Signals();
            try {
                return run(log, new Outputs(this, log, lists, history).all(memory), memory, signals);
            } finally {
                if (tells() && history != null && signals.received() == 0) {
                    ResultCommand.tell(config().files(), history, log::write);
                }
            }
        }
    }

    /// @return the exit code
    private int run(DayLog log, List<EventListener> outputs, RunMemory memory, Signals signals) throws Exception {
        AtomicBoolean dropped = new AtomicBoolean();
        Events events = new Events(outputs, TICK, (_, e) -> {
            dropped.set(true);
            stderr(UnusableFileException.words(e) + "; the run goes on without it");
        });
        Ending ending = new Ending(parent, log);
        SyncRun.End end;
        try (events) {
            end = run(memory, events, signals);
        }
        if (end instanceof SyncRun.End.Done(var report) && parent.options().json()) {
            parent.screen().answer(ReportJson.run(report));
        }
        if (signals.received() != 0) {
            return ending.cancelled(signals.received(), events.untold());
        }
        Optional<UnusableFileException> lost = lock.lost();
        ExitCode code = lost.isPresent() ? ending.lost(lost.get()) : ending.ended(end);
        return (code == ExitCode.OK && dropped.get() ? ExitCode.INCOMPLETE : code).number();
    }

    /// Of what is done before nodes are asked.
    private List<String> warnings(RunMemory memory) {
        Config.Logs logs = config().logs();
        List<String> warnings = new ArrayList<>(Retention.clean(logs.folder(), logs.retentionDays(), clock));
        warnings.addAll(memory.warnings());
        if (tells()) {
            warnings.addAll(ResultCommand.problems(config().files(), memory.isKept()));
        }
        return warnings;
    }

    private History history() {
        return new History(config().files().state(), clock, isSync);
    }

    /// Whether there is a program that is to know how the run ended.
    private boolean tells() {
        return isSync && config().files().onResult().isPresent();
    }

    /// Where there is no log, and what is for those who look closely goes nowhere.
    private void warning(Level level, String text) {
        if (level.isAtLeast(Level.WARNING)) {
            stderr(text);
        }
    }

    private void stderr(String text) {
        parent.screen().complain(List.of(text));
    }

    private Config config() {
        return wiring.config();
    }

    /// What has to be there before there is a log. A run that cannot have one is in the history all the same.
    private void prepare(DayLog log, ImageLists lists) throws UnusableFileException {
        try {
            SafeFolders.prepare(config().logs().folder());
            if (config().files().metrics().isPresent()) {
                Metrics.check(config().files().metrics().get());
            }
            log.open();
            lists.check();
        } catch (UnusableFileException e) {
            if (RunMemory.open(config().files().state(), clock).isKept()) {
                History history = history();
                history.on(impossible(e));
                if (tells()) {
                    ResultCommand.tell(config().files(), history, this::warning);
                }
            }
            throw e;
        }
    }

    private SyncRun.End run(RunMemory memory, Events events, Signals signals) throws Exception {
        try {
            return run(begun(memory, events, signals), memory, events, signals);
        } catch (Refusal e) {
            events.on(new SyncEvent.Impossible(e.lines().getFirst(), e.lines().getLast()));
            throw e;
        } catch (UnusableFileException e) {
            events.on(impossible(e));
            throw e;
        } catch (RuntimeException e) {
            events.on(new SyncEvent.Impossible("This is a bug in image-sync: " + Main.words(e), "please report it"));
            throw e;
        }
    }

    /// A run begins when it is known which nodes there are, or that this cannot be known.
    private Wiring begun(RunMemory memory, Events events, Signals signals) throws Exception {
        Wiring knowing = wiring;
        try {
            if (config().cluster().isAsked()) {
                knowing = new Asking(parent.options(), wiring, clock).ask(signals, memory.isKept());
            }
        } finally {
            events.on(new SyncEvent.Started(knowing.config().fleet().takingPart()));
            warnings(memory).forEach(warning -> events.on(new SyncEvent.Warned(warning)));
            memory.expired().forEach(text -> events.on(new SyncEvent.Noted(Level.INFO, text)));
            knowing.notes().forEach(events::on);
        }
        return knowing;
    }

    private SyncRun.End run(Wiring knowing, RunMemory memory, Events events, Signals signals)
            throws InterruptedException, Refusal, UnusableFileException {
        Consumer<String> warnings = text -> events.on(new SyncEvent.Warned(text));
        try (SshConnector connector = knowing.connector(config().ssh(), warnings)) {
            memory.check();
            Run run = maker.make(knowing, connector, memory, events);
            knowing.warnings().forEach(warnings);
            signals.handle(signal -> {
                events.hurry(Signals.PATIENCE_WITH_OUTPUTS);
                run.cancel(signal);
            });
            lock.whenLost(() -> {
                lock.lost().map(UnusableFileException::getMessage).ifPresent(warnings);
                run.cancel("news of the lost lock");
            });
            return run.run(knowing.config().fleet().takingPart(), false);
        }
    }

    private static SyncEvent impossible(UnusableFileException e) {
        return new SyncEvent.Impossible(String.valueOf(e.getMessage()), e.remedy());
    }
}
