package io.imagesync.model;

/// The image could not come to the node through this host.
///
/// @param detail names who has what; may be empty
public record NotRelayed(Why why, String detail) implements PullFailure {
    public enum Why {
        NO_CONTENTS(
                "a relay needs containerd and access to its socket",
                "set RUNTIME_ACCESS=auto and give the SSH user access to the socket; with CRI-O, push the image to a"
                        + " registry",
                false),
        PLATFORM_UNKNOWN("the architecture of the node is not known", "look at what uname -m says on the node", false),
        NO_PLATFORM(
                "no node has a variant of it for this node's platform",
                "exclude it (EXCLUDE), or use groups (-g)",
                false),
        NOT_HELD(
                "no node that could send it has it under its full name, which pods need too",
                "tag it on that node, as in ctr -n k8s.io images tag tool:1 docker.io/library/tool:1, or load it there"
                        + " again",
                false),
        INCOMPLETE(
                "no node has all of its content",
                "pull or load it there again; set discard_unpacked_layers = false in containerd's configuration",
                false),
        NO_IMAGE("its name does not stand for an image that a node can pull", "build it again", false),
        SOURCE_FAILED("the node that sends it failed", "look at that node; the next attempt may use another one", true),
        WRONG_CONTENT(
                "the content on the node that sends it is damaged",
                "remove the image on that node, and pull or load it there again",
                false),
        REFUSED(
                "the node's runtime could not pull it from this host",
                "look at the runtime's log on the node, and at mirrors for 127.0.0.1 (_default/hosts.toml in"
                        + " containerd's certs.d)",
                true),
        NOT_AS_ANNOUNCED(
                "the node's runtime received other content than this host announced",
                "look at mirrors for 127.0.0.1 on that node (_default/hosts.toml in containerd's certs.d); if there are"
                        + " none, the content on the node that sends it is damaged: pull or load it there again",
                false),
        OTHER_CONTENT(
                "the node's runtime pulled other content than this host sent",
                "exclude 127.0.0.1 from the mirrors: look at _default/hosts.toml in containerd's certs.d",
                false),
        THIS_HOST("this host cannot send it", "look at the folder for sockets in /run/image-sync", false);

        private final String words;
        private final String remedy;
        private final boolean retryable;

        Why(String words, String remedy, boolean retryable) {
            this.words = words;
            this.remedy = remedy;
            this.retryable = retryable;
        }
    }

    @Override
    public Words words() {
        return new Words(why.words + (detail.isEmpty() ? "" : ": " + detail), why.remedy, why.retryable);
    }
}
