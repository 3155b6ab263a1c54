package io.imagesync.sync;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Tasks on virtual threads that can all be told to stop and waited for.
final class TaskGroup {
    private final Set<Thread> running = new HashSet<>();
    private boolean stopped;
    private @Nullable Throwable mistake;

    /// Starts a task; with its interrupt set when all were told to stop already, so that it ends at
    /// once in its own words.
    Thread start(String name, Runnable task) {
        Thread thread;
        synchronized (this) {
            thread = Thread.ofVirtual().name(name).unstarted(() -> run(task));
            running.add(thread);
            thread.start();
            if (stopped) {
                thread.interrupt();
            }
        }
        return thread;
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            keep(e);
        } finally {
            synchronized (this) {
                running.remove(Thread.currentThread());
                notifyAll();
            }
        }
    }

    private synchronized void keep(Throwable e) {
        if (mistake == null) {
            mistake = e;
        }
    }

    synchronized void stop() {
        stopped = true;
        running.forEach(Thread::interrupt);
    }

    synchronized boolean isStopped() {
        return stopped;
    }

    /// Waits until all have ended, those too that the tasks started.
    ///
    /// @throws IllegalStateException when a task ended with an exception, which is a mistake of ours
    synchronized void awaitAll() throws InterruptedException {
        while (!running.isEmpty()) {
            wait();
        }
        if (mistake != null) {
            throw new IllegalStateException("a task ended unexpectedly: " + mistake, mistake);
        }
    }
}
