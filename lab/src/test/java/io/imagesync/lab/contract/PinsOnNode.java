package io.imagesync.lab.contract;

import static io.imagesync.lab.contract.ContentsContract.LIMIT;
import static io.imagesync.lab.contract.ContentsContract.await;
import static io.imagesync.lab.contract.ContentsContract.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.lab.contract.NodeFixture.Published;
import io.imagesync.lab.e2e.RealLab;
import io.imagesync.model.ImageRef;
import io.imagesync.model.PinReason;
import io.imagesync.node.Contents;
import io.imagesync.node.Node;
import java.util.List;
import java.util.Map;

/// What becomes of pins on a real node.
///
/// @param taken whether its containerd takes them
record PinsOnNode(RealLab lab, NodeFixture fixture, Node node, boolean taken) {
    private static final String NODE = "w1";
    private static final String CRICTL = "/opt/lab/crictl -r unix:///run/containerd/containerd.sock ";

    private Contents contents() {
        return node.contents().orElseThrow();
    }

    private Published pulled(String name) throws Exception {
        Published image = fixture.publish(name, 100);
        fixture.hold(image);
        return image;
    }

    private void pin(Published image) throws Exception {
        assertThat(contents().pin(image.digest(), PinReason.RELAY, LIMIT)).isEmpty();
        await("the pin", () -> isPinned(image.reference()) == taken);
    }

    private boolean isPinned(ImageRef name) throws Exception {
        return value(node.look(name, false, LIMIT)).pinned();
    }

    private Map<String, String> named(PinReason why) throws Exception {
        return value(contents().pinned(why, LIMIT));
    }

    /// Names of our pins, also those that the runtime ignores.
    private List<String> labelled() {
        return lab.real("ctr", NODE, "images", "ls")
                .lines()
                .filter(line ->
                        line.contains("io.image-sync.pinned=relay") && line.contains("io.cri-containerd.pinned=pinned"))
                .map(line -> line.substring(0, line.indexOf(' ')))
                .toList();
    }

    void areOnAllNamesAndEnd() throws Exception {
        Published image = pulled("bcm11/pinned:1.0");
        Published other = pulled("bcm11/pinned:2.0");
        pin(image);

        assertThat(labelled())
                .hasSize(3)
                .contains(
                        image.reference().canonical(),
                        image.reference().name() + "@" + image.digest(),
                        value(node.list(LIMIT)).images().stream()
                                .filter(held -> held.isNamed(image.reference()))
                                .findFirst()
                                .orElseThrow()
                                .id());
        assertThat(isPinned(other.reference())).isFalse();

        assertThat(value(contents().unpin(image.digest(), PinReason.RELAY, LIMIT)))
                .isTrue();
        await("the end of the pin", () -> !isPinned(image.reference()));
        assertThat(labelled()).isEmpty();
        assertThat(value(contents().unpin(image.digest(), PinReason.RELAY, LIMIT)))
                .isFalse();
    }

    /// The pull takes the labels of the tag away. Of two reasons each ends alone.
    void outlastAPullOfTheTag() throws Exception {
        Published image = pulled("bcm11/pinned:1.0");
        pin(image);
        assertThat(contents().pin(image.digest(), PinReason.PATTERN, LIMIT)).isEmpty();
        assertThat(named(PinReason.PATTERN)).hasSize(3).containsValue(image.digest());
        assertThat(node.pull(image.reference(), LIMIT, _ -> {})).isEmpty();

        assertThat(isPinned(image.reference())).isEqualTo(taken);
        assertThat(named(PinReason.PATTERN))
                .hasSize(2)
                .doesNotContainKey(image.reference().canonical());
        assertThat(value(contents().unpin(image.digest(), PinReason.RELAY, LIMIT)))
                .isTrue();
        assertThat(named(PinReason.RELAY)).isEmpty();
        assertThat(named(PinReason.PATTERN)).hasSize(2);
        assertThat(isPinned(image.reference())).isEqualTo(taken);
        assertThat(value(contents().unpin(image.digest(), PinReason.PATTERN, LIMIT)))
                .isTrue();
        await("the end of the pin", () -> !isPinned(image.reference()));
    }

    void ofOthersStay() throws Exception {
        Published image = pulled("bcm11/pinned:1.0");
        lab.real("ctr", NODE, "images", "label", image.reference().toString(), "io.cri-containerd.pinned=pinned");
        await("the pin of somebody else", () -> isPinned(image.reference()) == taken);
        pin(image);
        assertThat(value(contents().unpin(image.digest(), PinReason.RELAY, LIMIT)))
                .isTrue();

        assertThat(lab.real("ctr", NODE, "images", "ls"))
                .contains("io.cri-containerd.pinned=pinned")
                .doesNotContain("io.image-sync.pinned");
        assertThat(isPinned(image.reference())).isEqualTo(taken);
    }

    /// It asks what there is, and removes what is not pinned.
    void keepWhatTheKubeletWouldDelete() throws Exception {
        Published image = pulled("bcm11/pinned:1.0");
        Published other = pulled("bcm11/other:1.0");
        pin(image);

        lab.on(
                NODE,
                CRICTL + "images -o json | jq -r '.images[] | select(.pinned | not) | .id' | xargs -r -n 1 " + CRICTL
                        + "rmi >/dev/null");

        await(
                "what is not pinned to go",
                () -> !fixture.held().contains(other.reference().toString()));
        assertThat(value(node.look(image.reference(), false, LIMIT)).held()).isEqualTo(taken);
    }
}
