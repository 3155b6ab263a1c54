package io.imagesync.report;

import io.imagesync.files.AtomicFile;
import io.imagesync.files.SafeFiles;
import io.imagesync.files.UnusableFileException;
import io.imagesync.model.RunReport;
import io.imagesync.model.SyncEvent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/// `last-run.json` in `STATE_DIR`: the whole report of the last run, as text while it is small. A thousand nodes that
/// lack five hundred images say nearly the same half a million times: a large report is compressed by gzip. It is never
/// in memory as a whole, and never larger than what is read again.
final class LastRun {
    private static final String NAME = "last-run.json";
    private static final int BUFFER = 1 << 16;

    private final byte[] bytes;

    private LastRun(byte[] bytes) {
        this.bytes = bytes;
    }

    /// How many bytes there may be.
    ///
    /// @param text of a report that is kept as text
    /// @param file of the file
    /// @param document of a report that is compressed
    record Limits(int text, int file, long document) {
        static final Limits USUAL = new Limits(16 << 20, 64 << 20, JsonDocument.MOST);
    }

    /// @param why the run could not be done, if so
    static void keep(Path folder, RunReport report, Optional<SyncEvent.Impossible> why, Limits limits)
            throws UnusableFileException {
        Document whole = ReportJson.run(report, why, true);
        Optional<byte[]> bytes = bytes(whole, limits, false)
                .or(() -> bytes(whole, limits, true))
                .or(() -> bytes(ReportJson.run(report, why, false), limits, true));
        AtomicFile.replace(
                folder.resolve(NAME),
                bytes.orElseThrow(() -> new UnusableFileException(
                        "the report of this run is too large to be kept", "split the nodes into groups (-g)")));
    }

    /// @return nothing where there is no room for it
    private static Optional<byte[]> bytes(Document document, Limits limits, boolean compressed) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream file = new Bounded(bytes, compressed ? limits.file : limits.text);
                OutputStream text =
                        compressed ? new Bounded(new GZIPOutputStream(file, BUFFER), limits.document) : file;
                Writer out = new OutputStreamWriter(text, StandardCharsets.UTF_8)) {
            document.writeTo(out);
            out.write('\n');
        } catch (TooMuch _) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Optional.of(bytes.toByteArray());
    }

    /// @return nothing when there was no run yet
    static Optional<LastRun> read(Path folder) throws UnusableFileException {
        Path file = folder.resolve(NAME);
        Optional<LastRun> run = SafeFiles.read(file, Limits.USUAL.file).map(LastRun::new);
        try {
            if (run.isPresent()) {
                run.get().json().writeTo(Writer.nullWriter());
            }
            return run;
        } catch (IOException e) {
            throw new UnusableFileException(file + " is broken", "run image-sync sync once, which writes it anew");
        }
    }

    /// Written anew, as are the others: nothing in it can be more than JSON.
    Document json() {
        return out -> JsonDocument.copy(open(), out);
    }

    /// For the text of an HTML element.
    Document forHtml() {
        return out -> JsonDocument.copyForHtml(open(), out);
    }

    private InputStream open() throws IOException {
        InputStream in = new ByteArrayInputStream(bytes);
        boolean compressed = bytes.length > 1
                && bytes[0] == (byte) GZIPInputStream.GZIP_MAGIC
                && bytes[1] == (byte) (GZIPInputStream.GZIP_MAGIC >> 8);
        return compressed ? new GZIPInputStream(in, BUFFER) : in;
    }

    private static final class TooMuch extends IOException {
        private static final long serialVersionUID = 1;
    }

    /// Takes so many bytes and no more.
    private static final class Bounded extends FilterOutputStream {
        private long left;

        Bounded(OutputStream out, long most) {
            super(out);
            this.left = most;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            if (count > left) {
                throw new TooMuch();
            }
            left -= count;
            out.write(bytes, from, count);
        }
    }
}
