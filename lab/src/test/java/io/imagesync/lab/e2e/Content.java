package io.imagesync.lab.e2e;

import java.util.List;
import java.util.function.Predicate;

/// What `ctr images check` says of one name, also of those by digest and of temporary ones.
///
/// @param whole whether all of its content is there
/// @param unpacked whether the snapshots of its layers are there
public record Content(String name, boolean whole, boolean unpacked) {
    private static final String TEMPORARY = "/image-sync-";

    /// All that the node's containerd lists.
    public static List<Content> of(RealLab lab, String node) {
        return lab.real("ctr", node, "images", "check")
                .lines()
                .filter(line -> line.contains("sha256:"))
                .map(line -> new Content(
                        line.substring(0, line.indexOf(' ')),
                        line.contains(" complete ("),
                        line.stripTrailing().endsWith(" true")))
                .toList();
    }

    /// Those of the names.
    public static List<Content> of(RealLab lab, String node, Predicate<String> names) {
        return of(lab, node).stream().filter(one -> names.test(one.name)).toList();
    }

    /// Whether it is the name by which a node pulls from us, and not one of an image's own.
    public boolean isTemporary() {
        return name.startsWith("127.0.0.1:") && name.contains(TEMPORARY);
    }

    public boolean isUsable() {
        return whole && unpacked;
    }
}
