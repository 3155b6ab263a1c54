package io.imagesync.cluster;

import io.imagesync.json.StrictJson;
import io.imagesync.json.StrictJson.Broken;
import io.imagesync.model.WaitingPod;
import io.imagesync.model.Workload;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A pod: a workload if nothing else keeps it, and whether it waits for an image. One that has ended or is being
/// deleted is neither.
final class PodJson {
    private static final Set<String> ENDS = Set.of("Succeeded", "Failed");

    /// The kubelet's words for a pull that failed.
    private static final Set<String> FAILED = Set.of("ErrImagePull", "ImagePullBackOff");

    /// The kubelet's words for a container that is to start, by itself or after or as an init container.
    private static final Set<String> STARTING = Set.of("ContainerCreating", "PodInitializing");

    private final Metadata metadata;
    private final PodSpecJson spec;
    private final Map<String, String> reasons = new HashMap<>();
    private String phase = "";

    private PodJson(Kept kept) {
        this.metadata = new Metadata(kept, false);
        this.spec = new PodSpecJson(kept);
    }

    /// What is kept of it.
    ///
    /// @param waiting for images whose pull failed
    /// @param starting images of containers that are to start: whether one is being pulled, an event says
    record Pod(String uid, Optional<Workload> workload, List<WaitingPod> waiting, List<WaitingPod> starting) {
        private boolean matters() {
            return workload.isPresent() || !waiting.isEmpty() || !starting.isEmpty();
        }
    }

    static ApiList.Item<Pod> item(Kept kept) {
        return json -> {
            PodJson pod = new PodJson(kept);
            json.object(pod::field);
            return pod.read();
        };
    }

    private Optional<Pod> read() {
        if (ENDS.contains(phase) || metadata.isDeleting()) {
            return Optional.empty();
        }
        Optional<Workload> workload =
                metadata.isOwned() ? Optional.empty() : WorkloadJson.workload("Pod", metadata, spec);
        List<WaitingPod> waiting = new ArrayList<>();
        List<WaitingPod> starting = new ArrayList<>();
        if (Syntax.isName(spec.node()) && !reasons.isEmpty() && metadata.isNamespaced("Pod")) {
            reasons.forEach((container, reason) -> spec.imageOf(container).ifPresent(image -> {
                boolean failed = FAILED.contains(reason);
                (failed ? waiting : starting).add(new WaitingPod(metadata.label(), spec.node(), image, reason));
            }));
        }
        return Optional.of(new Pod(metadata.uid(), workload, once(waiting), once(starting)))
                .filter(Pod::matters);
    }

    private static List<WaitingPod> once(List<WaitingPod> all) {
        return all.stream().distinct().toList();
    }

    private void field(StrictJson json, String key) throws Broken {
        switch (key) {
            case "metadata" -> metadata.read(json);
            case "spec" -> spec.read(json);
            case "status" -> json.object(this::status);
            default -> json.skip();
        }
    }

    private void status(StrictJson json, String key) throws Broken {
        switch (key) {
            case "phase" -> phase = json.text().orElse("");
            case "containerStatuses", "initContainerStatuses" -> json.array(this::container);
            default -> json.skip();
        }
    }

    private void container(StrictJson json) throws Broken {
        String[] texts = {"", ""};
        json.object((in, key) -> {
            switch (key) {
                case "name" -> texts[0] = in.text().orElse("");
                case "state" ->
                    Fields.only(
                            in,
                            "waiting",
                            state -> texts[1] = Fields.texts(state, "reason").get("reason"));
                default -> in.skip();
            }
        });
        if (FAILED.contains(texts[1]) || STARTING.contains(texts[1])) {
            reasons.put(texts[0], texts[1]);
        }
    }
}
