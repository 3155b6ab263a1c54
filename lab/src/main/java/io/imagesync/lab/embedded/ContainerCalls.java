package io.imagesync.lab.embedded;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.imagesync.cri.Container;
import io.imagesync.cri.ContainerMetadata;
import io.imagesync.cri.ContainerRecord;
import io.imagesync.cri.ContainerState;
import io.imagesync.cri.ImageSpec;
import io.imagesync.cri.ListContainersResponse;
import io.imagesync.cri.ListRecordsMessage;
import io.imagesync.cri.StatusResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// Containers and the runtime's own settings, as CRI, containerd and crictl tell them.
final class ContainerCalls {
    private static final String KIND = "io.cri-containerd.kind";

    private final FakeRuntime runtime;

    ContainerCalls(FakeRuntime runtime) {
        this.runtime = runtime;
    }

    ListContainersResponse list() {
        ListContainersResponse.Builder answer = ListContainersResponse.newBuilder();
        ofCri().forEach(one -> answer.addContainers(Container.newBuilder()
                .setId(one.id())
                .setMetadata(ContainerMetadata.newBuilder().setName(one.name()))
                .setImage(ImageSpec.newBuilder().setImage(one.image()))
                .setImageRef(imageRef(one))
                .setState(state(one))));
        return answer.build();
    }

    private List<StoredContainer> ofCri() {
        return runtime.containers().all().stream()
                .filter(one -> one.kind().isOfCri())
                .toList();
    }

    private static ContainerState state(StoredContainer one) {
        return switch (one.kind()) {
            case CREATED -> ContainerState.CONTAINER_CREATED;
            case RUNNING -> ContainerState.CONTAINER_RUNNING;
            case EXITED -> ContainerState.CONTAINER_EXITED;
            case OF_CTR, SANDBOX -> ContainerState.CONTAINER_UNKNOWN;
        };
    }

    /// The id of the image; what it was called where that is not there.
    private String imageRef(StoredContainer one) {
        return runtime.store().find(one.image()).map(runtime.profile()::id).orElse(one.image());
    }

    List<ListRecordsMessage> records() {
        return runtime.containers().all().stream()
                .map(one -> ListRecordsMessage.newBuilder()
                        .setContainer(record(one))
                        .build())
                .toList();
    }

    private static ContainerRecord record(StoredContainer one) {
        ContainerRecord.Builder record =
                ContainerRecord.newBuilder().setId(one.id()).setImage(one.image());
        return one.kind().label().isEmpty()
                ? record.setId(one.name()).build()
                : record.putLabels(KIND, one.kind().label()).build();
    }

    StatusResponse status(boolean verbose) {
        StatusResponse.Builder answer = StatusResponse.newBuilder();
        if (verbose) {
            config().ifPresent(config -> answer.putInfo("config", config));
        }
        return answer.build();
    }

    /// Nothing where the runtime says nothing of itself.
    private Optional<String> config() {
        String image = "\"sandboxImage\":\"" + runtime.containers().sandboxImage() + "\"";
        String containerd = "\"containerd\":{\"snapshotter\":\"overlayfs\"}";
        return switch (runtime.profile()) {
            case CONTAINERD, SPARSE -> Optional.of("{" + containerd + "," + image + "}");
            case CONTAINERD_2 -> Optional.of("{" + containerd + "}");
            case CRIO -> Optional.of("{" + image + "}");
            case CRIO_OLD -> Optional.empty();
        };
    }

    /// What the helper makes of `crictl ps` and `crictl info`.
    byte[] json() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
            json.writeStartObject();
            json.writeObjectFieldStart("ps");
            json.writeArrayFieldStart("containers");
            for (StoredContainer one : ofCri()) {
                write(json, one);
            }
            json.writeEndArray();
            json.writeEndObject();
            json.writeObjectFieldStart("info");
            json.writeObjectFieldStart("status");
            json.writeEndObject();
            if (config().isPresent()) {
                json.writeFieldName("config");
                json.writeRawValue(config().get());
            }
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private void write(JsonGenerator json, StoredContainer one) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", one.id());
        json.writeObjectFieldStart("metadata");
        json.writeStringField("name", one.name());
        json.writeNumberField("attempt", 0);
        json.writeEndObject();
        json.writeObjectFieldStart("image");
        json.writeStringField("image", one.image());
        json.writeObjectFieldStart("annotations");
        json.writeEndObject();
        json.writeEndObject();
        json.writeStringField("imageRef", imageRef(one));
        json.writeStringField("state", state(one).name());
        json.writeStringField("createdAt", "1764000000000000000");
        json.writeEndObject();
    }

    /// What crictl prints of an image when it looks into it; nothing where it is not there.
    Optional<byte[]> inspected(String reference) {
        return runtime.store()
                .find(reference)
                .map(image -> ("{\"status\":{\"id\":\"" + image.id() + "\"},\"info\":" + info(image) + "}")
                        .getBytes(StandardCharsets.UTF_8));
    }

    /// What a runtime tells of an image beyond what CRI has fields for: its configuration.
    String info(StoredImage image) {
        String config = runtime.blobs()
                .find(image.id())
                .map(blob -> blob.content().pattern().toStringUtf8())
                .orElse("{}");
        return "{\"chainID\":\"\",\"imageSpec\":" + config + "}";
    }
}
