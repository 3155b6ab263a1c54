package io.imagesync.relay;

import io.imagesync.model.Descriptor;
import io.imagesync.model.Failure;
import io.imagesync.model.NotRelayed;
import io.imagesync.model.NotRelayed.Why;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A blob that is read from its source once, into a file, and given on while the file grows. Its last byte is given on
/// only when all have come and no more. That the digest is right is the node's runtime to see: with the JVM's first
/// compiler, which is all that runs have, it would cost several times what the copying does. Safe for use by several
/// threads.
final class SharedBlob implements AutoCloseable {
    /// Reading ends when nobody wants the blob any more.
    private static final Duration LONGEST = Duration.ofDays(365);

    private final Blobs source;
    private final Descriptor blob;
    private final FileChannel file;
    private final Rate in;
    private final Thread reading =
            Thread.ofPlatform().daemon().name("relay blob").unstarted(this::read);

    private long written;
    private boolean whole;
    private @Nullable Failure failure;

    /// @param file is empty, and is closed with the blob
    SharedBlob(Blobs source, Descriptor blob, FileChannel file, Rate in) {
        this.source = source;
        this.blob = blob;
        this.file = file;
        this.in = in;
    }

    void start() {
        reading.start();
    }

    long size() {
        return blob.size();
    }

    synchronized long written() {
        return written;
    }

    synchronized boolean failed() {
        return failure != null;
    }

    private void read() {
        Failure end = new NotRelayed(Why.SOURCE_FAILED, source.where());
        try {
            Optional<Failure> failed = source.read(blob.digest(), 0, LONGEST, this::add);
            end = failed.isEmpty()
                    ? new NotRelayed(Why.WRONG_CONTENT, source.where() + ": " + blob.digest())
                    : new NotRelayed(
                            Why.SOURCE_FAILED,
                            source.where() + ": " + failed.get().what());
        } catch (WrongContent e) {
            end = new NotRelayed(Why.WRONG_CONTENT, source.where() + ": " + blob.digest());
        } catch (IOException e) {
            end = new NotRelayed(Why.THIS_HOST, "cannot write the temporary file for what passes through");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            end(end);
        }
    }

    /// It is longer than announced.
    private static final class WrongContent extends IOException {}

    private void add(ByteBuffer part) throws IOException, InterruptedException {
        long at = written();
        int more = part.remaining();
        if (at + more > blob.size()) {
            throw new WrongContent();
        }
        in.take(more);
        while (part.hasRemaining()) {
            at += file.write(part, at);
        }
        synchronized (this) {
            written = at;
            notifyAll();
        }
    }

    /// @param otherwise why it failed where it is not whole
    private synchronized void end(Failure otherwise) {
        if (written == blob.size()) {
            whole = true;
        } else {
            failure = otherwise;
        }
        notifyAll();
    }

    /// Waits until there is more than up to a position.
    ///
    /// @return how many bytes there are from the beginning
    /// @throws BrokenOff when there will be no more
    synchronized long await(long position, Until until) throws BrokenOff, InterruptedException {
        while (readable() <= position && failure == null && !until.passed()) {
            TimeUnit.NANOSECONDS.timedWait(this, until.left().toNanos());
        }
        if (failure != null) {
            throw new BrokenOff(failure);
        }
        if (readable() <= position) {
            throw new BrokenOff(new NotRelayed(Why.SOURCE_FAILED, source.where() + ": it is too slow"));
        }
        return readable();
    }

    private long readable() {
        return whole ? written : Math.min(written, blob.size() - 1);
    }

    /// @return bytes that went
    long transfer(long position, long count, WritableByteChannel to) throws IOException {
        return file.transferTo(position, count, to);
    }

    @Override
    public void close() {
        reading.interrupt();
        try {
            file.close();
        } catch (IOException e) {
            // It has no name any more: its space is free when nobody reads it.
        }
    }
}
