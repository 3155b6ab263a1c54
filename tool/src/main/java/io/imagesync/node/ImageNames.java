package io.imagesync.node;

import io.grpc.MethodDescriptor;
import io.grpc.Status.Code;
import io.imagesync.cri.CreateImageRequest;
import io.imagesync.cri.CreateImageResponse;
import io.imagesync.cri.DeleteImageRequest;
import io.imagesync.cri.DeleteImageResponse;
import io.imagesync.cri.FieldPaths;
import io.imagesync.cri.GetImageRequest;
import io.imagesync.cri.GetImageResponse;
import io.imagesync.cri.ImageRecord;
import io.imagesync.cri.ListNamesRequest;
import io.imagesync.cri.ListNamesResponse;
import io.imagesync.cri.TargetDescriptor;
import io.imagesync.cri.UpdateImageRequest;
import io.imagesync.cri.UpdateImageResponse;
import io.imagesync.model.Descriptor;
import io.imagesync.model.PinReason;
import io.imagesync.model.TemporaryName;
import io.imagesync.model.Texts;
import io.imagesync.ssh.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// containerd's names of images. All that its image service is asked is asked here, in whole messages: where
/// one within another is missing some versions end.
///
/// @param channel to containerd
record ImageNames(CriChannel channel) {
    /// Of one node together.
    static final int MAX_NAMES = ListingJson.MAX_NAMES;

    private static final String SERVICE = CriMethods.CONTAINERD + "images.v1.Images/";
    private static final MethodDescriptor<GetImageRequest, GetImageResponse> GET = CriMethods.method(
            SERVICE + "Get", GetImageRequest.getDefaultInstance(), GetImageResponse.getDefaultInstance());
    private static final MethodDescriptor<ListNamesRequest, ListNamesResponse> LIST = CriMethods.method(
            SERVICE + "List", ListNamesRequest.getDefaultInstance(), ListNamesResponse.getDefaultInstance());
    private static final MethodDescriptor<CreateImageRequest, CreateImageResponse> CREATE = CriMethods.method(
            SERVICE + "Create", CreateImageRequest.getDefaultInstance(), CreateImageResponse.getDefaultInstance());
    private static final MethodDescriptor<UpdateImageRequest, UpdateImageResponse> UPDATE = CriMethods.method(
            SERVICE + "Update", UpdateImageRequest.getDefaultInstance(), UpdateImageResponse.getDefaultInstance());
    private static final MethodDescriptor<DeleteImageRequest, DeleteImageResponse> DELETE = CriMethods.method(
            SERVICE + "Delete", DeleteImageRequest.getDefaultInstance(), DeleteImageResponse.getDefaultInstance());

    /// A name that CRI lists, and the kubelet uses and collects.
    private static final String MANAGED = "io.cri-containerd.image";
    private static final List<String> CHANGED = List.of("target", "labels");
    private static final int MAX_MEDIA_TYPE = 255;

    /// @return nothing where there is no such name
    Optional<Descriptor> target(String name, Duration limit) throws CriFailed, InterruptedException {
        return record(name, limit).map(ImageNames::target);
    }

