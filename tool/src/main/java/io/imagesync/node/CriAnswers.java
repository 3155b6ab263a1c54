package io.imagesync.node;

import io.grpc.ClientCall;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/// The answers of one call, as they come, and its end.
final class CriAnswers<A> implements StreamObserver<A> {
    private final ClientCall<?, A> call;
    private final Predicate<A> more;
    private final CompletableFuture<Status> end = new CompletableFuture<>();

    CriAnswers(ClientCall<?, A> call, Predicate<A> more) {
        this.call = call;
        this.more = more;
    }

    @Override
    public void onNext(A answer) {
        if (!more.test(answer)) {
            end.complete(Status.OK);
            call.cancel("that is enough", null);
        }
    }

    @Override
    public void onError(Throwable e) {
        end.complete(status(e));
    }

    /// An answer that could not be read cancels the call; why it could not is the cause.
    static Status status(Throwable e) {
        Status status = Status.fromThrowable(e);
        return status.getCode() == Status.Code.CANCELLED && status.getCause() instanceof StatusRuntimeException unread
                ? unread.getStatus()
                : status;
    }

    @Override
    public void onCompleted() {
        end.complete(Status.OK);
    }

    Status await(Duration limit) throws InterruptedException {
        try {
            return end.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return Status.DEADLINE_EXCEEDED;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
