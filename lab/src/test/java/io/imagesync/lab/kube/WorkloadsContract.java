package io.imagesync.lab.kube;

import static io.imagesync.lab.kube.Manifests.containers;
import static io.imagesync.lab.kube.Manifests.ownedBy;
import static io.imagesync.lab.kube.Manifests.podSpec;
import static io.imagesync.lab.kube.Manifests.pulling;
import static io.imagesync.lab.kube.Manifests.waiting;
import static io.imagesync.lab.kube.Manifests.workload;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.ClusterAnswer;
import io.imagesync.model.ImageRef;
import io.imagesync.model.NodeTerms.Operator;
import io.imagesync.model.NodeTerms.Requirement;
import io.imagesync.model.WaitingPod;
import io.imagesync.model.Workload;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What runs pods, with which images and where, and which pods wait for one.
abstract class WorkloadsContract extends KubeContract {
    private static final List<Resource> WITH_TEMPLATE = List.of(
            Resource.DEPLOYMENTS,
            Resource.STATEFULSETS,
            Resource.DAEMONSETS,
            Resource.REPLICASETS,
            Resource.JOBS,
            Resource.CRONJOBS);

    WorkloadsContract(KubeApi api, String version) {
        super(api, version);
    }

    private static List<String> found(ClusterAnswer answer) {
        return answer.workloads().stream()
                .map(one -> one.kind() + " " + one.label() + " " + images(one))
                .sorted()
                .toList();
    }

    private static List<String> images(Workload workload) {
        return workload.images().stream().map(ImageRef::canonical).toList();
    }

    @Test
    void ofEveryKind() throws Exception {
        for (Resource kind : WITH_TEMPLATE) {
            api.put(workload(kind, "team", "one", "quay.io/team/" + kind + ":1"));
        }
        api.put(workload(Resource.PODS, "other", "one", "nginx"));

        assertThat(found(ask(workloads())))
                .containsExactly(
                        "CronJob team/one [quay.io/team/cronjobs:1]",
                        "DaemonSet team/one [quay.io/team/daemonsets:1]",
                        "Deployment team/one [quay.io/team/deployments:1]",
                        "Job team/one [quay.io/team/jobs:1]",
                        "Pod other/one [docker.io/library/nginx:latest]",
                        "ReplicaSet team/one [quay.io/team/replicasets:1]",
                        "StatefulSet team/one [quay.io/team/statefulsets:1]");
    }

    @Test
    void ofContainersAndInitContainersEachOnce() throws Exception {
        for (Resource kind : List.of(Resource.DEPLOYMENTS, Resource.CRONJOBS, Resource.PODS)) {
            api.put(workload(kind, "team", "one", "quay.io/a:1", "quay.io/b:1")
                    .with(podSpec(kind) + ".initContainers", containers("init", "quay.io/c:1", "quay.io/a:1")));
        }

        assertThat(ask(workloads()).workloads())
                .hasSize(3)
                .allSatisfy(one ->
                        assertThat(images(one)).containsExactlyInAnyOrder("quay.io/a:1", "quay.io/b:1", "quay.io/c:1"));
    }

    @Test
    void withoutThoseThatOthersKeepAndThoseThatHaveEnded() throws Exception {
        api.put(ownedBy(workload(Resource.REPLICASETS, "team", "rs", "nginx"), "Deployment", "apps/v1", "one"));
        api.put(ownedBy(workload(Resource.PODS, "team", "pod", "nginx"), "ReplicaSet", "apps/v1", "rs"));
        api.put(ownedBy(workload(Resource.JOBS, "team", "of-cron", "nginx"), "CronJob", "batch/v1", "cron"));
        for (String end : List.of("Complete", "Failed")) {
            api.put(workload(Resource.JOBS, "team", "job-" + end.toLowerCase(Locale.ROOT), "nginx")
                    .with("status.conditions", List.of(Map.of("type", end, "status", "True"))));
        }
        for (String end : List.of("Succeeded", "Failed")) {
            api.put(workload(Resource.PODS, "team", "pod-" + end.toLowerCase(Locale.ROOT), "nginx")
                    .with("status.phase", end));
        }

        assertThat(found(ask(workloads()))).containsExactly("Job team/of-cron [docker.io/library/nginx:latest]");
    }

    @Test
    void ofManyPages() throws Exception {
        for (Tree deployment : Stream.iterate(0, i -> i < 520, i -> i + 1)
                .map(i -> workload(Resource.DEPLOYMENTS, i % 2 == 0 ? "even" : "odd", "d" + i, "quay.io/team/a:" + i))
                .toList()) {
            api.put(deployment);
        }

        assertThat(ask(workloads()).workloads())
                .hasSize(520)
                .extracting(Workload::label)
                .doesNotHaveDuplicates();
    }

    @Test
    void whereTheirPodsMayRun() throws Exception {
        String spec = podSpec(Resource.DEPLOYMENTS);
        Map<String, Object> zone = Map.of("key", "zone", "operator", "In", "values", List.of("a", "b"));
        Map<String, Object> name = Map.of("key", "metadata.name", "operator", "NotIn", "values", List.of("w9"));
        Map<String, Object> many = Map.of("key", "gpus", "operator", "Gt", "values", List.of("3"));
        api.put(workload(Resource.DEPLOYMENTS, "team", "one", "nginx")
                .with(spec + ".nodeSelector", Map.of("pool", "gpu"))
                .with(
                        spec
                                + ".affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms",
                        List.of(
                                Map.of("matchExpressions", List.of(zone), "matchFields", List.of(name)),
                                Map.of("matchExpressions", List.of(many)))));

        Requirement gpu = new Requirement("pool", false, Operator.IN, List.of("gpu"));
        List<List<Requirement>> terms =
                ask(workloads()).workloads().getFirst().where().anyOf();
        assertThat(terms).hasSize(2);
        assertThat(terms.getFirst())
                .containsExactlyInAnyOrder(
                        gpu,
                        new Requirement("zone", false, Operator.IN, List.of("a", "b")),
                        new Requirement("metadata.name", true, Operator.NOT_IN, List.of("w9")));
        assertThat(terms.getLast())
                .containsExactlyInAnyOrder(gpu, new Requirement("gpus", false, Operator.GT, List.of("3")));
    }

    @Test
    void thatWaitForAnImage() throws Exception {
        Tree pulls = waiting(workload(Resource.PODS, "team", "pulls", "quay.io/a:1"), "w1", "ContainerCreating");
        api.put(pulling(pulls, api.put(pulls), "quay.io/a:1"));
        api.put(waiting(workload(Resource.PODS, "team", "starts", "quay.io/a:1"), "w1", "ContainerCreating"));
        api.put(waiting(workload(Resource.PODS, "team", "backs-off", "quay.io/b:1"), "w2", "ImagePullBackOff"));
        api.put(waiting(workload(Resource.PODS, "team", "fails", "quay.io/b:1"), "w3", "ErrImagePull"));
        api.put(waiting(workload(Resource.PODS, "team", "crashes", "quay.io/b:1"), "w3", "CrashLoopBackOff"));

        assertThat(ask(workloads()).waiting())
                .containsExactlyInAnyOrder(
                        new WaitingPod("team/pulls", "w1", ImageRef.of("quay.io/a:1"), "Pulling"),
                        new WaitingPod("team/backs-off", "w2", ImageRef.of("quay.io/b:1"), "ImagePullBackOff"),
                        new WaitingPod("team/fails", "w3", ImageRef.of("quay.io/b:1"), "ErrImagePull"));
    }
}
