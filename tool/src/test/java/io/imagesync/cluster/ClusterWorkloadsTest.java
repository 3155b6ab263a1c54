package io.imagesync.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.ClusterAnswer;
import io.imagesync.model.ImageRef;
import io.imagesync.model.NodeTerms;
import io.imagesync.model.NodeTerms.Operator;
import io.imagesync.model.NodeTerms.Requirement;
import io.imagesync.model.WaitingPod;
import io.imagesync.model.Workload;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ClusterWorkloadsTest {
    private static final String EVENTS =
            "/api/v1/events?limit=500&fieldSelector=involvedObject.kind%3DPod%2Creason%3DPulling";
    private static final String OWNER = ",\"ownerReferences\":[{\"kind\":\"X\",\"name\":\"x\",\"controller\":true}]";

    @TempDir
    private Path folder = Path.of("");

    private KubectlLab lab = new KubectlLab(folder);

    @BeforeEach
    void lab() throws IOException {
        lab = new KubectlLab(folder).empty();
        lab.selector = Optional.empty();
        lab.workloads = true;
    }

    private static String object(String name, String more, String spec, String status) {
        return "{\"metadata\":{\"name\":\"" + name + "\",\"namespace\":\"team\",\"uid\":\"u-" + name + "\"" + more
                + "},\"spec\":{" + spec + "},\"status\":{" + status + "}}";
    }

    private static String template(String spec) {
        return "\"replicas\":0,\"template\":{\"metadata\":{},\"spec\":{" + spec + "}}";
    }

    private static String container(String image) {
        return "\"containers\":[{\"name\":\"c\",\"image\":\"" + image + "\",\"env\":[]}]";
    }

    private List<String> labels() throws Exception {
        return lab.ask().workloads().stream()
                .map(one -> one.kind() + " " + one.label() + " " + one.images())
                .toList();
    }

    private void pods(String... pods) throws IOException {
        lab.list("/api/v1/pods", "Pod", pods);
    }

    private static String pod(String name, String node, String reason) {
        return object(
                name,
                OWNER,
                "\"nodeName\":\"" + node + "\",\"initContainers\":[{\"name\":\"i\",\"image\":\"init\"}],"
                        + container(name),
                "\"phase\":\"Pending\",\"containerStatuses\":[{\"name\":\"c\",\"image\":\"other\",\"state\":"
                        + "{\"waiting\":{\"reason\":\"" + reason + "\",\"message\":\"m\"}}}]");
    }

    @Test
    void theImagesOfAllKindsAreCompletedAndOnce() throws Exception {
        String spec = "\"initContainers\":[{\"name\":\"i\",\"image\":\"busybox\"}],\"containers\":["
                + "{\"name\":\"a\",\"image\":\"nginx\"},{\"name\":\"b\",\"image\":\"docker.io/library/nginx:latest\"}],"
                + "\"volumes\":[{\"name\":\"v\",\"image\":{\"reference\":\"r.example/data:1\",\"pullPolicy\":\"Always\"}},"
                + "{\"name\":\"e\",\"emptyDir\":{}}],\"ephemeralContainers\":[{\"image\":\"debug\"}]";
        lab.list("/apis/apps/v1/deployments", "Deployment", object("d", OWNER, template(spec), ""))
                .list("/apis/apps/v1/statefulsets", "StatefulSet", object("s", "", template(container("s")), ""))
                .list("/apis/apps/v1/daemonsets", "DaemonSet", object("d", "", template(container("ds")), ""))
                .list(
                        "/apis/apps/v1/replicasets",
                        "ReplicaSet",
                        object("kept", OWNER, template(container("x")), ""),
                        object("rs", "", template(container("rs")), ""))
                .list(
                        "/apis/batch/v1/jobs",
                        "Job",
                        object("j", OWNER, template(container("j")), "\"active\":1"),
                        object("done", "", template(container("x")), ended("Complete", "True")),
                        object("failed", "", template(container("x")), ended("Failed", "True")),
                        object("going", "", template(container("g")), ended("Complete", "False")))
                .list(
                        "/apis/batch/v1/cronjobs",
                        "CronJob",
                        object("cj", "", "\"jobTemplate\":{\"spec\":{" + template(container("cj")) + "}}", ""));
        pods(
                object("alone", "", container("p"), "\"phase\":\"Running\""),
                object("owned", OWNER, container("x"), "\"phase\":\"Running\""),
                object("over", "", container("x"), "\"phase\":\"Succeeded\""),
                object("bad", "", container("x"), "\"phase\":\"Failed\""),
                object("going", ",\"deletionTimestamp\":\"t\"", container("x"), "\"phase\":\"Running\""));

        assertThat(labels())
                .containsExactly(
                        "Pod team/alone [docker.io/library/p:latest]",
                        "CronJob team/cj [docker.io/library/cj:latest]",
                        "DaemonSet team/d [docker.io/library/ds:latest]",
                        "Deployment team/d [docker.io/library/busybox:latest, docker.io/library/nginx:latest,"
                                + " r.example/data:1]",
                        "Job team/going [docker.io/library/g:latest]",
                        "Job team/j [docker.io/library/j:latest]",
                        "ReplicaSet team/rs [docker.io/library/rs:latest]",
                        "StatefulSet team/s [docker.io/library/s:latest]");
        assertThat(lab.notes).isEmpty();
    }

    private static String ended(String type, String status) {
        return "\"conditions\":[{\"type\":\"" + type + "\",\"status\":\"" + status + "\"}]";
    }

    @Test
    void whatIsNoNameOrImageIsLeftOutAndSaid() throws Exception {
        lab.list(
                "/apis/apps/v1/deployments",
                "Deployment",
                object("$(id)", "", template(container("a")), ""),
                object("none", "", template("\"containers\":[{\"name\":\"c\",\"image\":\"\"},{\"name\":\"d\"}]"), ""),
                object("d", "", template(container("-oX\\n") + ",\"initContainers\":[{\"image\":\"b\"}]"), ""),
                object("long", "", template(container("x".repeat(1_500_000))), ""));

        assertThat(labels()).containsExactly("Deployment team/d [docker.io/library/b:latest]");
        assertThat(lab.notes)
                .hasSize(3)
                .contains(
                        "DEBUG Kubernetes: \"team/$(id)\" is not the name of a Deployment; it is left out",
                        "DEBUG Kubernetes: \"-oX\\n\" is not an image reference; it is left out")
                .allSatisfy(note -> assertThat(note).hasSizeLessThan(200));
    }

    private NodeTerms where(String spec) throws Exception {
        lab.list("/apis/apps/v1/deployments", "Deployment", object("d", "", template(container("a") + spec), ""));
        return lab.ask().workloads().getFirst().where();
    }

    private static String affinity(String... terms) {
        return ",\"affinity\":{\"podAntiAffinity\":{\"x\":[]},\"nodeAffinity\":{"
                + "\"preferredDuringSchedulingIgnoredDuringExecution\":[{\"weight\":1}],"
                + "\"requiredDuringSchedulingIgnoredDuringExecution\":{\"nodeSelectorTerms\":["
                + String.join(",", terms) + "]}}}";
    }

    private static String expression(String key, String operator, String... values) {
        return "{\"key\":\"" + key + "\",\"operator\":\"" + operator + "\",\"values\":["
                + String.join(",", Stream.of(values).map(v -> "\"" + v + "\"").toList()) + "]}";
    }

    private static Requirement needs(String key, Operator operator, String... values) {
        return new Requirement(key, false, operator, List.of(values));
    }

    @Test
    void nodeSelectorAndRequiredAffinityHoldTogether() throws Exception {
        Requirement gpu = needs("gpu", Operator.IN, "yes");
        assertThat(where("")).isEqualTo(NodeTerms.NONE);
        assertThat(where(",\"nodeSelector\":{\"gpu\":\"yes\"}")).isEqualTo(new NodeTerms(List.of(List.of(gpu))));
        assertThat(where(",\"nodeSelector\":{\"gpu\":\"yes\"}"
                        + affinity(
                                "{\"matchExpressions\":[" + expression("zone", "In", "a", "b") + ","
                                        + expression("n", "Gt", "4") + "," + expression("x", "DoesNotExist") + "]}",
                                "{\"matchFields\":[" + expression("metadata.name", "NotIn", "w1") + "]}")))
                .isEqualTo(new NodeTerms(List.of(
                        List.of(
                                gpu,
                                needs("zone", Operator.IN, "a", "b"),
                                needs("n", Operator.GT, "4"),
                                needs("x", Operator.DOES_NOT_EXIST)),
                        List.of(gpu, new Requirement("metadata.name", true, Operator.NOT_IN, List.of("w1"))))));
        assertThat(lab.notes).isEmpty();
    }

    @Test
    void whatIsNotUnderstoodLimitsNothingAndIsSaid() throws Exception {
        String zone = expression("zone", "In", "a");
        NodeTerms byZone = new NodeTerms(List.of(List.of(needs("zone", Operator.IN, "a"))));
        assertThat(where(affinity("{\"matchExpressions\":[" + zone + "," + expression("x", "Like", "y") + "]}")))
                .isEqualTo(byZone);
        assertThat(where(affinity("{\"matchExpressions\":[" + zone + "]}", "{\"matchSomething\":[7]}")))
                .isEqualTo(NodeTerms.NONE);
        assertThat(where(affinity("{\"matchFields\":[" + expression("metadata.uid", "In", "u") + "]}")))
                .isEqualTo(NodeTerms.NONE);
        assertThat(where(affinity("{}", "{\"matchExpressions\":[" + zone + "]}")))
                .isEqualTo(byZone);
        assertThat(lab.notes)
                .containsExactly(
                        "DEBUG Kubernetes: \"x Like\" of a workload's nodes is not understood; it limits nothing",
                        "DEBUG Kubernetes: \"matchSomething\" of a node affinity is not understood; it limits nothing",
                        "DEBUG Kubernetes: \"metadata.uid In\" of a workload's nodes is not understood;"
                                + " it limits nothing");
    }

    @Test
    void podsThatWaitForAnImage() throws Exception {
        pods(
                pod("err", "w1", "ErrImagePull"),
                pod("off", "w2", "ImagePullBackOff"),
                pod("nowhere", "", "ErrImagePull"),
                pod("odd", "-oX", "ErrImagePull"),
                pod("crash", "w1", "CrashLoopBackOff"),
                pod("over", "w1", "ErrImagePull").replace("Pending", "Failed"));

        assertThat(lab.ask().waiting())
                .containsExactly(
                        new WaitingPod("team/err", "w1", ImageRef.of("err"), "ErrImagePull"),
                        new WaitingPod("team/off", "w2", ImageRef.of("off"), "ImagePullBackOff"));
        assertThat(lab.calls()).noneMatch(call -> call.contains("/events"));
    }

    private static String pulling(String pod, String image) {
        return "{\"metadata\":{\"name\":\"e\"},\"involvedObject\":{\"kind\":\"Pod\",\"uid\":\"u-" + pod
                + "\"},\"reason\":\"Pulling\",\"message\":\"Pulling image \\\"" + image + "\\\"\"}";
    }

    @Test
    void eventsTellWhichOfThoseThatAreToStartPull() throws Exception {
        pods(
                pod("pulling", "w1", "ContainerCreating"),
                pod("mounting", "w1", "ContainerCreating"),
                pod("after", "w2", "PodInitializing").replace("containerStatuses", "initContainerStatuses"));
        lab.says(
                EVENTS,
                KubectlLab.json(
                        "Event",
                        "",
                        pulling("pulling", "docker.io/library/pulling:latest"),
                        pulling("pulling", "pulling"),
                        pulling("pulling", "init"),
                        pulling("gone", "mounting"),
                        pulling("mounting", "b a d"),
                        pulling("after", "after"),
                        "{}"));

        assertThat(lab.ask().waiting())
                .containsExactly(
                        new WaitingPod("team/after", "w2", ImageRef.of("after"), "Pulling"),
                        new WaitingPod("team/pulling", "w1", ImageRef.of("pulling"), "Pulling"));
    }

    @Test
    void withoutTheRightToEventsAllElseIsAnswered() throws Exception {
        pods(pod("a", "w1", "ContainerCreating"), object("alone", "", container("p"), ""));
        lab.fails(EVENTS, 1, "Error from server (Forbidden): events is forbidden: User \"hunter2\"");

        ClusterAnswer answer = lab.ask();
        assertThat(answer.workloads()).extracting(Workload::label).containsExactly("team/alone");
        assertThat(answer.waiting()).isEmpty();
        assertThat(lab.notes)
                .containsExactly("WARNING Kubernetes: cannot tell which pods are pulling an image:"
                        + " the Kubernetes API does not allow this user to list events;"
                        + " apply the ClusterRole in docs/kubernetes.md");
    }

    @Test
    void serversBefore121HaveCronJobsElsewhere() throws Exception {
        String old = "/apis/batch/v1beta1/cronjobs";
        lab.fails("/apis/batch/v1/cronjobs?limit=500", 1, "Error from server (NotFound): the server could not find")
                .list(
                        old,
                        "CronJob",
                        object("cj", "", "\"jobTemplate\":{\"spec\":{" + template(container("cj")) + "}}", ""));

        assertThat(labels()).containsExactly("CronJob team/cj [docker.io/library/cj:latest]");
    }
}
