import com.google.protobuf.MessageLite;
import io.grpc.HandlerRegistry;
import io.grpc.InsecureServerCredentials;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerMethodDefinition;
import io.grpc.okhttp.OkHttpServerBuilder;
import io.grpc.protobuf.lite.ProtoLiteUtils;
import io.grpc.stub.ServerCalls;
import io.imagesync.cri.FilesystemIdentifier;
import io.imagesync.cri.FilesystemUsage;
import io.imagesync.cri.Image;
import io.imagesync.cri.ImageFsInfoResponse;
import io.imagesync.cri.ImageStatusRequest;
import io.imagesync.cri.ImageStatusResponse;
import io.imagesync.cri.ListImagesResponse;
import io.imagesync.cri.PullImageResponse;
import io.imagesync.cri.VersionResponse;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/// The sockets of a node: `control`, of the `ssh` that leads to it, and `runtime`, which speaks CRI.
final class TrainingNode extends HandlerRegistry {
    private static final Executor THREADS =
            Executors.newCachedThreadPool(Thread.ofPlatform().daemon().factory());

    private final Path folder;
    private final Path runtime;

    TrainingNode(Path folder) {
        this.folder = folder;
        runtime = folder.resolve("runtime");
    }

    void serve() throws IOException {
        ServerSocketChannel control = listen(folder.resolve("control"));
        THREADS.execute(() -> {
            while (true) {
                try (SocketChannel client = control.accept()) {
                    forward(client);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
        OkHttpServerBuilder.forPort(0, InsecureServerCredentials.create())
                .socketFactory(new UnixSockets(listen(runtime)))
                .executor(THREADS)
                .transportExecutor(THREADS)
                .fallbackHandlerRegistry(this)
                .build()
                .start();
    }

    private static ServerSocketChannel listen(Path path) throws IOException {
        return ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path));
    }

    /// A control master's part of one forwarding (OpenSSH's PROTOCOL.mux): hello, then yes. To be led to the runtime's
    /// socket a link is enough.
    private void forward(SocketChannel client) throws IOException {
        DataInputStream in = new DataInputStream(Channels.newInputStream(client));
        DataOutputStream out = new DataOutputStream(Channels.newOutputStream(client));
        in.skipNBytes(7 * Integer.BYTES);
        Path local = Path.of(new String(in.readNBytes(in.readInt())));
        Files.createSymbolicLink(local, runtime);
        for (int word : new int[] {8, 0x00000001, 4, 8, 0x80000001, 1}) {
            out.writeInt(word);
        }
    }

    @Override
    public ServerMethodDefinition<?, ?> lookupMethod(String method, String authority) {
        MethodDescriptor<ImageStatusRequest, MessageLite> descriptor = MethodDescriptor.newBuilder(
                        ProtoLiteUtils.marshaller(ImageStatusRequest.getDefaultInstance()),
                        ProtoLiteUtils.<MessageLite>marshaller(VersionResponse.getDefaultInstance()))
                .setType(MethodType.UNARY)
                .setFullMethodName(method)
                .build();
        // What is asked is read only for ImageStatus; to the parser all else is fields that it does not know.
        return ServerMethodDefinition.create(descriptor, ServerCalls.asyncUnaryCall((question, to) -> {
            to.onNext(answer(descriptor.getBareMethodName(), question.getImage().getImage()));
            to.onCompleted();
        }));
    }

    private MessageLite answer(String method, String image) {
        return switch (method) {
            case "Version" ->
                VersionResponse.newBuilder()
                        .setVersion("0.1.0")
                        .setRuntimeName("containerd")
                        .setRuntimeVersion("v2.0.0")
                        .setRuntimeApiVersion("v1")
                        .build();
            case "ListImages" ->
                ListImagesResponse.newBuilder().addAllImages(images()).build();
            case "ImageStatus" ->
                images().stream()
                        .filter(one -> one.getRepoTags(0).equals(image))
                        .findFirst()
                        .map(one -> ImageStatusResponse.newBuilder().setImage(one))
                        .orElseGet(ImageStatusResponse::newBuilder)
                        .build();
            case "ImageFsInfo" ->
                ImageFsInfoResponse.newBuilder()
                        .addImageFilesystems(FilesystemUsage.newBuilder()
                                .setFsId(FilesystemIdentifier.newBuilder().setMountpoint("/")))
                        .build();
            case "PullImage" -> pull();
            default -> throw new IllegalArgumentException(method);
        };
    }

    private List<Image> images() {
        try {
            return Files.readAllLines(Training.images(folder)).stream()
                    .map(line -> line.split(" "))
                    .map(line -> Image.newBuilder()
                            .setId(line[1])
                            .addRepoTags(line[0])
                            .addRepoDigests(line[0].replaceFirst(":.*", "@" + line[1]))
                            .setSize(1000)
                            .build())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private MessageLite pull() {
        try {
            Path from = Training.images(folder.resolveSibling("node01"));
            Files.copy(from, Training.images(folder), StandardCopyOption.REPLACE_EXISTING);
            return PullImageResponse.getDefaultInstance();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