    /// @return nothing where there is no such name
    Optional<ImageRecord> record(String name, Duration limit) throws CriFailed, InterruptedException {
        GetImageRequest request =
                GetImageRequest.newBuilder().setName(checked(name)).build();
        try {
            ImageRecord record = channel.call(GET, request, limit).getImage();
            if (!isWhole(target(record))) {
                throw CriFailed.unusable("Get", "a name stands for no content");
            }
            return Optional.of(record);
        } catch (CriFailed e) {
            if (e.says(Code.NOT_FOUND)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    List<String> all(Duration limit) throws CriFailed, InterruptedException {
        return list(ListNamesRequest.getDefaultInstance(), limit).stream()
                .map(ImageRecord::getName)
                .toList();
    }

    private List<ImageRecord> list(ListNamesRequest request, Duration limit) throws CriFailed, InterruptedException {
        ListNamesResponse answer = channel.call(LIST, request, limit);
        if (answer.getImagesCount() > MAX_NAMES) {
            throw CriFailed.unusable("List", "there are more than " + MAX_NAMES + " names");
        }
        return answer.getImagesList();
    }

    /// Changes labels of all names of a content but temporary ones; its id is among them.
    ///
    /// @param change makes the labels to set of those that there are; an empty value takes one away
    /// @return whether there was anything to change
    boolean label(String digest, UnaryOperator<Map<String, String>> change, Duration limit)
            throws CriFailed, InterruptedException {
        Deadline left = Deadline.in(limit);
        boolean changed = false;
        for (ImageRecord record : of(digest, left.left())) {
            if (!TemporaryName.is(record.getName())) {
                Map<String, String> labels = change.apply(record.getLabelsMap());
                changed |= !labels.isEmpty() && set(record, labels, left.left());
            }
        }
        return changed;
    }

    /// Names that we have pinned for that reason, with the digests that they stand for.
    Map<String, String> pinned(PinReason why, Duration limit) throws CriFailed, InterruptedException {
        ListNamesRequest request = ListNamesRequest.newBuilder()
                .addFilters("labels.\"" + PinLabels.REASONS + "\"~=" + why)
                .build();
        Map<String, String> pinned = new HashMap<>();
        for (ImageRecord record : list(request, limit)) {
            Descriptor target = target(record);
            if (isWhole(target) && new PinLabels(record.getLabelsMap()).has(why)) {
                pinned.put(record.getName(), target.digest());
            }
        }
        return pinned;
    }

    /// All names of a content, its id among them.
    List<ImageRecord> of(String digest, Duration limit) throws CriFailed, InterruptedException {
        if (!ManifestJson.DIGEST.matcher(digest).matches()) {
            throw new IllegalArgumentException("no digest: " + digest);
        }
        ListNamesRequest request = ListNamesRequest.newBuilder()
                .addFilters("target.digest==" + digest)
                .build();
        List<ImageRecord> its = new ArrayList<>();
        for (ImageRecord record : list(request, limit)) {
            Descriptor target = target(record);
            if (target.digest().equals(digest)
                    && isWhole(target)
                    && !record.getName().isEmpty()) {
                its.add(record);
            }
        }
        return its;
    }

    /// @return false where the name is gone meanwhile
    private boolean set(ImageRecord record, Map<String, String> labels, Duration limit)
            throws CriFailed, InterruptedException {
        UpdateImageRequest update = UpdateImageRequest.newBuilder()
                .setImage(ImageRecord.newBuilder()
                        .setName(record.getName())
                        .putAllLabels(labels)
                        .setTarget(record.getTarget()))
                .setUpdateMask(FieldPaths.newBuilder()
                        .addAllPaths(labels.keySet().stream()
                                .map(key -> "labels." + key)
                                .sorted()
                                .toList()))
                .build();
        return took(UPDATE, update, Code.NOT_FOUND, limit);
    }

    /// Also where the name stands for other content now.
    void put(String name, Descriptor target, Duration limit) throws CriFailed, InterruptedException {
        if (!isWhole(target)) {
            throw new IllegalArgumentException("no content: " + target);
        }
        ImageRecord image = ImageRecord.newBuilder()
                .setName(checked(name))
                .putLabels(MANAGED, "managed")
                .setTarget(TargetDescriptor.newBuilder()
                        .setMediaType(target.mediaType())
                        .setDigest(target.digest())
                        .setSize(target.size()))
                .build();
        Deadline left = Deadline.in(limit);
        if (!took(CREATE, CreateImageRequest.newBuilder().setImage(image).build(), Code.ALREADY_EXISTS, left.left())) {
            UpdateImageRequest update = UpdateImageRequest.newBuilder()
                    .setImage(image)
                    .setUpdateMask(FieldPaths.newBuilder().addAllPaths(CHANGED))
                    .build();
            channel.call(UPDATE, update, left.left());
        }
    }

    /// One that is not there is gone too; returns when what nothing names any more is collected.
    void remove(String name, Duration limit) throws CriFailed, InterruptedException {
        remove(DeleteImageRequest.newBuilder().setName(checked(name)), limit);
    }

    /// The same, from containerd 2 on unless the name stands for something else by now.
    void remove(ImageRecord record, Duration limit) throws CriFailed, InterruptedException {
        remove(
                DeleteImageRequest.newBuilder()
                        .setName(checked(record.getName()))
                        .setTarget(record.getTarget()),
                limit);
    }

    private void remove(DeleteImageRequest.Builder request, Duration limit) throws CriFailed, InterruptedException {
        took(DELETE, request.setSync(true).build(), Code.NOT_FOUND, limit);
    }

    /// @param otherwise what it may say in place of doing it
    /// @return whether it did
    private <Q> boolean took(MethodDescriptor<Q, ?> method, Q request, Code otherwise, Duration limit)
            throws CriFailed, InterruptedException {
        try {
            channel.call(method, request, limit);
            return true;
        } catch (CriFailed e) {
            if (e.says(otherwise)) {
                return false;
            }
            throw e;
        }
    }

    private static String checked(String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("an image without a name");
        }
        return name;
    }

    static Descriptor target(ImageRecord record) {
        TargetDescriptor target = record.getTarget();
        return new Descriptor(
                Texts.printable(target.getMediaType(), MAX_MEDIA_TYPE), target.getDigest(), target.getSize());
    }

    private static boolean isWhole(Descriptor target) {
        return !target.mediaType().isEmpty()
                && target.size() > 0
                && ManifestJson.DIGEST.matcher(target.digest()).matches();
    }
}
