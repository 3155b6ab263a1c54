package io.imagesync.report;

import io.imagesync.model.Texts;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.function.Consumer;

/// `LOG_DIR/image-sync-YYYY-MM-DD.log`: one event, one line, whole, whatever is in it.
public final class DayLog implements AutoCloseable {
    static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    private static final int MAX_MESSAGE = 2000;

    private final DayFile file;
    private final Clock clock;
    private final Level threshold;
    private final long maxSize;
    private final Consumer<String> stderr;
    private boolean toldFull;
    private LocalDate toldDay = LocalDate.MIN;

    /// @param maxSize bytes of one day's file
    /// @param stderr hears once when the file is over its size
    public DayLog(Path folder, Clock clock, Level threshold, long maxSize, Consumer<String> stderr) {
        this.file = new DayFile(folder, "image-sync");
        this.clock = clock;
        this.threshold = threshold;
        this.maxSize = maxSize;
        this.stderr = stderr;
    }

    /// Opens today's file, to know early whether it can be written.
    public void open() throws UnusableFileException {
        file.open(LocalDate.now(clock));
    }

    public Path today() {
        return file.path(LocalDate.now(clock));
    }

    public void write(Level level, String message) {
        if (level.isAtLeast(threshold)) {
            append(level, message, level.isAtLeast(Level.WARNING));
        }
    }

    /// A line of the summary: it has the room that is kept for warnings.
    public void writeSummary(String message) {
        if (Level.INFO.isAtLeast(threshold)) {
            append(Level.INFO, message, true);
        }
    }

    private void append(Level level, String message, boolean important) {
        LocalDateTime now = LocalDateTime.now(clock);
        String line = line(now, level, Texts.shown(message, MAX_MESSAGE));
        long size = size(now.toLocalDate());
        long after = size + line.getBytes(StandardCharsets.UTF_8).length + 1;
        if (after > maxSize) {
            tellOver(now.toLocalDate(), size);
        } else if (important || after <= maxSize / 10 * 9) {
            file.append(now.toLocalDate(), line);
        } else {
            tellNearlyFull(now, size);
        }
    }

    private long size(LocalDate day) {
        try {
            return file.open(day);
        } catch (UnusableFileException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void tellNearlyFull(LocalDateTime now, long size) {
        String line = line(
                now,
                Level.WARNING,
                "MAX_LOG_SIZE is nearly reached: only warnings, errors and the summary are still written today");
        if (!toldFull && size + line.length() + 1 <= maxSize) {
            toldFull = true;
            file.append(now.toLocalDate(), line);
        }
    }

    private void tellOver(LocalDate day, long size) {
        if (!toldDay.equals(day)) {
            toldDay = day;
            stderr.accept(
                    "image-sync: the log " + file.path(day) + " has " + size
                            + " bytes and MAX_LOG_SIZE is reached: nothing more is written to it; raise MAX_LOG_SIZE or LOG_LEVEL");
        }
    }

    private static String line(LocalDateTime now, Level level, String message) {
        return "[" + now.format(TIME) + "] [" + level + "] " + message;
    }

    @Override
    public void close() {
        file.close();
    }
}
