package io.imagesync.lab.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.lab.embedded.Disk;
import io.imagesync.lab.embedded.Fault;
import io.imagesync.lab.embedded.NodeEvent;
import java.util.List;

/// Disks of nodes. The image has 1 MB, so that 3.5 MB are looked for.
final class DiskFaults {
    private static final String REMEDY = "free space on the node, or raise DISK_LIMIT";

    private DiskFaults() {}

    static final List<Row<EmbeddedStage>> EMBEDDED = List.of(
            onDisk("The node's disk is above DISK_LIMIT", 1_000_000, 150_000)
                    .says("[WARNING] Disk of <NODE>: 85% of /var/lib/containerd is used, DISK_LIMIT is 80%; the kubelet"
                            + " deletes unused images by default, down to 80%; free space on the node, or make its"
                            + " disk larger")
                    .says("[WARNING] Skipped: <IMAGE> on <NODE> (disk): would pass DISK_LIMIT 80%: ...")
                    .complains("not tried: <IMAGE> on <NODE>: no room within DISK_LIMIT", REMEDY)
                    .fails("DISK")
                    .andThen(DiskFaults::nothingWasPulled),
            onDisk("The pull would fill the node's disk above DISK_LIMIT", 100_000, 22_000)
                    .says("[WARNING] Skipped: <IMAGE> on <NODE> (disk): would pass DISK_LIMIT 80%: ...")
                    .complains("not tried: <IMAGE> on <NODE>: no room within DISK_LIMIT", REMEDY)
                    .fails("DISK")
                    .andThen(DiskFaults::nothingWasPulled),
            Row.<EmbeddedStage>of("The node's disk is full during the pull", stage -> {
                        stage.sickNode().faults().always(stage.image(), Fault.Known.NO_SPACE);
                        stage.afterwards(() -> stage.sickNode().faults().clear());
                    })
                    .says(
                            "[ERROR] FAILED: <IMAGE> on <NODE> (Exit code: 1): the node's disk is full: ...",
                            "free space on the node, or lower DISK_LIMIT")
                    .fails("EXIT 1"));

    static final List<Row<RealStage>> REAL =
            List.of(Row.<RealStage>of("The node's disk is full, with DISK_LIMIT off", stage -> {
                        stage.set("DISK_LIMIT", 0);
                        stage.on(
                                "dd if=/dev/zero of=/var/lib/containerd/fill bs=64k 2>/dev/null; true",
                                "rm -f /var/lib/containerd/fill");
                    })
                    .says(
                            "[ERROR] FAILED: <IMAGE> on <NODE> (Exit code: 1): the node's disk is full: ...",
                            "free space on the node, or lower DISK_LIMIT")
                    .fails("EXIT 1"));

    private static Row<EmbeddedStage> onDisk(String fault, long kibibytes, long available) {
        return Row.of(fault, stage -> {
            stage.sickNode().disk(new Disk("/var/lib/containerd", kibibytes, available));
            stage.afterwards(() -> stage.sickNode().disk(new Disk("/var/lib/containerd", kibibytes, kibibytes)));
        });
    }

    /// Before the run that brings all in step.
    private static void nothingWasPulled(EmbeddedStage stage) {
        assertThat(stage.sickNode().events().of(NodeEvent.PullStarted.class)).isEmpty();
    }
}
