package io.imagesync.sync;

/// Holds those who come through until a test lets them go, and counts how many are inside at once.
final class Gate {
    private static final long DEADLINE_NANOS = 20_000_000_000L;

    private int entered;
    private int inside;
    private int most;
    private int permits;

    synchronized void pass() throws InterruptedException {
        entered++;
        inside++;
        most = Math.max(most, inside);
        notifyAll();
        try {
            while (permits == 0) {
                wait();
            }
            permits--;
        } finally {
            inside--;
        }
    }

    synchronized void open(int more) {
        permits += more;
        notifyAll();
    }

    synchronized void awaitEntered(int count) throws InterruptedException {
        long end = System.nanoTime() + DEADLINE_NANOS;
        while (entered < count) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new AssertionError(entered + " came, not " + count);
            }
            wait(left);
        }
    }

    synchronized int inside() {
        return inside;
    }

    synchronized int entered() {
        return entered;
    }

    /// Lets one go at a time, each only when as many are inside as may be.
    ///
    /// @param total how many will come
    /// @param atOnce how many should be inside at once
    /// @return how many were inside at once at most
    int releaseOneByOne(int total, int atOnce) throws InterruptedException {
        for (int released = 0; released < total; released++) {
            awaitEntered(Math.min(total, released + atOnce));
            open(1);
        }
        return most();
    }

    synchronized int most() {
        return most;
    }
}
