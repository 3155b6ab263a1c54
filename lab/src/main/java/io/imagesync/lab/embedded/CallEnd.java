package io.imagesync.lab.embedded;

import io.grpc.Context;
import io.grpc.Deadline;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// When a call is ended before its answer: by its caller, by its deadline, or with its connection.
final class CallEnd {
    /// The caller, whose deadline passes a moment earlier, may be the first to say so.
    private static final long NEARLY_MILLIS = 300;

    private CallEnd() {}

    /// That of the call which this thread answers.
    static CompletableFuture<FakeRuntime.Ended> ofThisCall() {
        CompletableFuture<FakeRuntime.Ended> end = new CompletableFuture<>();
        Context.current().addListener(context -> end.complete(why(context.getDeadline())), Runnable::run);
        return end;
    }

    /// That of a call whose caller may leave without ending it.
    static CompletableFuture<FakeRuntime.Ended> byDeadlineOnly() {
        CompletableFuture<FakeRuntime.Ended> end = new CompletableFuture<>();
        Deadline deadline = Context.current().getDeadline();
        return deadline == null
                ? end
                : end.completeOnTimeout(
                        FakeRuntime.Ended.TIMED_OUT,
                        deadline.timeRemaining(TimeUnit.MILLISECONDS),
                        TimeUnit.MILLISECONDS);
    }

    private static FakeRuntime.Ended why(@Nullable Deadline deadline) {
        return deadline != null && deadline.timeRemaining(TimeUnit.MILLISECONDS) < NEARLY_MILLIS
                ? FakeRuntime.Ended.TIMED_OUT
                : FakeRuntime.Ended.CANCELLED;
    }
}
