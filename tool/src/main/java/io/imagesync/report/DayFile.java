package io.imagesync.report;

import io.imagesync.files.SafeFiles;
import io.imagesync.files.UnusableFileException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// A file `NAME-YYYY-MM-DD.log` that whole lines are appended to, each in one write; a new day is a new file.
final class DayFile implements AutoCloseable {
    private final Path folder;
    private final String name;
    private @Nullable LocalDate day;
    private @Nullable FileChannel channel;

    DayFile(Path folder, String name) {
        this.folder = folder;
        this.name = name;
    }

    Path path(LocalDate date) {
        return folder.resolve(name + "-" + date + ".log");
    }

    /// Knows early when the day's file is there and cannot be written to; makes none.
    void check(LocalDate date) throws UnusableFileException {
        if (Files.exists(path(date), LinkOption.NOFOLLOW_LINKS)) {
            open(date);
        }
    }

    /// Opens the day's file if it is not open yet.
    ///
    /// @return bytes in it
    long open(LocalDate date) throws UnusableFileException {
        if (channel == null || !date.equals(day)) {
            close();
            channel = SafeFiles.openForAppend(path(date), "rw-r-----");
            day = date;
        }
        try {
            return channel.size();
        } catch (IOException e) {
            throw new UnusableFileException("cannot read the size of " + path(date), "check the disk");
        }
    }

    /// Writes the line, or nothing of it.
    void append(LocalDate date, String line) {
        try {
            long before = open(date);
            try {
                write(line);
            } catch (IOException e) {
                takeBack(before);
                throw SafeFiles.unwritable(path(date), e);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String line) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining() && channel != null) {
            channel.write(bytes);
        }
    }

    /// A full disk may have taken the beginning of a line.
    private void takeBack(long size) {
        try {
            if (channel != null) {
                channel.truncate(size);
            }
        } catch (IOException e) {
            // The beginning stays; that the file cannot be written to is told anyway.
        }
    }

    @Override
    public void close() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            channel = null;
        }
    }
}
