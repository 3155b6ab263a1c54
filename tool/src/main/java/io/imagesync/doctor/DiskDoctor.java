package io.imagesync.doctor;

import io.imagesync.model.DiskUsage;
import io.imagesync.model.Finding;
import io.imagesync.model.Finding.Level;
import java.util.OptionalInt;

/// Judges how full an image file system is.
///
/// @param limit DISK_LIMIT in percent, 0 for none
/// @param kubelet percent from which the kubelet deletes images, where the node has it configured
record DiskDoctor(int limit, OptionalInt kubelet) {
    /// The kubelet's own default for imageGCHighThresholdPercent (Kubernetes, KubeletConfiguration v1beta1).
    private static final int KUBELET_DEFAULT = 85;

    Finding judge(String node, DiskUsage disk) {
        int threshold = kubelet.orElse(KUBELET_DEFAULT);
        String words = "disk: " + disk.mountPoint() + " is " + disk.percent() + "% full; "
                + (limit == 0 ? "DISK_LIMIT is off" : "DISK_LIMIT " + limit + "%")
                + ", the kubelet deletes images from "
                + threshold + "%" + (kubelet.isPresent() ? "" : " by default");
        if (disk.percent() >= threshold) {
            return new Finding(
                    Level.WARNING, node, words, "free space on the node: the kubelet is deleting images there");
        }
        if (limit != 0 && disk.percent() >= limit) {
            return new Finding(Level.WARNING, node, words, "nothing more is pulled there: free space on the node");
        }
        if (limit == 0 || limit >= threshold) {
            return new Finding(
                    Level.WARNING,
                    node,
                    words,
                    "set DISK_LIMIT below " + threshold + ", or the kubelet deletes what image-sync pulls");
        }
        return Finding.ok(node, words);
    }
}
