package io.imagesync.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Bytes from one thread to another, through a buffer that is bounded, and as large as what is in it.
///
/// A writer that finds it full waits for a while and then fails: it is the reader thread of a connection, which all
/// channels share, and all nodes behind a jump host.
final class Pipe {
    private final Deque<ByteBuffer> pieces = new ArrayDeque<>();
    private final int capacity;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Duration patience;
    private int held;
    private boolean closed;

    /// @param capacity bytes that a writer may be ahead
    /// @param patience how long a writer waits for room
    Pipe(int capacity, Duration patience) {
        this.capacity = capacity;
        this.patience = patience;
    }

    InputStream in() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                return Pipe.this.read(bytes, offset, length);
            }

            @Override
            public void close() {
                Pipe.this.close();
            }
        };
    }

    OutputStream out() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                Pipe.this.write(bytes, offset, length);
            }

            @Override
            public void close() {
                Pipe.this.close();
            }
        };
    }

    /// What was written before can still be read, then comes the end.
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private int read(byte[] bytes, int offset, int length) throws IOException {
        lock.lock();
        try {
            while (held == 0 && !closed && length > 0) {
                changed.await();
            }
            int count = 0;
            while (count < length && held > 0) {
                count += take(bytes, offset + count, length - count);
            }
            changed.signalAll();
            return count == 0 && length > 0 ? -1 : count;
        } catch (InterruptedException e) {
            throw interrupted();
        } finally {
            lock.unlock();
        }
    }

    /// From the oldest piece.
    private int take(byte[] bytes, int offset, int length) {
        ByteBuffer piece = pieces.getFirst();
        int count = Math.min(length, piece.remaining());
        piece.get(bytes, offset, count);
        held -= count;
        if (!piece.hasRemaining()) {
            pieces.removeFirst();
        }
        return count;
    }

    private void write(byte[] bytes, int offset, int length) throws IOException {
        lock.lock();
        try {
            long left = patience.toNanos();
            for (int done = 0; done < length; ) {
                while (held == capacity && !closed && left > 0) {
                    left = changed.awaitNanos(left);
                }
                if (closed || left <= 0) {
                    closed = true;
                    throw new IOException("nobody reads");
                }
                int room = Math.min(length - done, capacity - held);
                pieces.addLast(ByteBuffer.wrap(Arrays.copyOfRange(bytes, offset + done, offset + done + room)));
                held += room;
                done += room;
                changed.signalAll();
            }
        } catch (InterruptedException e) {
            throw interrupted();
        } finally {
            lock.unlock();
        }
    }

    private static InterruptedIOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted");
    }
}
