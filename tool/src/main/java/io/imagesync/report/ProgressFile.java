package io.imagesync.report;

import io.imagesync.files.AtomicFile;
import io.imagesync.files.UnusableFileException;
import io.imagesync.model.EventListener;
import io.imagesync.model.SyncEvent;
import io.imagesync.model.Texts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes `progress.json` while a run is under way, at most once a second, and takes it away at the end. A run that is
/// over before anybody could look writes nothing.
public final class ProgressFile implements EventListener {
    /// How long nobody looks.
    static final Duration PATIENCE = Duration.ofSeconds(2);

    /// Between one writing and the next.
    static final Duration PAUSE = Duration.ofSeconds(1);

    private final Path file;
    private final InstantSource clock;
    private final Duration timeOut;
    private final Instant started;
    /// Until the first writing, since most runs never get there.
    private final List<Early> early = new ArrayList<>();
    private @Nullable Told told;

    private record Early(Instant at, SyncEvent event) {}

    /// @param folder STATE_DIR
    /// @param timeOut for one pull
    public ProgressFile(Path folder, InstantSource clock, Duration timeOut) {
        this.file = folder.resolve(Progress.NAME);
        this.clock = clock;
        this.timeOut = timeOut;
        this.started = clock.instant();
    }

    @Override
    public void on(SyncEvent event) {
        Instant now = clock.instant();
        if (event instanceof SyncEvent.Finished || event instanceof SyncEvent.Impossible) {
            return;
        }
        early.add(new Early(now, event));
        if (now.isBefore(started.plus(PATIENCE))) {
            return;
        }
        Told all = told == null ? new Told(started, timeOut) : told;
        told = all;
        early.forEach(one -> all.on(one.at, one.event));
        early.clear();
        if (!now.isBefore(all.written.plus(PAUSE))) {
            all.written = now;
            write(all.progress());
        }
    }

    private void write(Progress progress) {
        try {
            AtomicFile.show(
                    file,
                    JsonDocument.line("progress", json -> ProgressJson.write(json, progress))
                            .getBytes(StandardCharsets.UTF_8));
        } catch (UnusableFileException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Takes away what a killed run has left, too.
    @Override
    public void end() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // Whoever looks on sees that nobody holds the lock.
        }
    }

    /// What there is to tell so far.
    private static final class Told {
        private final Deque<String> said = new ArrayDeque<>();
        private final LiveFrame frame;
        private final LineListener above;
        private long before;
        private Instant at;
        private Instant written = Instant.EPOCH;

        Told(Instant started, Duration timeOut) {
            at = started;
            frame = new LiveFrame(() -> at, timeOut);
            above = new LineListener(this::say, _ -> {}, () -> at, Duration.ofDays(1), true, () -> Columns.ANY);
        }

        void on(Instant now, SyncEvent event) {
            at = now;
            frame.on(event);
            above.on(event);
        }

        private void say(String line) {
            if (said.size() == Progress.MOST_SAID) {
                said.removeFirst();
                before++;
            }
            said.add(Texts.printable(line, Progress.LONGEST));
        }

        Progress progress() {
            return new Progress(ProcessHandle.current().pid(), frame.state(), List.copyOf(said), before);
        }
    }
}
