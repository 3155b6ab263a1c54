package io.imagesync.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// stdout, which remembers why it could not be written to: Java's own only knows that.
final class Stdout {
    private final PrintStream stream;
    private @Nullable String failure;

    /// Of this process.
    Stdout() {
        this(new FileOutputStream(FileDescriptor.out));
    }

    Stdout(OutputStream to) {
        stream = new PrintStream(new BufferedOutputStream(new Watched(to)), false, System.out.charset());
    }

    PrintStream stream() {
        return stream;
    }

    /// Why something was not written; nothing when all was, or when the reader at the other end has gone.
    synchronized Optional<String> failure() {
        return Optional.ofNullable(failure).filter(why -> !why.contains("Broken pipe"));
    }

    private synchronized void failed(IOException e) {
        failure = failure == null ? String.valueOf(e.getMessage()) : failure;
    }

    /// Buffers are written on after a failure, so that the first one counts.
    private final class Watched extends FilterOutputStream {
        Watched(OutputStream to) {
            super(to);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            try {
                out.write(bytes, from, count);
            } catch (IOException e) {
                failed(e);
                throw e;
            }
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }
    }
}
