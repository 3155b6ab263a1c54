package io.imagesync.lab.embedded;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.okhttp.OkHttpChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// gRPC with a node's runtime through the real OpenSSH client, which forwards a local port to the socket (`ssh -L`).
final class Forwarding implements AutoCloseable {
    private static final Metadata.Key<String> NAMESPACE =
            Metadata.Key.of("containerd-namespace", Metadata.ASCII_STRING_MARSHALLER);
    private static final int HUGE = 100_000_000;
    /// The client sends words of small windows late, since it has no session here, so that it waits for more to send.
    private static final int WINDOW = 4 << 20;

    private final Optional<Ssh> master;
    private final ManagedChannel channel;

    private Forwarding(Optional<Ssh> master, int port) {
        this.master = master;
        this.channel = OkHttpChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .maxInboundMessageSize(HUGE)
                .flowControlWindow(WINDOW)
                .build();
    }

    /// Over a connection of its own.
    static Forwarding to(EmbeddedFleet fleet, String node, String socket) throws Exception {
        String control = fleet.ssh().binFolder().resolve("m").toString();
        Ssh master = Ssh.start(fleet.ssh(), "-M", "-S", control, "-N", node);
        while (Ssh.start(fleet.ssh(), "-S", control, "-O", "check", node).exitCode() != 0) {
            if (!master.isRunning()) {
                throw new IllegalStateException(master.end().stderr());
            }
        }
        return new Forwarding(Optional.of(master), forwarded(control, fleet, node, socket));
    }

    /// Over the connection that has that control socket.
    static Forwarding over(String control, EmbeddedFleet fleet, String node, String socket) throws Exception {
        return new Forwarding(Optional.empty(), forwarded(control, fleet, node, socket));
    }

    private static int forwarded(String control, EmbeddedFleet fleet, String node, String socket) throws Exception {
        int port = freePort();
        String forward = "127.0.0.1:" + port + ":" + socket;
        try (Ssh asked = Ssh.start(fleet.ssh(), "-S", control, "-O", "forward", "-L", forward, node)) {
            if (asked.exitCode() != 0) {
                throw new IllegalStateException(asked.end().stderr());
            }
        }
        return port;
    }

    private static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return any.getLocalPort();
        }
    }

    /// @throws io.grpc.StatusRuntimeException for whatever comes of it but an answer
    <Q, A> A call(MethodDescriptor<Q, A> method, Q question) {
        return call(method, question, Duration.ofSeconds(30));
    }

    <Q, A> A call(MethodDescriptor<Q, A> method, Q question, Duration limit) {
        return method.getType() == MethodDescriptor.MethodType.UNARY
                ? ClientCalls.blockingUnaryCall(intercepted(), method, within(limit), question)
                : stream(method, question, limit).next();
    }

    /// All answers, as they come.
    <Q, A> Iterator<A> stream(MethodDescriptor<Q, A> method, Q question, Duration limit) {
        return ClientCalls.blockingServerStreamingCall(intercepted(), method, within(limit), question);
    }

    private static CallOptions within(Duration limit) {
        return CallOptions.DEFAULT.withDeadlineAfter(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    private Channel intercepted() {
        Metadata headers = new Metadata();
        headers.put(NAMESPACE, "k8s.io");
        return ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    /// Ends all calls at once.
    void hangUp() {
        channel.shutdownNow();
    }

    @Override
    public void close() {
        channel.shutdownNow();
        master.ifPresent(Ssh::close);
    }
}
