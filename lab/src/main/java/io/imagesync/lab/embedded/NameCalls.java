package io.imagesync.lab.embedded;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.imagesync.cri.CreateImageRequest;
import io.imagesync.cri.CreateImageResponse;
import io.imagesync.cri.DeleteImageRequest;
import io.imagesync.cri.DeleteImageResponse;
import io.imagesync.cri.GetImageRequest;
import io.imagesync.cri.GetImageResponse;
import io.imagesync.cri.ImageRecord;
import io.imagesync.cri.ListNamesRequest;
import io.imagesync.cri.ListNamesResponse;
import io.imagesync.cri.TargetDescriptor;
import io.imagesync.cri.UpdateImageRequest;
import io.imagesync.cri.UpdateImageResponse;
import io.imagesync.lab.embedded.ImageStore.NameRecord;
import io.imagesync.model.Descriptor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// containerd's image service as it answers.
final class NameCalls {
    private static final String LABELS = "labels";
    private static final String LABEL = "labels.";

    private final ImageStore store;
    private final Script script;

    NameCalls(ImageStore store, Script script) {
        this.store = store;
        this.script = script;
    }

    GetImageResponse get(GetImageRequest question) {
        return GetImageResponse.newBuilder()
                .setImage(message(found(question.getName())))
                .build();
    }

    private NameRecord found(String name) {
        return store.record(name)
                .orElseThrow(() -> Status.NOT_FOUND
                        .withDescription("image \"" + name + "\": not found")
                        .asRuntimeException());
    }

    ListNamesResponse list(ListNamesRequest question) {
        try {
            List<Filter> filters =
                    question.getFiltersList().stream().map(Filter::of).toList();
            ListNamesResponse.Builder answer = ListNamesResponse.newBuilder();
            store.records().stream()
                    .filter(record -> Filter.anyFits(filters, fields(record), record.labels()))
                    .forEach(record -> answer.addImages(message(record)));
            return answer.build();
        } catch (IllegalArgumentException e) {
            throw Status.INVALID_ARGUMENT.withDescription(e.getMessage()).asRuntimeException();
        }
    }

    private static Map<String, String> fields(NameRecord record) {
        return Map.of("name", record.name(), "target.digest", record.target().digest());
    }

    CreateImageResponse create(CreateImageRequest question) {
        NameRecord record = record(whole(question.hasImage(), question.getImage()));
        synchronized (store) {
            if (store.record(record.name()).isPresent()) {
                throw Status.ALREADY_EXISTS
                        .withDescription("image \"" + record.name() + "\": already exists")
                        .asRuntimeException();
            }
            store.name(record);
        }
        return CreateImageResponse.newBuilder().setImage(message(record)).build();
    }

    /// Without a mask everything is replaced.
    UpdateImageResponse update(UpdateImageRequest question) {
        NameRecord wanted = record(whole(question.hasImage(), question.getImage()));
        List<String> paths = question.getUpdateMask().getPathsList();
        synchronized (store) {
            NameRecord there = found(wanted.name());
            boolean moves = paths.isEmpty() || paths.contains("target");
            NameRecord record = new NameRecord(
                    there.name(), moves ? wanted.target() : there.target(), labels(there, wanted, paths));
            store.name(record);
            return UpdateImageResponse.newBuilder().setImage(message(record)).build();
        }
    }

    private static Map<String, String> labels(NameRecord there, NameRecord wanted, List<String> paths) {
        if (paths.isEmpty() || paths.contains(LABELS)) {
            return wanted.labels();
        }
        Map<String, String> labels = new HashMap<>(there.labels());
        paths.stream()
                .filter(path -> path.startsWith(LABEL))
                .map(path -> path.substring(LABEL.length()))
                .forEach(key -> labels.put(key, wanted.labels().getOrDefault(key, "")));
        return labels;
    }

    DeleteImageResponse delete(DeleteImageRequest question) {
        synchronized (store) {
            store.unname(found(question.getName()).name());
        }
        return DeleteImageResponse.getDefaultInstance();
    }

    /// A message that lacks one within it is what some versions end with. Whoever sends it fails the test.
    private ImageRecord whole(boolean hasImage, ImageRecord image) {
        if (hasImage && image.hasTarget() && !image.getName().isEmpty()) {
            return image;
        }
        script.unfit("containerd would have ended: a request to its image service is not whole");
        throw Status.UNAVAILABLE
                .withDescription("error reading from server: EOF")
                .asRuntimeException();
    }

    private static NameRecord record(ImageRecord image) throws StatusRuntimeException {
        TargetDescriptor target = image.getTarget();
        if (!target.getDigest().matches("sha256:[0-9a-f]{64}") || target.getSize() <= 0) {
            throw Status.INVALID_ARGUMENT
                    .withDescription("descriptor " + target.getDigest() + ": invalid argument")
                    .asRuntimeException();
        }
        return new NameRecord(
                image.getName(),
                new Descriptor(target.getMediaType(), target.getDigest(), target.getSize()),
                image.getLabelsMap());
    }

    private static ImageRecord message(NameRecord record) {
        return ImageRecord.newBuilder()
                .setName(record.name())
                .putAllLabels(record.labels())
                .setTarget(TargetDescriptor.newBuilder()
                        .setMediaType(record.target().mediaType())
                        .setDigest(record.target().digest())
                        .setSize(record.target().size()))
                .build();
    }
}
