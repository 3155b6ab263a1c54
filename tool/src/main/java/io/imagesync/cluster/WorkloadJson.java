package io.imagesync.cluster;

import io.imagesync.json.StrictJson;
import io.imagesync.json.StrictJson.Broken;
import io.imagesync.model.Workload;
import java.util.Optional;
import java.util.Set;

/// What has a template of pods. A ReplicaSet that something else keeps does not count, nor does a Job that has ended.
final class WorkloadJson {
    private static final Set<String> ENDS = Set.of("Complete", "Failed");

    private final Metadata metadata;
    private final PodSpecJson pods;
    private boolean ended;

    private WorkloadJson(Kept kept) {
        this.metadata = new Metadata(kept, false);
        this.pods = new PodSpecJson(kept);
    }

    static ApiList.Item<Workload> item(Kept kept, String kind) {
        return json -> {
            WorkloadJson one = new WorkloadJson(kept);
            json.object(one::field);
            return one.read(kind);
        };
    }

    private Optional<Workload> read(String kind) {
        boolean counts = switch (kind) {
            case "ReplicaSet" -> !metadata.isOwned();
            case "Job" -> !ended;
            default -> true;
        };
        return counts ? workload(kind, metadata, pods) : Optional.empty();
    }

    /// One that names an image.
    static Optional<Workload> workload(String kind, Metadata metadata, PodSpecJson pods) {
        return pods.images().isEmpty() || !metadata.isNamespaced(kind)
                ? Optional.empty()
                : Optional.of(new Workload(kind, metadata.namespace(), metadata.name(), pods.images(), pods.where()));
    }

    private void field(StrictJson json, String key) throws Broken {
        switch (key) {
            case "metadata" -> metadata.read(json);
            case "spec" -> json.object(this::spec);
            case "status" -> Fields.only(json, "conditions", all -> all.array(this::condition));
            default -> json.skip();
        }
    }

    private void spec(StrictJson json, String key) throws Broken {
        switch (key) {
            case "template" -> Fields.only(json, "spec", pods::read);
            case "jobTemplate" -> Fields.only(json, "spec", job -> job.object(this::spec));
            default -> json.skip();
        }
    }

    private void condition(StrictJson json) throws Broken {
        Fields condition = Fields.texts(json, "type", "status");
        ended |= ENDS.contains(condition.get("type")) && condition.get("status").equals("True");
    }
}
