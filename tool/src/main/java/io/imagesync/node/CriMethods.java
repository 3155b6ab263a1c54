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
import io.imagesync.cri.ListContentRequest;
import io.imagesync.cri.ListContentResponse;
import io.imagesync.cri.ListImagesRequest;
import io.imagesync.cri.ListStatusesRequest;
import io.imagesync.cri.ListStatusesResponse;
import io.imagesync.cri.PullImageRequest;
import io.imagesync.cri.PullImageResponse;
import io.imagesync.cri.ReadContentRequest;
import io.imagesync.cri.ReadContentResponse;
import io.imagesync.cri.VersionRequest;
import io.imagesync.cri.VersionResponse;

/// The calls that a runtime is asked with: CRI's, and those of containerd's content store.
final class CriMethods {
    static final String CONTENT = "containerd.services.content.v1.Content";
    private static final String IMAGES = "runtime.v1.ImageService";

    static final MethodDescriptor<VersionRequest, VersionResponse> VERSION = unary(
            "runtime.v1.RuntimeService",
            "Version",
            VersionRequest.getDefaultInstance(),
            ProtoLiteUtils.marshaller(VersionResponse.getDefaultInstance()));

    /// Its answer is read image by image, so that a hostile one cannot fill the memory.
    static final MethodDescriptor<ListImagesRequest, CriListing> LIST_IMAGES =
            unary(IMAGES, "ListImages", ListImagesRequest.getDefaultInstance(), CriListing.MARSHALLER);

    static final MethodDescriptor<ImageStatusRequest, ImageStatusResponse> IMAGE_STATUS = unary(
            IMAGES,
            "ImageStatus",
            ImageStatusRequest.getDefaultInstance(),
            ProtoLiteUtils.marshaller(ImageStatusResponse.getDefaultInstance()));

    static final MethodDescriptor<PullImageRequest, PullImageResponse> PULL_IMAGE = unary(
            IMAGES,
            "PullImage",
            PullImageRequest.getDefaultInstance(),
            ProtoLiteUtils.marshaller(PullImageResponse.getDefaultInstance()));

    static final MethodDescriptor<ImageFsInfoRequest, ImageFsInfoResponse> IMAGE_FS_INFO = unary(
            IMAGES,
            "ImageFsInfo",
            ImageFsInfoRequest.getDefaultInstance(),
            ProtoLiteUtils.marshaller(ImageFsInfoResponse.getDefaultInstance()));

    static final MethodDescriptor<ListContentRequest, ListContentResponse> LIST_CONTENT = method(
            MethodType.SERVER_STREAMING,
            CONTENT,
            "List",
            ListContentRequest.getDefaultInstance(),
            ProtoLiteUtils.marshaller(ListContentResponse.getDefaultInstance()));

    static final MethodDescriptor<ReadContentRequest, ReadContentResponse> READ_CONTENT = method(
            MethodType.SERVER_STREAMING,
            CONTENT,
            "Read",
            ReadContentRequest.getDefaultInstance(),
            ProtoLiteUtils.marshaller(ReadContentResponse.getDefaultInstance()));

    static final MethodDescriptor<ListStatusesRequest, ListStatusesResponse> LIST_STATUSES = unary(
            CONTENT,
            "ListStatuses",
            ListStatusesRequest.getDefaultInstance(),
            ProtoLiteUtils.marshaller(ListStatusesResponse.getDefaultInstance()));

    private CriMethods() {}

    private static <Q extends MessageLite, A> MethodDescriptor<Q, A> unary(
            String service, String name, Q request, Marshaller<A> answer) {
        return method(MethodType.UNARY, service, name, request, answer);
    }

    private static <Q extends MessageLite, A> MethodDescriptor<Q, A> method(
            MethodType type, String service, String name, Q request, Marshaller<A> answer) {
        return MethodDescriptor.newBuilder(ProtoLiteUtils.marshaller(request), answer)
                .setType(type)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(service, name))
                .build();
    }
}
