package io.imagesync.node;

import com.google.protobuf.MessageLite;
import io.grpc.InsecureServerCredentials;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.okhttp.OkHttpServerBuilder;
import io.grpc.protobuf.lite.ProtoLiteUtils;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.imagesync.model.Credentials;
import io.imagesync.model.NodeName;
import io.imagesync.model.Result;
import io.imagesync.model.RuntimeKind;
import io.imagesync.ssh.Command;
import io.imagesync.ssh.RemoteHost;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A runtime that does what a test says, on a port of this machine, and a host that leads to it whatever
/// socket is asked for. What its calls answer are bytes, so that they can be anything.
final class FakeCri implements RemoteHost {
    /// What a call does.
    interface Answering<Q> {
        void answer(Q request, ServerCallStreamObserver<byte[]> answer);
    }

    private static final Marshaller<byte[]> BYTES = new Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            throw new UnsupportedOperationException();
        }
    };

    private final OkHttpServerBuilder builder = OkHttpServerBuilder.forPort(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), InsecureServerCredentials.create())
            .executor(task -> Thread.ofVirtual().start(task))
            .transportExecutor(task -> Thread.ofVirtual().start(task));
    private final List<SocketChannel> connections = Collections.synchronizedList(new ArrayList<>());
    private final List<SocketChannel> handedOut = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, ServerServiceDefinition.Builder> services = new HashMap<>();
    private Server server;
    volatile boolean connected = true;
    volatile String helperSays = "image-sync-node 1\ndisk 1000 400 /var/lib/images\n";
    /// The facts that a node has told.
    NodeFacts facts = new NodeFacts(Optional.of("x86_64"), Optional.empty(), List.of(), List.of());
    /// What comes of opening a port.
    volatile Result<Port> listening = RemoteHost.lost("nobody is there");
    final List<Command> commands = Collections.synchronizedList(new ArrayList<>());

    FakeCri() {
        server = builder.build();
    }

    /// @param method `package.Service/Method`
    <Q extends MessageLite> FakeCri on(String method, Q request, Answering<Q> answering) {
        MethodType type = method.endsWith("/List") || method.endsWith("/ListStream") || method.endsWith("/Read")
                ? MethodType.SERVER_STREAMING
                : MethodType.UNARY;
        MethodDescriptor<Q, byte[]> descriptor = MethodDescriptor.newBuilder(ProtoLiteUtils.marshaller(request), BYTES)
                .setType(type)
                .setFullMethodName(method)
                .build();
        services.computeIfAbsent(method.substring(0, method.indexOf('/')), ServerServiceDefinition::builder)
                .addMethod(
                        descriptor,
                        ServerCalls.asyncServerStreamingCall((Q asked, StreamObserver<byte[]> answer) ->
                                answering.answer(asked, (ServerCallStreamObserver<byte[]>) answer)));
        return this;
    }

    /// Answers with one message.
    <Q extends MessageLite> FakeCri says(String method, Q request, MessageLite answer) {
        return on(method, request, (_, out) -> reply(out, answer.toByteArray()));
    }

    static void reply(ServerCallStreamObserver<byte[]> out, byte[] message) {
        out.onNext(message);
        out.onCompleted();
    }

    FakeCri start() throws IOException {
        services.values().forEach(service -> builder.addService(service.build()));
        server = builder.build().start();
        return this;
    }

    CriChannel channel() {
        return new CriChannel(this, "/run/fake.sock");
    }

    CriNode node(Credentials credentials) {
        return node(credentials, channel(), Optional.empty());
    }

    /// As one of containerd, which tells how far pulls are.
    CriNode containerd(Credentials credentials) {
        CriChannel channel = channel();
        return node(credentials, channel, Optional.of(new PullWatch(channel, Duration.ofHours(1))));
    }

    private CriNode node(Credentials credentials, CriChannel channel, Optional<PullWatch> watch) {
        CriNode.RuntimeApi api = new CriNode.RuntimeApi(channel, watch, facts, RuntimeKind.CONTAINERD);
        return new CriNode(new NodeName("n"), api, new Helper(this, Answers.SETTINGS), credentials);
    }

    private SocketChannel socket() {
        try {
            SocketChannel socket =
                    SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort()));
            connections.add(socket);
            handedOut.add(socket);
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int opened() {
        return handedOut.size();
    }

    void breakConnections() {
        List.copyOf(connections).forEach(FakeCri::close);
    }

    private static void close(SocketChannel socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Result<Ran> run(Command command, Duration deadline) {
        commands.add(command);
        byte[] stdout = helperSays.getBytes(StandardCharsets.UTF_8);
        return new Result.Ok<>(new Ran.Exited(0, stdout, false, new byte[0]));
    }

    @Override
    public Result<SocketChannel> open(String socket, Duration deadline) {
        return server.isShutdown() ? RemoteHost.lost("nobody is there") : new Result.Ok<>(socket());
    }

    @Override
    public Result<Port> listen(Path socket, Duration deadline) {
        return listening;
    }

    @Override
    public Optional<String> hostKey() {
        return Optional.of("SHA256:fake");
    }

    @Override
    public boolean staysConnected(Duration time) {
        return connected;
    }

    @Override
    public void rest() {}

    @Override
    public void close() {
        breakConnections();
        server.shutdownNow();
        try {
            server.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
