package io.imagesync.report;

import io.imagesync.files.UnusableFileException;
import io.imagesync.model.Level;
import io.imagesync.model.Sizes;
import io.imagesync.model.Texts;
import java.io.UncheckedIOException;
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

    /// Short enough for the last tenth of the smallest file.
    private static final String NEARLY_FULL = "MAX_LOG_SIZE nearly reached: warnings, errors and summary only";

    private final DayFile file;
    private final Clock clock;
    private final Level threshold;
    private final long maxSize;
    private final Consumer<String> stderr;
    private LocalDate quietDay = LocalDate.MIN;
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
        LocalDate day = now.toLocalDate();
        String line = line(now, level, Texts.printable(message, MAX_MESSAGE));
        long size = size(day);
        long after = size + bytes(line);
        if (important ? after <= maxSize : after <= maxSize / 10 * 9 && !quietDay.equals(day)) {
            file.append(day, line);
        } else if (important || size >= maxSize) {
            tellOver(day, size);
        } else {
            beQuiet(now, size);
        }
    }

    private static long bytes(String line) {
        return line.getBytes(StandardCharsets.UTF_8).length + 1L;
    }

    private long size(LocalDate day) {
        try {
            return file.open(day);
        } catch (UnusableFileException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Nine tenths are reached: says so, and keeps the rest of the day's file for what matters.
    private void beQuiet(LocalDateTime now, long size) {
        LocalDate day = now.toLocalDate();
        String line = line(now, Level.WARNING, NEARLY_FULL);
        if (!quietDay.equals(day) && size + bytes(line) <= maxSize) {
            file.append(day, line);
        }
        quietDay = day;
    }

    private void tellOver(LocalDate day, long size) {
        if (!toldDay.equals(day)) {
            toldDay = day;
            stderr.accept("image-sync: the log " + file.path(day) + " has " + Sizes.bytes(size)
                    + " and MAX_LOG_SIZE is reached: nothing more is written to it; raise MAX_LOG_SIZE or LOG_LEVEL");
        }
    }

    /// A line as the log has it.
    public static String line(LocalDateTime now, Level level, String message) {
        return "[" + now.format(TIME) + "] [" + level + "] " + message;
    }

    @Override
    public void close() {
        file.close();
    }
}
