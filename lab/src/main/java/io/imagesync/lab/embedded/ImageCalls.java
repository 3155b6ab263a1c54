package io.imagesync.lab.embedded;

import io.imagesync.cri.AuthConfig;
import io.imagesync.cri.FilesystemIdentifier;
import io.imagesync.cri.FilesystemUsage;
import io.imagesync.cri.Image;
import io.imagesync.cri.ImageFsInfoResponse;
import io.imagesync.cri.ImageStatusRequest;
import io.imagesync.cri.ImageStatusResponse;
import io.imagesync.cri.ListImagesResponse;
import io.imagesync.cri.PullImageRequest;
import io.imagesync.cri.PullImageResponse;
import io.imagesync.cri.RemoveImageRequest;
import io.imagesync.cri.RemoveImageResponse;
import io.imagesync.cri.VersionResponse;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// CRI's calls as a node's runtime answers them.
final class ImageCalls {
    private final FakeRuntime runtime;
    private final Script script;
    private final ContainerCalls containers;

    ImageCalls(FakeRuntime runtime, Script script) {
        this.runtime = runtime;
        this.script = script;
        this.containers = new ContainerCalls(runtime);
    }

    VersionResponse version() {
        return VersionResponse.newBuilder()
                .setVersion("0.1.0")
                .setRuntimeName(runtime.profile().runtime())
                .setRuntimeVersion(runtime.profile().version())
                .setRuntimeApiVersion("v1")
                .build();
    }

    ListImagesResponse list() {
        ListImagesResponse.Builder answer = ListImagesResponse.newBuilder();
        runtime.store().images().forEach(image -> answer.addImages(message(image)));
        return answer.build();
    }

    /// An image that is not there is no error: the answer has none.
    ImageStatusResponse status(ImageStatusRequest question) {
        ImageStatusResponse.Builder answer = ImageStatusResponse.newBuilder();
        named(question.getImage().getImage()).ifPresent(image -> {
            answer.setImage(message(image));
            if (question.getVerbose()) {
                answer.putInfo("info", containers.info(image));
            }
        });
        return answer.build();
    }

    /// By a name or, with or without its algorithm, the id.
    private Optional<StoredImage> named(String reference) {
        return runtime.store()
                .find(reference)
                .or(() -> runtime.store().images().stream()
                        .filter(image ->
                                image.id().replaceFirst("^sha256:", "").equals(reference.replaceFirst("^sha256:", "")))
                        .findFirst());
    }

    /// All names go.
    RemoveImageResponse remove(RemoveImageRequest question) {
        remove(question.getImage().getImage());
        return RemoveImageResponse.getDefaultInstance();
    }

    /// @return whether there was anything
    boolean remove(String reference) {
        Optional<StoredImage> image = named(reference);
        image.ifPresent(one -> runtime.store().removeId(one.id()));
        return image.isPresent();
    }

    private Image message(StoredImage image) {
        return Image.newBuilder()
                .setId(runtime.profile().id(image))
                .addAllRepoTags(names(image.tags(), "<none>:<none>"))
                .addAllRepoDigests(names(runtime.profile().digests(image), "<none>@<none>"))
                .setSize(image.size())
                .setPinned(image.pinned())
                .build();
    }

    private List<String> names(List<String> names, String none) {
        return names.isEmpty() && runtime.profile().absent() == Profile.Absent.LITERAL_NONE ? List.of(none) : names;
    }

    ImageFsInfoResponse fileSystem() {
        ImageFsInfoResponse.Builder answer = ImageFsInfoResponse.newBuilder();
        runtime.disk()
                .ifPresent(disk -> answer.addImageFilesystems(FilesystemUsage.newBuilder()
                        .setFsId(FilesystemIdentifier.newBuilder().setMountpoint(disk.mountPoint()))));
        return answer.build();
    }

    PullImageResponse pull(PullImageRequest question) {
        FakeRuntime.Pulled pulled = runtime.pull(question.getImage().getImage(), credential(question), ended())
                .toCompletableFuture()
                .join();
        return switch (pulled) {
            case FakeRuntime.Pulled.Stored(String id) ->
                PullImageResponse.newBuilder().setImageRef(id).build();
            case FakeRuntime.Pulled.Refused(Fault fault, String reference) ->
                throw CriReplies.status(fault.refusal(reference));
            case FakeRuntime.Pulled.Early(FakeRuntime.Ended why) -> throw CriReplies.ended(why);
        };
    }

    private CompletableFuture<FakeRuntime.Ended> ended() {
        return script.ignoresStdin() ? CallEnd.byDeadlineOnly() : CallEnd.ofThisCall();
    }

    private static String credential(PullImageRequest question) {
        if (!question.hasAuth()) {
            return "";
        }
        AuthConfig auth = question.getAuth();
        String secret = auth.getUsername() + ":" + auth.getPassword();
        if (!auth.getIdentityToken().isEmpty()) {
            secret = "identity token " + auth.getIdentityToken();
        } else if (!auth.getRegistryToken().isEmpty()) {
            secret = "registry token " + auth.getRegistryToken();
        }
        return secret + "@" + auth.getServerAddress();
    }
}
