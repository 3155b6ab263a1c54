package io.imagesync.cli;

import io.imagesync.config.Config;
import io.imagesync.model.EventListener;
import io.imagesync.report.DayLog;
import io.imagesync.report.History;
import io.imagesync.report.ImageLists;
import io.imagesync.report.LogListener;
import io.imagesync.report.Metrics;
import io.imagesync.report.ProgressFile;
import io.imagesync.state.RunMemory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Who hears of what a run does.
///
/// @param history nothing where STATE_DIR cannot be used
record Outputs(
        LockedRun run,
        DayLog log,
        ImageLists lists,
        @Nullable History history) {
    /// In the order in which they hear of it.
    List<EventListener> all(RunMemory memory) {
        Config config = run.wiring().config();
        List<EventListener> all = new ArrayList<>(List.of(new LogListener(log), lists));
        if (history != null) {
            all.add(history);
            all.add(new ProgressFile(
                    config.files().state(), run.clock(), config.limits().pull()));
        }
        if (run.isSync()) {
            all.add(memory);
            config.files().metrics().ifPresent(file -> all.add(metrics(file, config, memory)));
        }
        run.parent()
                .options()
                .progress(run.parent().screen(), run.clock(), config.limits().pull())
                .ifPresent(all::add);
        return all;
    }

    private Metrics metrics(Path file, Config config, RunMemory memory) {
        return new Metrics(
                file,
                run.clock(),
                config.files().group(),
                config.limits().disk(),
                () -> history == null ? Optional.empty() : history.since(),
                () -> memory.removed().all().size());
    }
}
