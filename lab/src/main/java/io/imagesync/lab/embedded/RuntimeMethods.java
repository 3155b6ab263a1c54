package io.imagesync.lab.embedded;

import com.google.protobuf.MessageLite;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.protobuf.lite.ProtoLiteUtils;
import io.imagesync.cri.CreateImageRequest;
import io.imagesync.cri.CreateImageResponse;
import io.imagesync.cri.DeleteImageRequest;
import io.imagesync.cri.DeleteImageResponse;
import io.imagesync.cri.GetImageRequest;
import io.imagesync.cri.GetImageResponse;
import io.imagesync.cri.ImageFsInfoRequest;
import io.imagesync.cri.ImageFsInfoResponse;
import io.imagesync.cri.ImageStatusRequest;
import io.imagesync.cri.ImageStatusResponse;
import io.imagesync.cri.ListContainersRequest;
import io.imagesync.cri.ListContainersResponse;
import io.imagesync.cri.ListContentRequest;
import io.imagesync.cri.ListContentResponse;
import io.imagesync.cri.ListImagesRequest;
import io.imagesync.cri.ListImagesResponse;
import io.imagesync.cri.ListNamesRequest;
import io.imagesync.cri.ListNamesResponse;
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
import io.imagesync.cri.UpdateImageRequest;
import io.imagesync.cri.UpdateImageResponse;
import io.imagesync.cri.VersionRequest;
import io.imagesync.cri.VersionResponse;

/// The calls that a runtime answers: CRI's and those of containerd's content store and image service, by the names of
/// their `.proto`
/// files, not by what the tool asks for.
final class RuntimeMethods {
    static final String RUNTIME = "runtime.v1.RuntimeService";
    static final String IMAGES = "runtime.v1.ImageService";
    static final String CONTENT = "containerd.services.content.v1.Content";
    static final String CONTAINERS = "containerd.services.containers.v1.Containers";
    static final String NAMES = "containerd.services.images.v1.Images";

    static final MethodDescriptor<VersionRequest, VersionResponse> VERSION =
            unary(RUNTIME, "Version", VersionRequest.getDefaultInstance(), VersionResponse.getDefaultInstance());

    static final MethodDescriptor<ListContainersRequest, ListContainersResponse> LIST_CONTAINERS = unary(
            RUNTIME,
            "ListContainers",
            ListContainersRequest.getDefaultInstance(),
            ListContainersResponse.getDefaultInstance());

    static final MethodDescriptor<StatusRequest, StatusResponse> STATUS =
            unary(RUNTIME, "Status", StatusRequest.getDefaultInstance(), StatusResponse.getDefaultInstance());

    static final MethodDescriptor<ListRecordsRequest, ListRecordsMessage> LIST_RECORDS = stream(
            CONTAINERS, "ListStream", ListRecordsRequest.getDefaultInstance(), ListRecordsMessage.getDefaultInstance());

    static final MethodDescriptor<RemoveImageRequest, RemoveImageResponse> REMOVE_IMAGE = unary(
            IMAGES, "RemoveImage", RemoveImageRequest.getDefaultInstance(), RemoveImageResponse.getDefaultInstance());

    static final MethodDescriptor<ListImagesRequest, ListImagesResponse> LIST_IMAGES = unary(
            IMAGES, "ListImages", ListImagesRequest.getDefaultInstance(), ListImagesResponse.getDefaultInstance());

    static final MethodDescriptor<ImageStatusRequest, ImageStatusResponse> IMAGE_STATUS = unary(
            IMAGES, "ImageStatus", ImageStatusRequest.getDefaultInstance(), ImageStatusResponse.getDefaultInstance());

    static final MethodDescriptor<PullImageRequest, PullImageResponse> PULL_IMAGE =
            unary(IMAGES, "PullImage", PullImageRequest.getDefaultInstance(), PullImageResponse.getDefaultInstance());

    static final MethodDescriptor<ImageFsInfoRequest, ImageFsInfoResponse> IMAGE_FS_INFO = unary(
            IMAGES, "ImageFsInfo", ImageFsInfoRequest.getDefaultInstance(), ImageFsInfoResponse.getDefaultInstance());

    static final MethodDescriptor<ListContentRequest, ListContentResponse> LIST_CONTENT =
            stream(CONTENT, "List", ListContentRequest.getDefaultInstance(), ListContentResponse.getDefaultInstance());

    static final MethodDescriptor<ReadContentRequest, ReadContentResponse> READ_CONTENT =
            stream(CONTENT, "Read", ReadContentRequest.getDefaultInstance(), ReadContentResponse.getDefaultInstance());

    static final MethodDescriptor<ListStatusesRequest, ListStatusesResponse> LIST_STATUSES = unary(
            CONTENT,
            "ListStatuses",
            ListStatusesRequest.getDefaultInstance(),
            ListStatusesResponse.getDefaultInstance());

    static final MethodDescriptor<GetImageRequest, GetImageResponse> GET_NAME =
            unary(NAMES, "Get", GetImageRequest.getDefaultInstance(), GetImageResponse.getDefaultInstance());

    static final MethodDescriptor<ListNamesRequest, ListNamesResponse> LIST_NAMES =
            unary(NAMES, "List", ListNamesRequest.getDefaultInstance(), ListNamesResponse.getDefaultInstance());

    static final MethodDescriptor<CreateImageRequest, CreateImageResponse> CREATE_NAME =
            unary(NAMES, "Create", CreateImageRequest.getDefaultInstance(), CreateImageResponse.getDefaultInstance());

    static final MethodDescriptor<UpdateImageRequest, UpdateImageResponse> UPDATE_NAME =
            unary(NAMES, "Update", UpdateImageRequest.getDefaultInstance(), UpdateImageResponse.getDefaultInstance());

    static final MethodDescriptor<DeleteImageRequest, DeleteImageResponse> DELETE_NAME =
            unary(NAMES, "Delete", DeleteImageRequest.getDefaultInstance(), DeleteImageResponse.getDefaultInstance());

    private RuntimeMethods() {}

    private static <Q extends MessageLite, A extends MessageLite> MethodDescriptor<Q, A> unary(
            String service, String name, Q question, A answer) {
        return method(MethodType.UNARY, service, name, question, answer);
    }

    private static <Q extends MessageLite, A extends MessageLite> MethodDescriptor<Q, A> stream(
            String service, String name, Q question, A answer) {
        return method(MethodType.SERVER_STREAMING, service, name, question, answer);
    }

    private static <Q extends MessageLite, A extends MessageLite> MethodDescriptor<Q, A> method(
            MethodType type, String service, String name, Q question, A answer) {
        return MethodDescriptor.newBuilder(ProtoLiteUtils.marshaller(question), ProtoLiteUtils.marshaller(answer))
                .setType(type)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(service, name))
                .build();
    }
}
