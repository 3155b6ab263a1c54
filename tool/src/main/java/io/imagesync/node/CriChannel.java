package io.imagesync.node;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.Deadline;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.okhttp.OkHttpChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.imagesync.ssh.RemoteHost;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// gRPC with a runtime through its Unix socket and SSH: all calls on one HTTP/2 connection, which is made anew when it
/// was lost. Safe for use by several threads.
final class CriChannel implements AutoCloseable {
    /// Bytes of a message that are taken in: more than ten times the list of 1000 images.
    static final int MAX_MESSAGE = 8 << 20;

    /// Bytes of what comes beside messages: the texts of errors.
    private static final int MAX_METADATA = 64 << 10;

    /// For a call that was ended, or whose limit has passed, to let go.
    private static final Duration GRACE = Duration.ofSeconds(5);

    /// A connection that is lost is known to be so after that time.
    private static final Duration SETTLED = Duration.ofMillis(500);

    private static final Executor THREADS =
            task -> Thread.ofVirtual().name("grpc").start(task);
    /// These wait for sockets, which would keep the JVM for 0.3 s at its end if virtual threads did it.
    private static final Executor SOCKET_THREADS = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("grpc socket").factory());
    private static final Metadata.Key<String> NAMESPACE =
            Metadata.Key.of("containerd-namespace", Metadata.ASCII_STRING_MARSHALLER);

    /// Bytes that may be on their way: gRPC's own number; and as many as one channel of SSH takes, by which a blob
    /// comes 2.5 times as fast even from a node that is near (200 in place of 70 MB/s).
    private static final int WINDOW = 65_535;
    private static final int BULK_WINDOW = 2 << 20;

    private final RemoteHost host;
    private final String path;
    private final int window;
    private final ForwardedSockets sockets;
    private @Nullable ManagedChannel channel;
    private boolean closed;

    /// @param path of the socket on the node
    CriChannel(RemoteHost host, String path) {
        this(host, path, WINDOW);
    }

    private CriChannel(RemoteHost host, String path, int window) {
        this.host = host;
        this.path = path;
        this.window = window;
        this.sockets = new ForwardedSockets(host, path);
    }

    /// Another one to the same socket, for so much that it would hold up other calls.
    CriChannel forBulk() {
        return new CriChannel(host, path, BULK_WINDOW);
    }

    /// Whether anything has come from the socket since it was last connected to.
    boolean answered() {
        return sockets.answered();
    }

    /// One question, one answer.
    <Q, A> A call(MethodDescriptor<Q, A> method, Q request, Duration limit) throws CriFailed, InterruptedException {
        AtomicReference<@Nullable A> answer = new AtomicReference<>();
        stream(method, request, limit, one -> {
            answer.set(one);
            return true;
        });
        A one = answer.get();
        if (one == null) {
            Status none = Status.INTERNAL.withDescription("there was no answer");
            throw new CriFailed(method.getBareMethodName(), none, CriFailed.Cause.RUNTIME);
        }
        return one;
    }

    /// One question, as many answers as come.
    ///
    /// @param more is given each, and says whether another one is wanted
    <Q, A> void stream(MethodDescriptor<Q, A> method, Q request, Duration limit, Predicate<A> more)
            throws CriFailed, InterruptedException {
        Deadline deadline = Deadline.after(limit.toNanos(), TimeUnit.NANOSECONDS);
        ClientCall<Q, A> call = start(method, deadline);
        CriAnswers<A> answers = new CriAnswers<>(call, more);
        ClientCalls.asyncServerStreamingCall(call, request, answers);
        Status status = end(call, answers, limit);
        if (!status.isOk()) {
            throw new CriFailed(method.getBareMethodName(), status, cause(status, deadline));
        }
    }

    /// One question, as many answers as come: each on the caller's thread, and little more is fetched meanwhile.
    <Q, A> void each(MethodDescriptor<Q, A> method, Q request, Duration limit, Each<A> each)
            throws CriFailed, IOException, InterruptedException {
        Deadline deadline = Deadline.after(limit.toNanos(), TimeUnit.NANOSECONDS);
        ClientCall<Q, A> call = start(method, deadline);
        try {
            Iterator<A> answers = ClientCalls.blockingServerStreamingCall(call, request);
            while (answers.hasNext()) {
                each.take(answers.next());
            }
        } catch (StatusRuntimeException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            throw new CriFailed(method.getBareMethodName(), CriAnswers.status(e), cause(e.getStatus(), deadline));
        } finally {
            call.cancel("that is enough", null);
        }
    }

    interface Each<A> {
        void take(A answer) throws IOException, InterruptedException;
    }

    private <Q, A> ClientCall<Q, A> start(MethodDescriptor<Q, A> method, Deadline deadline) {
        CallOptions options = CallOptions.DEFAULT.withDeadline(deadline);
        if (!method.getFullMethodName().startsWith(CriMethods.CONTAINERD)) {
            return channel().newCall(method, options);
        }
        Metadata headers = new Metadata();
        headers.put(NAMESPACE, "k8s.io");
        return MetadataUtils.newAttachHeadersInterceptor(headers).interceptCall(method, options, channel());
    }

    /// A thread that is interrupted ends the call in the runtime too.
    private static <A> Status end(ClientCall<?, A> call, CriAnswers<A> answers, Duration limit)
            throws InterruptedException {
        try {
            return answers.await(limit.plus(GRACE));
        } catch (InterruptedException e) {
            call.cancel("the run was cancelled", null);
            answers.await(GRACE);
            throw e;
        }
    }

    private CriFailed.Cause cause(Status status, Deadline deadline) throws InterruptedException {
        if (status.getCode() == Status.Code.DEADLINE_EXCEEDED && deadline.isExpired()) {
            return CriFailed.Cause.LIMIT;
        }
        return host.staysConnected(SETTLED) ? CriFailed.Cause.RUNTIME : CriFailed.Cause.CONNECTION;
    }

    /// One that has failed would refuse calls for a while without trying.
    private synchronized ManagedChannel channel() {
        if (channel != null && channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
            rest();
        }
        if (channel == null) {
            channel = OkHttpChannelBuilder.forAddress("127.0.0.1", 1)
                    .usePlaintext()
                    .overrideAuthority("localhost")
                    .socketFactory(sockets)
                    .proxyDetector(_ -> null)
                    .disableRetry()
                    .disableServiceConfigLookUp()
                    .maxInboundMessageSize(MAX_MESSAGE)
                    .flowControlWindow(window)
                    .maxInboundMetadataSize(MAX_METADATA)
                    .executor(THREADS)
                    .transportExecutor(SOCKET_THREADS)
                    .build();
        }
        if (closed) {
            channel.shutdownNow();
        }
        return channel;
    }

    /// Lets go of the connection until the next call.
    synchronized void rest() {
        if (channel != null) {
            channel.shutdownNow();
            channel = null;
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        rest();
    }
}
