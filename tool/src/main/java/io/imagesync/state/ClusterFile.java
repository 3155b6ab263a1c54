package io.imagesync.state;

import com.fasterxml.jackson.core.JsonGenerator;
import io.imagesync.model.ClusterAnswer;
import io.imagesync.model.ClusterNode;
import io.imagesync.model.ImageRef;
import io.imagesync.model.NodeTerms.Requirement;
import io.imagesync.model.WaitingPod;
import io.imagesync.model.Workload;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// `STATE_DIR/cluster.json`: what Kubernetes said last, for runs that get no answer.
public final class ClusterFile {
    static final int MAX_BYTES = 64 << 20;

    private final StateFile file;
    private final String question;

    /// @param question what was asked and of whom: an answer to another one is no use
    /// @param warnings is told why it could not be read or written
    public ClusterFile(Path folder, String question, Consumer<String> warnings) {
        this.file = new StateFile(
                folder,
                "cluster.json",
                MAX_BYTES,
                warnings,
                "there is no earlier answer to use when Kubernetes does not answer");
        this.question = question;
    }

    public Optional<ClusterAnswer> read() {
        ClusterReading reading = new ClusterReading();
        return file.read(reading::field) ? reading.answer(question) : Optional.empty();
    }

    public void keep(ClusterAnswer answer) {
        file.write(json -> write(json, answer));
    }

    private void write(JsonGenerator json, ClusterAnswer answer) throws IOException {
        json.writeStringField("question", question);
        json.writeStringField("at", answer.at().toString());
        objects(json, "nodes", answer.nodes(), node -> write(json, node));
        objects(json, "workloads", answer.workloads(), workload -> write(json, workload));
        objects(
                json,
                "waiting",
                answer.waiting().stream().filter(pod -> isReadable(pod.image())).toList(),
                pod -> write(json, pod));
    }

    /// Written out in full it may be longer than any that is read.
    private static boolean isReadable(ImageRef image) {
        return image.toString().length() <= ImageRef.MAX_LENGTH;
    }

    private interface Writing<T> {
        void write(T one) throws IOException;
    }

    /// One a line, so that people can look for one.
    private static <T> void objects(JsonGenerator json, String name, List<T> all, Writing<T> each) throws IOException {
        json.writeArrayFieldStart(name);
        for (T one : all) {
            json.writeRaw('\n');
            json.writeStartObject();
            each.write(one);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void write(JsonGenerator json, ClusterNode node) throws IOException {
        json.writeStringField("name", node.name());
        json.writeBooleanField("selected", node.selected());
        texts(json, "labels", node.labels());
        texts(json, "addresses", node.addresses());
        StateFile.texts(json, "marks", node.marks().stream().map(Object::toString));
    }

    private static void texts(JsonGenerator json, String name, Map<?, String> all) throws IOException {
        json.writeObjectFieldStart(name);
        for (Map.Entry<?, String> one : all.entrySet()) {
            json.writeStringField(one.getKey().toString(), one.getValue());
        }
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Workload workload) throws IOException {
        json.writeStringField("kind", workload.kind());
        json.writeStringField("namespace", workload.namespace());
        json.writeStringField("name", workload.name());
        strings(
                json,
                "images",
                workload.images().stream().filter(ClusterFile::isReadable).toList());
        json.writeArrayFieldStart("where");
        for (List<Requirement> term : workload.where().anyOf()) {
            json.writeStartArray();
            for (Requirement one : term) {
                write(json, one);
            }
            json.writeEndArray();
        }
        json.writeEndArray();
    }

    private static void write(JsonGenerator json, Requirement one) throws IOException {
        json.writeStartObject();
        json.writeStringField("key", one.key());
        json.writeBooleanField("field", one.field());
        json.writeStringField("operator", one.operator().name());
        strings(json, "values", one.values());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, WaitingPod pod) throws IOException {
        json.writeStringField("pod", pod.pod());
        json.writeStringField("node", pod.node());
        json.writeStringField("image", pod.image().toString());
        json.writeStringField("reason", pod.reason());
    }

    /// As they are ordered.
    private static void strings(JsonGenerator json, String name, List<?> all) throws IOException {
        json.writeArrayFieldStart(name);
        for (Object one : all) {
            json.writeString(one.toString());
        }
        json.writeEndArray();
    }
}
