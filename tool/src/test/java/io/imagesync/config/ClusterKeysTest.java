package io.imagesync.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.ClusterSettings;
import io.imagesync.model.NodeAddress;
import io.imagesync.model.NodeSkip;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterKeysTest {
    private static final String LOG = "LOG_DIR=/l\n";

    private static ClusterSettings cluster(String added) {
        return Conf.config(added).cluster();
    }

    @Test
    void withoutAKeyNothingIsAsked() {
        assertThat(cluster("")).isEqualTo(ClusterSettings.OFF);
        assertThat(cluster("").isAsked()).isFalse();
        for (String key : List.of("NODE_ADDRESS", "NODE_SKIP", "KUBECTL", "KUBE_MAX_AGE", "IMAGES_FROM")) {
            assertThat(Conf.effective("", key)).isEqualTo(Conf.effective("NODE_SELECTOR=x", key));
        }
    }

    @Test
    void theDefaultsOfTheTableAreThoseOfTheSettings() {
        ClusterSettings off = ClusterSettings.OFF;
        ClusterSettings read = cluster("NODE_SELECTOR='*'");
        assertThat(read.selector()).contains("*");
        assertThat(new ClusterSettings(
                        Optional.empty(),
                        read.address(),
                        read.skip(),
                        read.workloads(),
                        read.namespaces(),
                        read.kubectl(),
                        read.kubeconfig(),
                        read.context(),
                        read.maxAge()))
                .isEqualTo(off);
    }

    @Test
    void everyKeyIsRead() {
        assertThat(cluster("""
                        NODE_SELECTOR='gpu=yes,  !edge'
                        NODE_ADDRESS=Internal-IP
                        NODE_SKIP='deleting, cordoned'
                        IMAGES_FROM=workloads
                        NAMESPACES='team-* web'
                        KUBECTL='k3s  kubectl'
                        KUBECONFIG_FILE=/etc/is//kubeconfig
                        KUBE_CONTEXT='arn:aws:eks:x:1:cluster/a b'
                        KUBE_MAX_AGE=90m
                        """))
                .isEqualTo(new ClusterSettings(
                        Optional.of("gpu=yes, !edge"),
                        NodeAddress.INTERNAL_IP,
                        Set.of(NodeSkip.CORDONED, NodeSkip.DELETING),
                        true,
                        List.of("team-*", "web"),
                        List.of("k3s", "kubectl"),
                        Optional.of(Path.of("/etc/is/kubeconfig")),
                        Optional.of("arn:aws:eks:x:1:cluster/a b"),
                        Duration.ofMinutes(90)));
    }

    @ParameterizedTest
    @EnumSource
    void eachAddressIsWrittenAsItIsShown(NodeAddress address) {
        assertThat(cluster("NODE_SELECTOR=x;NODE_ADDRESS=" + address).address()).isEqualTo(address);
    }

    @ParameterizedTest
    @EnumSource
    void eachReasonToSkipIsWrittenAsItIsShown(NodeSkip skip) {
        assertThat(cluster("NODE_SELECTOR=x;NODE_SKIP=" + skip).skip()).containsExactly(skip);
    }

    @Test
    void noneSkipsNothingAndIsShown() {
        assertThat(cluster("NODE_SELECTOR=x;NODE_SKIP=none").skip()).isEmpty();
        assertThat(Conf.effective("NODE_SELECTOR=x;NODE_SKIP=none", "NODE_SKIP").value())
                .isEqualTo("none");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NODE_ADDRESS=internal_ip | is not understood; write one of: name, hostname, internal-ip, external-ip",
                "NODE_SKIP='cordoned none' | \"none\" is not understood; write one of: cordoned, not-ready, deleting,",
                "IMAGES_FROM=pods | \"pods\" is not understood; write workloads, or remove the line",
                "NAMESPACES=Team | \"Team\" is not a pattern of namespaces; write lower-case letters",
                "NAMESPACES='a/b' | is not a pattern of namespaces",
                "KUBECTL='kubectl; x' | is not a plain command",
                "KUBECTL=-x | is not a plain command",
                "KUBECONFIG_FILE=kube/config | is not an absolute path",
                "KUBE_CONTEXT=--token=x | is not the name of a context; kubectl config get-contexts lists them",
                "KUBE_CONTEXT=\"a\007b\" | is not the name of a context",
            })
    void whatIsWrongIsAnErrorWithItsLine(String line, String what) {
        assertThat(Conf.errors("NODE_SELECTOR=x;IMAGES_FROM=workloads;" + line))
                .anyMatch(problem -> problem.startsWith("F:5: " + line.replaceFirst("=(?s:.*)", "") + ": ")
                        && problem.contains(what));
    }

    @ParameterizedTest
    @CsvSource({"0,0", "90,90", "90s,90", "5m,300", "24h,86400", "07d,604800", "2147483647,2147483647"})
    void anAgeIsANumberAndAUnit(String text, long seconds) {
        assertThat(cluster("NODE_SELECTOR=x;KUBE_MAX_AGE=" + text).maxAge()).hasSeconds(seconds);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "1w", "-1h", "1.5h", "24 h", "2147483648", "99999d", "999999999999d", "9999999999999"})
    void aWrongAgeIsAWarningAndTheDefaultCounts(String text) {
        ConfigResult.Loaded loaded = Conf.loaded("NODE_SELECTOR=x\nKUBE_MAX_AGE='" + text + "'");
        assertThat(loaded.config().cluster().maxAge()).isEqualTo(Duration.ofHours(24));
        assertThat(loaded.warnings())
                .singleElement()
                .asString()
                .startsWith("Invalid KUBE_MAX_AGE value '" + text + "', using default: 24h (F:6: ");
    }

    @Test
    void anAgeIsShownInItsUnit() {
        for (String age : List.of("24h", "90m", "61s")) {
            assertThat(Conf.effective("NODE_SELECTOR=x;KUBE_MAX_AGE=" + age, "KUBE_MAX_AGE")
                            .value())
                    .isEqualTo(age);
        }
    }

    @Test
    void keysThatDoNothingAreTold() {
        assertThat(Conf.warnings("KUBECTL='k3s kubectl'\nNODE_SKIP=none\nNAMESPACES=a"))
                .containsExactly(
                        "F:5: KUBECTL: has no effect without NODE_SELECTOR or IMAGES_FROM; set that too, or remove the"
                                + " line",
                        "F:6: NODE_SKIP: has no effect without NODE_SELECTOR; set that too, or remove the line",
                        "F:7: NAMESPACES: has no effect without IMAGES_FROM; set that too, or remove the line");
        assertThat(Conf.warnings("IMAGES_FROM=workloads;NAMESPACES=a;KUBECTL=oc"))
                .isEmpty();
        assertThat(Conf.warnings("NODE_SELECTOR=a;NODE_SKIP=none;KUBE_CONTEXT=b"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NODE_SELECTOR='*';PREFIX1=x",
                "NODE_SELECTOR='*';IMAGES_FROM=workloads",
                "NODE1=a;IMAGES_FROM=workloads",
                "NODE1=a;IMAGES_FROM=workloads;SOURCE_NODES=none",
                "NODE1=a;NODE_SELECTOR=x;PREFIX1=x",
                "NODE1=a;IMAGES=nginx;SOURCE_NODES=None",
                "NODE1=a;NODE_SELECTOR=x;PREFIX1=x;EXCLUDE_NODES=a",
            })
    void lessIsRequiredOfWhoAsksTheCluster(String text) {
        assertThat(Conf.whole(LOG + text).warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NODE_SELECTOR=x | Missing required configuration variables: PREFIX1; set them in F",
                "IMAGES_FROM=workloads | Missing required configuration variables: NODE1 NODE2; set them in F; nodes"
                        + " can also",
                "NODES='a b';PREFIX1=x;SOURCE_NODES=none | F:2: SOURCE_NODES: with none, no image is wanted; name"
                        + " images",
                "NODES='a b';SOURCE_NODES=none | F:2: SOURCE_NODES: with none, no image is wanted; name images",
                "NODES='a b';IMAGES=x;SOURCE_NODES='a none' | F:2: SOURCE_NODES: has none together with other words;"
                        + " write only none",
                "NODE_SELECTOR='x y';PREFIX1=x | F:2: NODE_SELECTOR: \"x y\" is not a requirement of a label"
                        + " selector; write",
                "NODES='a b';PREFIX1=x;IMAGES_FROM=workloads;KUBECONFIG_FILE=/k;METRICS_FILE=/k | METRICS_FILE: /k is"
                        + " KUBECON",
                "NODES='a b';PREFIX1=x;LOCK_FILE=/var/lib/image-sync/cluster.json | is a file of STATE_DIR",
            })
    void whatIsMissingOrWrongIsSaidOnce(String text, String what) {
        assertThat(Conf.errorsOfWhole(LOG + text)).singleElement().asString().contains(what);
    }

    @Test
    void withoutSourcesNothingThatNodesHoldIsWanted() {
        Fleet fleet = Conf.config("IMAGES=nginx;SOURCE_NODES=none").fleet();
        assertThat(fleet.union()).isFalse();
        assertThat(fleet.sources()).isEqualTo(fleet.nodes());
        assertThat(Conf.config("SOURCE_NODES=w1").fleet().union()).isTrue();
        assertThat(Conf.effective("IMAGES=nginx;SOURCE_NODES=none", "SOURCE_NODES")
                        .value())
                .isEqualTo("none");
    }

    @Test
    void allKeysOfTheClusterAreTogether() {
        assertThat(Arrays.stream(Key.values()).filter(key -> key.name().matches("NODE_.*|KUBE.*|IMAGES_.*|NAMESP.*")))
                .containsExactlyElementsOf(EnumSet.range(Key.NODE_SELECTOR, Key.KUBE_MAX_AGE));
    }
}
