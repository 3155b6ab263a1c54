package io.imagesync.cluster;

import io.imagesync.files.SafeFiles;
import io.imagesync.files.UnusableFileException;
import io.imagesync.json.StrictJson.Broken;
import io.imagesync.model.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Runs `kubectl`, some at a time, for one question that has to be answered as a whole within a limit.
final class Kubectl {
    static final int AT_ONCE = 4;

    private final Limits limits;
    private final long end;
    private final Semaphore turns = new Semaphore(AT_ONCE, true);

    /// @param call from the start of one to its end
    /// @param whole from the first to the last
    /// @param bytes of one answer
    /// @param objects in all answers
    /// @param nodes in one list
    /// @param kept bytes of memory, about, for all answers: 10,000 nodes with 50 labels take half of it
    record Limits(Duration call, Duration whole, long bytes, int objects, int nodes, long kept) {
        static final Limits USUAL =
                new Limits(Duration.ofSeconds(10), Duration.ofSeconds(60), 512L << 20, 200_000, 10_000, 128L << 20);
    }

    /// Reads stdout, to its end when it likes what it reads.
    @FunctionalInterface
    interface Reading<T> {
        T read(InputStream stdout) throws Broken, IOException;
    }

    Kubectl(Limits limits) {
        this.limits = limits;
        this.end = System.nanoTime() + limits.whole().toNanos();
    }

    /// Runs one and waits for its end.
    ///
    /// @param arguments those of the question, or more than these
    /// @param codes that it ends with when stdout has the answer
    <T> T run(Asked asked, List<String> arguments, Set<Integer> codes, Reading<T> reading)
            throws NotAnswered, InterruptedException {
        if (!turns.tryAcquire(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
            throw tooSlow(asked, limits.whole());
        }
        long deadline = Math.min(System.nanoTime() + limits.call().toNanos(), end);
        boolean isInPod = Call.isInPod(System.getenv());
        try (Call<T> call = new Call<>(asked.command(arguments, isInPod), limits, reading)) {
            if (!call.await(deadline)) {
                throw tooSlow(asked, deadline == end ? limits.whole() : limits.call());
            }
            return call.answer(asked, codes);
        } catch (UnusableFileException e) {
            throw new NotAnswered(Trouble.NOT_RUN, "kubectl cannot be run: " + e.getMessage(), e.remedy());
        } catch (IOException e) {
            throw Trouble.NOT_RUN.with(": " + SafeFiles.reason(e), asked);
        } finally {
            turns.release();
        }
    }

    private static NotAnswered tooSlow(Asked asked, Duration limit) {
        return Trouble.SLOW.with(": " + Failure.seconds(limit) + " have passed", asked);
    }
}
