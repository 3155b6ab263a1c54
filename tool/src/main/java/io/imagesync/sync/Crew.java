package io.imagesync.sync;

import java.util.HashSet;
import java.util.Set;

/// Tasks on virtual threads that can all be told to stop and waited for.
final class Crew {
    private final Set<Thread> running = new HashSet<>();
    private boolean stopped;

    /// Starts a task; when the crew was told to stop already, with its interrupt set, so
    /// that it ends at once in its own words.
    void start(String name, Runnable task) {
        Thread thread;
        synchronized (this) {
            thread = Thread.ofVirtual().name(name).unstarted(() -> run(task));
            running.add(thread);
            thread.start();
            if (stopped) {
                thread.interrupt();
            }
        }
    }

    private void run(Runnable task) {
        try {
            task.run();
        } finally {
            synchronized (this) {
                running.remove(Thread.currentThread());
                notifyAll();
            }
        }
    }

    synchronized void stop() {
        stopped = true;
        running.forEach(Thread::interrupt);
    }

    synchronized boolean isStopped() {
        return stopped;
    }

    synchronized void awaitAll() throws InterruptedException {
        while (!running.isEmpty()) {
            wait();
        }
    }
}
