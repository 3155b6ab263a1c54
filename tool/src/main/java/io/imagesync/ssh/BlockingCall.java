package io.imagesync.ssh;

import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Calls what swallows interrupts or knows no deadline, on a thread of its own, so that the caller keeps both.
final class BlockingCall {
    private BlockingCall() {}

    /// @param tooLate is given the result when it comes after the caller has left
    static <T> T within(Deadline deadline, ThreadFactory threads, Callable<T> call, Consumer<? super T> tooLate)
            throws SshFailed, InterruptedException, TimeoutException {
        CompletableFuture<T> answer = new CompletableFuture<>();
        threads.newThread(() -> fill(answer, call, tooLate)).start();
        try {
            return answer.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | InterruptedException e) {
            if (!answer.cancel(false) && !answer.isCompletedExceptionally()) {
                tooLate.accept(answer.join());
            }
            throw e;
        } catch (ExecutionException e) {
            throw rethrown(e.getCause());
        }
    }

    private static <T> void fill(CompletableFuture<T> answer, Callable<T> call, Consumer<? super T> tooLate) {
        try {
            T value = call.call();
            if (!answer.complete(value)) {
                tooLate.accept(value);
            }
        } catch (Throwable e) {
            answer.completeExceptionally(e);
        }
    }

    private static SshFailed rethrown(@Nullable Throwable cause) throws SshFailed {
        switch (cause) {
            case SshFailed failed -> throw failed;
            case RuntimeException mistake -> throw mistake;
            case Error error -> throw error;
            case null, default -> throw new CancellationException("ended by " + cause);
        }
    }
}
