package io.imagesync.model;

/// The image could not come to the node through this host.
///
/// @param detail names who has what; may be empty
public record NotRelayed(Why why, String detail) implements PullFailure {
    public enum Why {
        NO_CONTENTS(
                "images come to a node through this host only where containerd is spoken to by CRI",
                "set RUNTIME_ACCESS=auto, and give us the right to use the socket; with CRI-O, push it to a registry",
                false),
        PLATFORM_UNKNOWN(
                "it cannot be told what the node's machine is", "look at what uname -m says on the node", false),
        NO_PLATFORM(
                "no node that has it has it for this node's platform",
                "exclude it there: EXCLUDE, or a group of its own",
                false),
        NOT_HELD(
                "no node that could send it has it under its whole name, which pods need too",
                "on that node: ctr -n k8s.io images tag tool:1 docker.io/library/tool:1, with its names; or load it"
                        + " there again",
                false),
        INCOMPLETE(
                "no node has all of its content",
                "pull or load it there again; set discard_unpacked_layers = false in containerd's configuration",
                false),
        NO_IMAGE("what its name stands for is no image that a node can pull", "build it anew", false),
        SOURCE_FAILED("the node that sends it failed", "look at that node; the next try may take another one", true),
        WRONG_CONTENT(
                "what the node that sends it has is damaged",
                "remove the image on that node, and pull or load it there again",
                false),
        REFUSED(
                "the node's runtime could not pull it from this host",
                "look at the runtime's log on the node, and at mirrors for 127.0.0.1 (_default/hosts.toml in"
                        + " containerd's certs.d)",
                true),
        NOT_AS_ANNOUNCED(
                "the node's runtime got something else than was announced",
                "look at mirrors for 127.0.0.1 on that node (_default/hosts.toml in containerd's certs.d); where there"
                        + " are none, what the node that sends it has is damaged: pull or load it there again",
                false),
        OTHER_CONTENT(
                "the node's runtime pulled something else than we sent",
                "leave 127.0.0.1 out of the mirrors: look at _default/hosts.toml in containerd's certs.d",
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
