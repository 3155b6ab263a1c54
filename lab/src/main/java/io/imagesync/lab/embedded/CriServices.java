package io.imagesync.lab.embedded;

import com.google.protobuf.MessageLite;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.imagesync.cri.ListRecordsMessage;
import io.imagesync.cri.ReadContentRequest;
import io.imagesync.cri.ReadContentResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/// The services of a node's runtime. Each call has a thread of its own, which is given back when the call is ended.
final class CriServices {
    private static final Metadata.Key<String> NAMESPACE =
            Metadata.Key.of("containerd-namespace", Metadata.ASCII_STRING_MARSHALLER);

    private final FakeRuntime runtime;
    private final CriReplies replies;
    private final EventLog events;
    private final ImageCalls images;
    private final ContentCalls content;
    private final NameCalls names;
    private final ContainerCalls containers;

    CriServices(FakeRuntime runtime, Script script, EventLog events) {
        this.runtime = runtime;
        this.replies = new CriReplies(script);
        this.events = events;
        this.images = new ImageCalls(runtime, script);
        this.content = new ContentCalls(runtime.blobs());
        this.names = new NameCalls(runtime.store(), script);
        this.containers = new ContainerCalls(runtime);
    }

    /// CRI-O has no content store and no image service beside CRI's.
    List<ServerServiceDefinition> all() {
        List<ServerServiceDefinition> services = new ArrayList<>(List.of(runtimeService(), imageService()));
        if (runtime.profile().isContainerd()) {
            services.add(ServerInterceptors.intercept(contentService(), new NamespaceWanted()));
            services.add(ServerInterceptors.intercept(nameService(), new NamespaceWanted()));
            services.add(ServerInterceptors.intercept(containerService(), new NamespaceWanted()));
        }
        return services.stream()
                .map(service -> ServerInterceptors.intercept(service, new PeerKnown()))
                .toList();
    }

    private ServerServiceDefinition runtimeService() {
        ServerServiceDefinition.Builder service = ServerServiceDefinition.builder(RuntimeMethods.RUNTIME);
        add(service, RuntimeMethods.VERSION, "Version", q -> images.version());
        add(service, RuntimeMethods.LIST_CONTAINERS, "ListContainers", q -> containers.list());
        add(service, RuntimeMethods.STATUS, "Status", q -> containers.status(q.getVerbose()));
        return service.build();
    }

    private ServerServiceDefinition imageService() {
        ServerServiceDefinition.Builder service = ServerServiceDefinition.builder(RuntimeMethods.IMAGES);
        add(
                service,
                new Answering<>(RuntimeMethods.LIST_IMAGES, "list", q -> "", q -> images.list(), HugeListing::message));
        add(
                service,
                new Answering<>(
                        RuntimeMethods.IMAGE_STATUS,
                        "check",
                        q -> q.getImage().getImage(),
                        images::status,
                        CriServices::none));
        add(
                service,
                new Answering<>(
                        RuntimeMethods.PULL_IMAGE,
                        "pull",
                        q -> q.getImage().getImage(),
                        images::pull,
                        CriServices::none));
        add(
                service,
                new Answering<>(
                        RuntimeMethods.REMOVE_IMAGE,
                        "remove",
                        q -> q.getImage().getImage(),
                        images::remove,
                        CriServices::none));
        add(service, RuntimeMethods.IMAGE_FS_INFO, "ImageFsInfo", q -> images.fileSystem());
        return service.build();
    }

    private ServerServiceDefinition contentService() {
        ServerServiceDefinition.Builder service = ServerServiceDefinition.builder(RuntimeMethods.CONTENT);
        add(service, RuntimeMethods.LIST_CONTENT, "List", content::list);
        service.addMethod(
                RuntimeMethods.READ_CONTENT,
                ServerCalls.asyncServerStreamingCall((question, to) -> read(question, to)));
        add(service, RuntimeMethods.LIST_STATUSES, "ListStatuses", q -> content.statuses());
        return service.build();
    }

    private ServerServiceDefinition nameService() {
        ServerServiceDefinition.Builder service = ServerServiceDefinition.builder(RuntimeMethods.NAMES);
        add(service, RuntimeMethods.GET_NAME, "Images.Get", names::get);
        add(service, RuntimeMethods.LIST_NAMES, "Images.List", names::list);
        add(service, RuntimeMethods.CREATE_NAME, "Images.Create", names::create);
        add(service, RuntimeMethods.UPDATE_NAME, "Images.Update", names::update);
        add(service, RuntimeMethods.DELETE_NAME, "Images.Delete", names::delete);
        return service.build();
    }

