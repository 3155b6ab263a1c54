package io.imagesync.lab.contract;

import static io.imagesync.lab.contract.ContentsContract.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.lab.e2e.Access;
import io.imagesync.lab.e2e.OnRealNodes;
import io.imagesync.lab.e2e.RealLab;
import io.imagesync.model.ImageRef;
import io.imagesync.model.PullFailure;
import io.imagesync.model.RelayMode;
import io.imagesync.model.RelaySettings;
import io.imagesync.model.RuntimeAccess;
import io.imagesync.node.Node;
import io.imagesync.relay.NodeBlobs;
import io.imagesync.relay.Relay.Offer;
import io.imagesync.relay.RelayThroughHost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/// Images that come from one node to others through this host.
@OnRealNodes(only = Access.CRI)
class RelayBetweenRealNodesTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void anImageLoadedByHandArrivesWholeAndLikeTheOriginal(RealLab lab) throws Exception {
        String image = "localhost/relay/by-hand:1";
        lab.real("import", "w1", image, "20000");

        relay(lab, image, "w1", List.of("w2", "w3"));

        for (String node : List.of("w2", "w3")) {
            assertThat(lab.images(node)).containsExactly(image);
            assertThat(check(lab, node)).contains(image, "complete").doesNotContain("incomplete");
            assertThat(inspected(lab, node, image)).isEqualTo(inspected(lab, "w1", image));
            assertThat(names(lab, node)).isEqualTo(names(lab, "w1"));
        }
    }

    @Test
    void onePlatformOfAnIndexArrivesUnderTheDigestOfTheIndex(RealLab lab) throws Exception {
        String image = lab.real("push", "relay/index:1", "3000", "linux/s390x,linux/amd64,linux/arm64")
                .split(" ", 2)[0];
        lab.on("w1", "/opt/lab/crictl -r unix:///run/containerd/containerd.sock pull " + image);

        relay(lab, image, "w1", List.of("w2"));

        assertThat(names(lab, "w2")).isEqualTo(names(lab, "w1")).contains("@sha256:");
        assertThat(inspected(lab, "w2", image)).isEqualTo(inspected(lab, "w1", image));
        assertThat(lab.pulls("w2").started()).noneMatch(image::equals);
    }

    private static void relay(RealLab lab, String image, String from, List<String> to) throws Exception {
        ImageRef reference = ImageRef.of(image);
        try (NodeConnection connection = new NodeConnection(lab.sshConfig(), RuntimeAccess.CRI);
                Node source = connection.open(from);
                RelayThroughHost relay = new RelayThroughHost(new RelaySettings(RelayMode.LOADED, 4, 0, false))) {
            List<FutureTask<Optional<PullFailure>>> sends = new ArrayList<>();
            for (String each : to) {
                FutureTask<Optional<PullFailure>> send = new FutureTask<>(() -> {
                    try (Node target = connection.open(each)) {
                        Offer offer = value(relay.look(reference, List.of(new NodeBlobs(source)), target, LIMIT));
                        Optional<PullFailure> failure = relay.send(offer, target, LIMIT, _ -> {});
                        assertThat(value(relay.look(reference, List.of(new NodeBlobs(source)), target, LIMIT))
                                        .missing())
                                .isEmpty();
                        return failure;
                    }
                });
                Thread.ofPlatform().start(send);
                sends.add(send);
            }
            for (FutureTask<Optional<PullFailure>> send : sends) {
                assertThat(send.get()).isEmpty();
            }
        }
    }

    private static String check(RealLab lab, String node) {
        return lab.real("ctr", node, "images", "check");
    }

    private static String inspected(RealLab lab, String node, String image) {
        return lab.on(node, "/opt/lab/crictl -r unix:///run/containerd/containerd.sock inspecti " + image);
    }

    /// All, with digests and ids.
    private static String names(RealLab lab, String node) {
        return lab.real("ctr", node, "images", "ls", "-q");
    }
}
