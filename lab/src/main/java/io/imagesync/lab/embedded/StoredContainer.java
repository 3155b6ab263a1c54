package io.imagesync.lab.embedded;

import java.util.Locale;

/// A container on a node, which uses an image whether it runs or not.
///
/// @param image as whoever made it wrote it: a name, an id, anything
public record StoredContainer(String name, String image, Kind kind) {
    /// What it is, and who knows of it.
    public enum Kind {
        CREATED,
        RUNNING,
        EXITED,
        /// Made by `ctr`: only containerd itself has it.
        OF_CTR,
        /// Of a pod: only containerd itself tells its image.
        SANDBOX;

        boolean isOfCri() {
            return this != OF_CTR && this != SANDBOX;
        }

        /// As containerd's CRI plugin labels it; empty where that is not its maker.
        String label() {
            return this == OF_CTR ? "" : isOfCri() ? "container" : name().toLowerCase(Locale.ROOT);
        }
    }

    String id() {
        return RegistryImage.sha256("container " + name).substring("sha256:".length());
    }
}
