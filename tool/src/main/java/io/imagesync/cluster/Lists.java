package io.imagesync.cluster;

import io.imagesync.model.ClusterAnswer;
import io.imagesync.model.ClusterNode;
import io.imagesync.model.ClusterSettings;
import io.imagesync.model.WaitingPod;
import io.imagesync.model.Workload;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The lists of the API that a question takes, and the answer that comes of them.
final class Lists {
    private static final String ANY = "*";

    private static final List<ApiList> WORKLOADS = List.of(
            ApiList.of("/apis/apps/v1/deployments", "Deployment"),
            ApiList.of("/apis/apps/v1/statefulsets", "StatefulSet"),
            ApiList.of("/apis/apps/v1/daemonsets", "DaemonSet"),
            ApiList.of("/apis/apps/v1/replicasets", "ReplicaSet"),
            ApiList.of("/apis/batch/v1/jobs", "Job"),
            ApiList.of("/apis/batch/v1/cronjobs", "CronJob"));

    /// Of API servers before 1.21.
    private static final ApiList OLD_CRON_JOBS = ApiList.of("/apis/batch/v1beta1/cronjobs", "CronJob");

    private static final ApiList NODES = ApiList.of("/api/v1/nodes", "Node");
    private static final ApiList PODS = ApiList.of("/api/v1/pods", "Pod");
    private static final ApiList EVENTS =
            ApiList.of("/api/v1/events", "Event").with("fieldSelector", "involvedObject.kind=Pod,reason=Pulling");

    private final ClusterSettings settings;
    private final Kubectl kubectl;
    private final Kept kept;
    private final List<ClusterNode> nodes = Collections.synchronizedList(new ArrayList<>());
    private final List<Workload> workloads = Collections.synchronizedList(new ArrayList<>());
    private final List<WaitingPod> waiting = Collections.synchronizedList(new ArrayList<>());

    Lists(ClusterSettings settings, Kubectl kubectl, Kept kept) {
        this.settings = settings;
        this.kubectl = kubectl;
        this.kept = kept;
    }

    /// What may have to be listed.
    static List<String> resources(ClusterSettings settings) {
        Stream<ApiList> lists = settings.workloads()
                ? Stream.of(Stream.of(NODES), WORKLOADS.stream(), Stream.of(PODS, EVENTS))
                        .flatMap(each -> each)
                : Stream.of(NODES);
        return lists.map(ApiList::resource).toList();
    }

    List<SideBySide.Question> questions(boolean allNodes) {
        List<SideBySide.Question> questions = new ArrayList<>();
        String selector = settings.selector().orElse("");
        boolean some = !selector.isEmpty() && !selector.equals(ANY);
        if (some) {
            questions.add(() -> nodes(NODES.with("labelSelector", selector), true));
        }
        if (!some || allNodes) {
            questions.add(() -> nodes(NODES, selector.equals(ANY)));
        }
        if (settings.workloads()) {
            WORKLOADS.forEach(list -> questions.add(() -> workloads(list)));
            questions.add(this::pods);
        }
        return questions;
    }

    private void nodes(ApiList list, boolean selected) throws NotAnswered, InterruptedException {
        nodes.addAll(read(list, NodeJson.item(kept, selected)));
    }

    private void workloads(ApiList list) throws NotAnswered, InterruptedException {
        try {
            workloads.addAll(read(list, WorkloadJson.item(kept, list.kind())));
        } catch (NotAnswered e) {
            if (e.why() != Trouble.NOT_FOUND || !list.kind().equals(OLD_CRON_JOBS.kind())) {
                throw e;
            }
            workloads.addAll(read(OLD_CRON_JOBS, WorkloadJson.item(kept, list.kind())));
        }
    }

    private void pods() throws NotAnswered, InterruptedException {
        List<PodJson.Pod> pods = read(PODS, PodJson.item(kept));
        for (PodJson.Pod pod : pods) {
            pod.workload().ifPresent(workloads::add);
            waiting.addAll(pod.waiting());
        }
        PullEvents events = new PullEvents(kept, pods);
        if (!events.isOfInterest()) {
            return;
        }
        try {
            waiting.addAll(read(EVENTS, events::read));
        } catch (NotAnswered e) {
            kept.warn("cannot tell which pods are pulling an image: " + e.getMessage() + "; " + e.remedy());
        }
    }

    private <T> List<T> read(ApiList list, ApiList.Item<T> item) throws NotAnswered, InterruptedException {
        return list.read(settings, kubectl, kept, item);
    }

    /// When all questions are answered.
    ClusterAnswer answer(Instant at) {
        Map<String, ClusterNode> byName = new TreeMap<>();
        nodes.forEach(node -> byName.merge(node.name(), node, (one, other) -> one.selected() ? one : other));
        workloads.sort(Comparator.comparing(Workload::label).thenComparing(Workload::kind));
        waiting.sort(Comparator.comparing(WaitingPod::pod).thenComparing(WaitingPod::image));
        Set<WaitingPod> once = new LinkedHashSet<>(waiting);
        return new ClusterAnswer(at, List.copyOf(byName.values()), workloads, List.copyOf(once));
    }
}
