package io.imagesync.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Future;

/// Questions to Kubernetes side by side, each with deadlines of its own. When one is not answered, the others end, too.
final class SideBySide {
    /// In which one that is told to end has ended its `kubectl`.
    private static final Duration END = Duration.ofSeconds(5);

    @FunctionalInterface
    interface Question {
        void ask() throws NotAnswered, InterruptedException;
    }

    private final List<Thread> threads = new ArrayList<>();
    private final List<Future<Boolean>> running = new ArrayList<>();
    private boolean stopped;

    /// Waits for all of them.
    void run(List<Question> questions) throws NotAnswered, InterruptedException {
        ExecutorCompletionService<Boolean> answers = new ExecutorCompletionService<>(this::start);
        try {
            synchronized (this) {
                for (Question question : questions) {
                    Future<Boolean> one = answers.submit(() -> {
                        question.ask();
                        return true;
                    });
                    running.add(one);
                    if (stopped) {
                        one.cancel(true);
                    }
                }
            }
            for (int i = 0; i < questions.size(); i++) {
                answers.take().get();
            }
        } catch (CancellationException _) {
            throw new NotAnswered(Trouble.ENDED, "the question to Kubernetes was cancelled", "run again");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof NotAnswered why) {
                throw why;
            }
            throw new IllegalStateException("Kubernetes was not asked: " + e.getCause(), e);
        } finally {
            stop();
        }
    }

    private synchronized void start(Runnable question) {
        threads.add(Thread.ofVirtual().name("cluster").start(question));
    }

    /// Ends what runs, and waits until it is gone.
    void stop() {
        List<Thread> all;
        synchronized (this) {
            stopped = true;
            running.forEach(one -> one.cancel(true));
            all = List.copyOf(threads);
        }
        try {
            for (Thread thread : all) {
                thread.join(END);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
