package io.imagesync.node;

import com.google.protobuf.MessageLite;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.protobuf.lite.ProtoLiteUtils;
import io.imagesync.cri.ImageFsInfoRequest;
import io.imagesync.cri.ImageFsInfoResponse;
import io.imagesync.cri.ImageStatusRequest;
import io.imagesync.cri.ImageStatusResponse;
import io.imagesync.cri.ListContainersRequest;
import io.imagesync.cri.ListContainersResponse;
import io.imagesync.cri.ListContentRequest;
import io.imagesync.cri.ListContentResponse;
import io.imagesync.cri.ListImagesRequest;
import io.imagesync.cri.ListRecordsMessage;
import io.imagesync.cri.ListRecordsRequest;
import io.imagesync.cri.ListStatusesRequest;
import io.imagesync.cri.ListStatusesResponse;
import io.imagesync.cri.PullImageRequest;
import io.imagesync.cri.PullImageResponse;
import io.imagesync.cri.ReadContentRequest;
import io.imagesync.cri.ReadContentResponse;
import io.imagesync.cri.RemoveImageRequest;
import io.imagesync.cri.RemoveImageResponse;
import io.imagesync.cri.StatusRequest;
import io.imagesync.cri.StatusResponse;
import io.imagesync.cri.VersionRequest;
import io.imagesync.cri.VersionResponse;

/// The calls that a runtime is asked with: CRI's, and those of containerd's content store.
final class CriMethods {
    /// What the names of containerd's own services begin with.
    static final String CONTAINERD = "containerd.services.";

    private static final String CONTENT = CONTAINERD + "content.v1.Content";
    private static final String IMAGES = "runtime.v1.ImageService";
    private static final String RUNTIME = "runtime.v1.RuntimeService";

    static final MethodDescriptor<VersionRequest, VersionResponse> VERSION =
            method(RUNTIME + "/Version", VersionRequest.getDefaultInstance(), VersionResponse.getDefaultInstance());

    /// Its answer is read image by image, so that a hostile one cannot fill the memory.
    static final MethodDescriptor<ListImagesRequest, CriListing> LIST_IMAGES =
            method(IMAGES + "/ListImages", ListImagesRequest.getDefaultInstance(), CriListing.MARSHALLER);

    static final MethodDescriptor<ImageStatusRequest, ImageStatusResponse> IMAGE_STATUS = method(
            IMAGES + "/ImageStatus", ImageStatusRequest.getDefaultInstance(), ImageStatusResponse.getDefaultInstance());

    static final MethodDescriptor<PullImageRequest, PullImageResponse> PULL_IMAGE = method(
            IMAGES + "/PullImage", PullImageRequest.getDefaultInstance(), PullImageResponse.getDefaultInstance());

    static final MethodDescriptor<ImageFsInfoRequest, ImageFsInfoResponse> IMAGE_FS_INFO = method(
            IMAGES + "/ImageFsInfo", ImageFsInfoRequest.getDefaultInstance(), ImageFsInfoResponse.getDefaultInstance());

    static final MethodDescriptor<ListContainersRequest, ListContainersResponse> LIST_CONTAINERS = method(
            RUNTIME + "/ListContainers",
            ListContainersRequest.getDefaultInstance(),
            ListContainersResponse.getDefaultInstance());

    static final MethodDescriptor<StatusRequest, StatusResponse> STATUS =
            method(RUNTIME + "/Status", StatusRequest.getDefaultInstance(), StatusResponse.getDefaultInstance());

    static final MethodDescriptor<RemoveImageRequest, RemoveImageResponse> REMOVE_IMAGE = method(
            IMAGES + "/RemoveImage", RemoveImageRequest.getDefaultInstance(), RemoveImageResponse.getDefaultInstance());

    /// containerd's own containers, each a message: with what they are configured for they would be too much for one.
    static final MethodDescriptor<ListRecordsRequest, ListRecordsMessage> LIST_RECORDS = method(
            CONTAINERD + "containers.v1.Containers/ListStream",
            ListRecordsRequest.getDefaultInstance(),
            ListRecordsMessage.getDefaultInstance());

    static final MethodDescriptor<ListContentRequest, ListContentResponse> LIST_CONTENT = method(
            CONTENT + "/List", ListContentRequest.getDefaultInstance(), ListContentResponse.getDefaultInstance());

    static final MethodDescriptor<ReadContentRequest, ReadContentResponse> READ_CONTENT = method(
            CONTENT + "/Read", ReadContentRequest.getDefaultInstance(), ReadContentResponse.getDefaultInstance());

    static final MethodDescriptor<ListStatusesRequest, ListStatusesResponse> LIST_STATUSES = method(
            CONTENT + "/ListStatuses",
            ListStatusesRequest.getDefaultInstance(),
            ListStatusesResponse.getDefaultInstance());

    private CriMethods() {}

    /// @param name `package.Service/Method`
    static <Q extends MessageLite, A extends MessageLite> MethodDescriptor<Q, A> method(
            String name, Q request, A answer) {
        return method(name, request, ProtoLiteUtils.marshaller(answer));
    }

    /// On the wire, a call that has one answer is one that has many.
    private static <Q extends MessageLite, A> MethodDescriptor<Q, A> method(
            String name, Q request, Marshaller<A> answer) {
        return MethodDescriptor.newBuilder(ProtoLiteUtils.marshaller(request), answer)
                .setType(MethodType.SERVER_STREAMING)
                .setFullMethodName(name)
                .build();
    }
}
