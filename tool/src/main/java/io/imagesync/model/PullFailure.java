package io.imagesync.model;

import java.time.Duration;

/// Why an image is not on a node although it was to be pulled there.
public sealed interface PullFailure extends Failure {
    /// Whether it will be the same in an hour, unless somebody mends something.
    boolean lasting();

    /// The runtime refused: the registry or the runtime said no.
    ///
    /// @param kind the row of the failure table
    /// @param exitCode of crictl; 1 for what CRI refuses
    /// @param detail the tail of the runtime's text
    record Refused(Kind kind, int exitCode, String detail) implements PullFailure {
        @Override
        public String what() {
            return kind.words + ": " + detail;
        }

        @Override
        public String remedy() {
            return kind.remedy;
        }

        @Override
        public boolean passing() {
            return kind.passing;
        }

        @Override
        public boolean lasting() {
            return kind.isLasting();
        }
    }

    /// The registry refused the credential that AUTH_FILE has for it.
    ///
    /// @param refused what the runtime says
    record CredentialRefused(String registry, Refused refused) implements PullFailure {
        @Override
        public String what() {
            return registry + " refused the credential of AUTH_FILE: " + refused.detail();
        }

        @Override
        public String remedy() {
            return "log in anew, or correct the credential; it is not used again in this run";
        }

        @Override
        public boolean passing() {
            return false;
        }

        @Override
        public boolean lasting() {
            return true;
        }
    }

    /// The registry asks for a credential, and the one that AUTH_FILE has for it is a token that cannot be sent.
    ///
    /// @param refused what the runtime says
    record CredentialNotSent(String registry, Refused refused) implements PullFailure {
        @Override
        public String what() {
            return registry
                    + " asks for a credential; AUTH_FILE has a token for it, which this runtime cannot be sent: "
                    + refused.detail();
        }

        @Override
        public String remedy() {
            return "put a user and a password into AUTH_FILE (identity tokens: containerd by RUNTIME_ACCESS=cri only)";
        }

        @Override
        public boolean passing() {
            return false;
        }

        @Override
        public boolean lasting() {
            return true;
        }
    }

    /// TIME_OUT was reached, all tries and delays together.
    record TimedOut(Duration limit) implements PullFailure {
        @Override
        public String what() {
            return "not finished within TIME_OUT, " + Failure.seconds(limit);
        }

        @Override
        public String remedy() {
            return "raise TIME_OUT, or look at the speed of the registry and of the node's disk";
        }

        @Override
        public boolean passing() {
            return false;
        }

        @Override
        public boolean lasting() {
            return false;
        }
    }

    /// The runtime said that it pulled, and does not list the image.
    record NotSeen() implements PullFailure {
        @Override
        public String what() {
            return "the runtime reported success but does not list the image";
        }

        @Override
        public String remedy() {
            return "check that crictl pull and the kubelet use the same runtime, and that no garbage collection runs";
        }

        @Override
        public boolean passing() {
            return false;
        }

        @Override
        public boolean lasting() {
            return false;
        }
    }

    /// A signal ended the run.
    record Cancelled() implements PullFailure {
        @Override
        public String what() {
            return "cancelled";
        }

        @Override
        public String remedy() {
            return "run again";
        }

        @Override
        public boolean passing() {
            return false;
        }

        @Override
        public boolean lasting() {
            return false;
        }
    }

    /// The node was lost or could not be used while the image was pulled.
    record NodeTrouble(Failure cause) implements PullFailure {
        @Override
        public String what() {
            return cause.what();
        }

        @Override
        public String remedy() {
            return cause.remedy();
        }

        @Override
        public boolean passing() {
            return cause.passing();
        }

        @Override
        public boolean lasting() {
            return cause instanceof PullFailure failure && failure.lasting();
        }
    }

    /// The rows of the failure table: what a registry or a runtime says, and what it means.
    enum Kind {
        NOT_FOUND("the registry does not have it", "check the tag; it may have been deleted since", false),
        UNAUTHORIZED(
                "the registry asks for credentials",
                "configure registry credentials on the node, or set AUTH_FILE",
                false),
        FORBIDDEN("the registry forbids it", "check the rights of the node's registry credentials", false),
        RATE_LIMITED("the registry limits the rate", "wait, or use credentials or a mirror", true),
        REGISTRY_ERROR("the registry failed", "look at the registry; the next run tries again", true),
        REGISTRY_UNREACHABLE(
                "the registry cannot be reached from the node", "check DNS, route and proxy of the node", true),
        CONNECTION_BROKEN(
                "the connection to the registry broke",
                "look at the network, and at proxies between the node and the registry",
                true),
        CORRUPT(
                "what the registry sent is not what it announced",
                "look at the registry's storage, and at proxies between the node and the registry",
                true),
        TLS("TLS with the registry failed", "configure the registry's certificate, or plain http, on the node", false),
        BAD_REFERENCE("the runtime refuses the name", "correct the name", false),
        NO_SPACE("the node's disk is full", "free space on the node, or lower DISK_LIMIT", false),
        NO_PLATFORM("there is none for the node's platform", "exclude it there: EXCLUDE, or a group of its own", false),
        DEADLINE("the runtime gave up", "look at the runtime's log; the next run tries again", true),
        BUSY("another pull on the node holds a part of it", "wait: the next try or the next run continues", true),
        RUNTIME_UNAVAILABLE("the container runtime does not answer", "check containerd or CRI-O on the node", true),
        OTHER("the runtime refused", "run crictl pull on the node and look at what it says", false);

        private final String words;
        private final String remedy;
        private final boolean passing;

        Kind(String words, String remedy, boolean passing) {
            this.words = words;
            this.remedy = remedy;
            this.passing = passing;
        }

        private boolean isLasting() {
            return switch (this) {
                case NOT_FOUND, UNAUTHORIZED, FORBIDDEN, TLS, BAD_REFERENCE, NO_PLATFORM -> true;
                case RATE_LIMITED,
                        REGISTRY_ERROR,
                        REGISTRY_UNREACHABLE,
                        CONNECTION_BROKEN,
                        CORRUPT,
                        NO_SPACE,
                        DEADLINE,
                        BUSY,
                        RUNTIME_UNAVAILABLE,
                        OTHER -> false;
            };
        }
    }
}
