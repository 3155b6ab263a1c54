package io.imagesync.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.fuzz.Fuzzing;
import io.imagesync.json.StrictJson;
import io.imagesync.json.StrictJson.Broken;
import io.imagesync.model.ClusterNode;
import io.imagesync.model.NodeName;
import io.imagesync.model.WaitingPod;
import io.imagesync.model.Workload;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class ClusterFuzzTest {
    private static final List<String> OBJECTS = List.of(
            "{\"items\":[{\"metadata\":{\"name\":\"w1\",\"labels\":{\"a.b/c\":\"d\"},\"deletionTimestamp\":\"t\"},"
                    + "\"spec\":{\"unschedulable\":true,\"taints\":[{\"key\":\"k\",\"effect\":\"NoSchedule\"}]},\"status\":"
                    + "{\"addresses\":[{\"type\":\"Hostname\",\"address\":\"w1\"},{\"type\":\"InternalIP\",\"address\":"
                    + "\"10.0.0.1\"},{\"type\":\"ExternalIP\",\"address\":\"fd00::1\"}],\"conditions\":"
                    + "[{\"type\":\"Ready\",\"status\":\"True\"}],\"images\":[{\"names\":[\"a\"],\"sizeBytes\":1}]}}]}",
            "{\"items\":[{\"metadata\":{\"name\":\"d\",\"namespace\":\"n\"},\"spec\":{\"template\":{\"spec\":"
                    + "{\"containers\":[{\"name\":\"c\",\"image\":\"nginx\"}],\"volumes\":[{\"image\":{\"reference\":\"b\"}}],"
                    + "\"nodeSelector\":{\"a\":\"b\"},\"affinity\":{\"nodeAffinity\":"
                    + "{\"requiredDuringSchedulingIgnoredDuringExecution\":{\"nodeSelectorTerms\":[{\"matchExpressions\":"
                    + "[{\"key\":\"a\",\"operator\":\"In\",\"values\":[\"b\"]}],\"matchFields\":[{\"key\":\"metadata.name\","
                    + "\"operator\":\"NotIn\",\"values\":[\"w\"]}]}]}}}}}},\"status\":{\"conditions\":"
                    + "[{\"type\":\"Complete\",\"status\":\"True\"}]}}]}",
            "{\"items\":[{\"metadata\":{\"name\":\"p\",\"namespace\":\"n\",\"uid\":\"u\"},\"spec\":{\"nodeName\":\"w1\","
                    + "\"containers\":[{\"name\":\"c\",\"image\":\"nginx\"}]},\"status\":{\"phase\":\"Pending\","
                    + "\"containerStatuses\":[{\"name\":\"c\",\"state\":{\"waiting\":{\"reason\":\"ErrImagePull\"}}}]}}]}");

    private static <T> List<T> read(byte[] input, ApiList.Item<T> item) {
        List<T> all = new ArrayList<>();
        try {
            StrictJson.read(new ByteArrayInputStream(input), (json, name) -> {
                if (name.equals("items")) {
                    json.array(each -> item.read(each).ifPresent(all::add));
                } else {
                    json.skip();
                }
            });
        } catch (Broken e) {
            assertThat(e.getMessage()).hasSizeBetween(1, 200).matches("\\P{Cntrl}+");
        }
        return all;
    }

    /// Whatever comes: what is kept is fit to be shown and to be given to `ssh`, and so is what is noted.
    @Property(tries = 80)
    void objects(@ForAll long seed) {
        List<byte[]> corpus = OBJECTS.stream().map(String::getBytes).toList();
        Kept kept = new Kept(
                Kubectl.Limits.USUAL,
                (level, note) -> assertThat(note).hasSizeBetween(1, 300).matches("\\P{Cntrl}+"));
        Fuzzing.batch(seed, corpus, input -> {
            read(input, NodeJson.item(kept, true)).forEach(ClusterFuzzTest::isFit);
            read(input, WorkloadJson.item(kept, "Deployment")).forEach(ClusterFuzzTest::isFit);
            for (PodJson.Pod pod : read(input, PodJson.item(kept))) {
                pod.workload().ifPresent(ClusterFuzzTest::isFit);
                pod.waiting().forEach(ClusterFuzzTest::isFit);
            }
        });
    }

    private static void isFit(ClusterNode node) {
        assertThat(node.name())
                .matches(NodeName::isValid)
                .matches("[a-z0-9.-]+")
                .doesNotStartWith("-");
        assertThat(node.addresses().values()).allMatch(address -> NodeName.isValid(address) && !address.contains("@"));
        for (Map.Entry<String, String> label : node.labels().entrySet()) {
            assertThat(label.getKey() + "=" + label.getValue()).matches("[A-Za-z0-9_./-]+=[A-Za-z0-9_.-]*");
        }
    }

    private static void isFit(Workload workload) {
        assertThat(workload.label()).matches("[a-z0-9-]+/[a-z0-9.-]+");
        assertThat(workload.images())
                .isNotEmpty()
                .allMatch(image -> image.toString().equals(image.canonical()));
    }

    private static void isFit(WaitingPod pod) {
        assertThat(pod.pod()).matches("[a-z0-9-]+/[a-z0-9.-]+");
        assertThat(pod.node()).matches("[a-z0-9.-]+");
    }
}