    private ServerServiceDefinition containerService() {
        return ServerServiceDefinition.builder(RuntimeMethods.CONTAINERS)
                .addMethod(RuntimeMethods.LIST_RECORDS, ServerCalls.asyncServerStreamingCall((_, to) -> records(to)))
                .build();
    }

    /// Each container is a message.
    private void records(StreamObserver<ListRecordsMessage> to) {
        events.add(new NodeEvent.Called("ListStream"));
        try {
            replies.answer(new CriReplies.Asked<List<ListRecordsMessage>>(
                            "ListStream", "", containers::records, List.of(), CriServices::none))
                    .forEach(to::onNext);
            to.onCompleted();
        } catch (StatusRuntimeException e) {
            to.onError(e);
        }
    }

    /// Sends no more than the caller takes.
    private void read(ReadContentRequest question, StreamObserver<ReadContentResponse> to) {
        ServerCallStreamObserver<ReadContentResponse> caller = (ServerCallStreamObserver<ReadContentResponse>) to;
        caller.setOnCancelHandler(() -> {});
        events.add(new NodeEvent.Called("Read"));
        try {
            Iterator<ReadContentResponse> parts = replies.answer(new CriReplies.Asked<>(
                    "Read", "", () -> content.read(question), Collections.emptyIterator(), CriServices::none));
            AtomicBoolean done = new AtomicBoolean();
            caller.setOnReadyHandler(() -> {
                while (caller.isReady() && parts.hasNext()) {
                    caller.onNext(parts.next());
                }
                if (!parts.hasNext() && !done.getAndSet(true)) {
                    caller.onCompleted();
                }
            });
        } catch (StatusRuntimeException e) {
            caller.onError(e);
        }
    }

    /// How one method is answered.
    ///
    /// @param verb that the script knows it by
    /// @param reference of the image that a question is about; empty for all
    /// @param listing how it answers with many images
    private record Answering<Q, A>(
            MethodDescriptor<Q, A> method,
            String verb,
            Function<Q, String> reference,
            Function<Q, A> ordinary,
            Function<Reply, Optional<A>> listing) {}

    private static <A> Optional<A> none(Reply reply) {
        return Optional.empty();
    }

    private <Q, A extends MessageLite> void add(
            ServerServiceDefinition.Builder service, MethodDescriptor<Q, A> method, String verb, Function<Q, A> as) {
        add(service, new Answering<>(method, verb, q -> "", as, CriServices::none));
    }

    private <Q, A> void add(ServerServiceDefinition.Builder service, Answering<Q, A> as) {
        service.addMethod(
                as.method,
                as.method.getType() == MethodDescriptor.MethodType.UNARY
                        ? ServerCalls.asyncUnaryCall((question, to) -> answer(as, question, to))
                        : ServerCalls.asyncServerStreamingCall((question, to) -> answer(as, question, to)));
    }

    private <Q, A> void answer(Answering<Q, A> as, Q question, StreamObserver<A> to) {
        // Whoever has left is not answered; without this it would be an error.
        ((ServerCallStreamObserver<A>) to).setOnCancelHandler(() -> {});
        String name = as.verb.startsWith("Images.") ? as.verb : String.valueOf(as.method.getBareMethodName());
        events.add(new NodeEvent.Called(name));
        try {
            to.onNext(replies.answer(new CriReplies.Asked<>(
                    as.verb,
                    as.reference.apply(question),
                    () -> as.ordinary.apply(question),
                    nothing(as.method),
                    as.listing)));
            to.onCompleted();
        } catch (StatusRuntimeException e) {
            to.onError(e);
        }
    }

    private static <A> A nothing(MethodDescriptor<?, A> method) {
        return method.parseResponse(java.io.InputStream.nullInputStream());
    }

    /// containerd wants to know whose images a call is about.
    private static final class NamespaceWanted implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            if (!"k8s.io".equals(headers.get(NAMESPACE))) {
                call.close(
                        Status.FAILED_PRECONDITION.withDescription("namespace is required: failed precondition"),
                        new Metadata());
                return new ServerCall.Listener<>() {};
            }
            return next.startCall(call, headers);
        }
    }

    /// Tells the calls which connection they came through.
    private static final class PeerKnown implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            return call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR) instanceof StreamLocalChannel.Peer peer
                    ? Contexts.interceptCall(Context.current().withValue(CriReplies.PEER, peer), call, headers, next)
                    : next.startCall(call, headers);
        }
    }
}
