package io.imagesync.lab.embedded;

import java.util.List;

/// How a runtime and its crictl shape a listing. Every variant was seen in the wild; a reader has to take them all.
public enum Profile {
    /// containerd 1.6 with crictl 1.26: every field is there, empty lists are `[]`, sizes are compressed content.
    CONTAINERD("containerd", "1.6.20", Absent.EMPTY_LIST),
    /// containerd 2 with crictl 1.31 or newer: `spec` is an object, with fields that older versions do not have.
    CONTAINERD_2("containerd", "2.1.9", Absent.EMPTY_LIST),
    /// CRI-O, as measured on 1.36.3 with crictl 1.36: ids have no `sha256:`, sizes are unpacked content,
    /// refusals have its own words, short names are refused. Empty lists are `null`, `pinned` and `spec` are
    /// missing, `uid` is an object.
    CRIO("cri-o", "1.36.3", Absent.NULL),
    /// CRI-O of old, which wrote `<none>:<none>` and `<none>@<none>` where it knew no name.
    CRIO_OLD("cri-o", "1.18.0", Absent.LITERAL_NONE),
    /// An encoder that leaves out what is empty.
    SPARSE("containerd", "1.7.24", Absent.MISSING);

    /// How an image without tags, or without digests, is written.
    enum Absent {
        EMPTY_LIST,
        NULL,
        LITERAL_NONE,
        MISSING
    }

    private final String runtime;
    private final String version;
    private final Absent absent;

    Profile(String runtime, String version, Absent absent) {
        this.runtime = runtime;
        this.version = version;
        this.absent = absent;
    }

    /// The name by which the runtime calls itself.
    String runtime() {
        return runtime;
    }

    String version() {
        return version;
    }

    boolean isContainerd() {
        return runtime.equals("containerd");
    }

    /// The id as this runtime writes it.
    String id(StoredImage image) {
        return isContainerd() ? image.id() : image.id().substring(image.id().indexOf(':') + 1);
    }

    /// The names with a digest as this runtime writes them. CRI-O cuts the name of an image that has lost its
    /// tag at the colon of its registry's port.
    List<String> digests(StoredImage image) {
        return isContainerd() || !image.tags().isEmpty()
                ? image.digests()
                : image.digests().stream()
                        .map(digest -> digest.replaceFirst("^([^/:]+):\\d+/[^@]*@", "$1@"))
                        .toList();
    }

    Absent absent() {
        return absent;
    }

    /// What this runtime gives as the size of an image, in bytes.
    long sizeOf(RegistryImage image) {
        return isContainerd() ? image.size() : image.unpackedSize();
    }
}
