package io.imagesync.model;

import java.time.Duration;

/// Why an image is not on a node although it was to be pulled there.
public sealed interface PullFailure extends Failure
        permits PullFailure.Refused,
                PullFailure.CredentialRefused,
                PullFailure.CredentialWithheld,
                PullFailure.CredentialNotSent,
                PullFailure.TimedOut,
                PullFailure.NotSeen,
                PullFailure.Cancelled,
                PullFailure.NodeTrouble,
                NotRelayed {
    /// Whether it will be the same in an hour, unless somebody mends something.
    default boolean permanent() {
        return false;
    }

    /// The runtime refused: the registry or the runtime said no.
    ///
    /// @param kind the row of the failure table
    /// @param exitCode of crictl; 1 for what CRI refuses
    /// @param detail the tail of the runtime's text
    record Refused(Kind kind, int exitCode, String detail) implements PullFailure {
        @Override
        public Words words() {
            return new Words(kind.words + ": " + detail, kind.remedy, kind.hope == Kind.Hope.SOON);
        }

        @Override
        public boolean permanent() {
            return kind.hope == Kind.Hope.NONE;
        }
    }

    /// The registry refused the credential that AUTH_FILE has for it.
    ///
    /// @param refused what the runtime says
    record CredentialRefused(String registry, Refused refused) implements PullFailure {
        @Override
        public Words words() {
            return Words.of(
                    registry + " refused the credential from AUTH_FILE: " + refused.detail(),
                    "correct the credential or its rights, or log in again; this run does not try it again");
        }

        @Override
        public boolean permanent() {
            return true;
        }
    }

    /// It was not tried: the registry refused the credential before.
    record CredentialWithheld(String registry, String repository) implements PullFailure {
        @Override
        public Words words() {
            return Words.of(
                    registry + " refused the credential from AUTH_FILE before, so " + repository + " was not tried",
                    "correct the credential or its rights, or log in again");
        }
    }

    /// The registry asks for a credential, and the one that AUTH_FILE has for it is a token that cannot be sent.
    record CredentialNotSent(String registry, Refused refused) implements PullFailure {
        @Override
        public Words words() {
            return Words.of(
                    registry
                            + " asks for a credential; AUTH_FILE has a token for it, which this runtime cannot use: "
                            + refused.detail(),
                    "put a user and password into AUTH_FILE (identity tokens need containerd and RUNTIME_ACCESS=cri)");
        }

        @Override
        public boolean permanent() {
            return true;
        }
    }

    /// TIME_OUT was reached, all tries and delays together.
    ///
    /// @param registry what is known to be wrong with the way to the registry; empty where nothing is
    record TimedOut(Duration limit, String registry) implements PullFailure {
        private static final String NOTHING_OF_OURS = "the node's runtime has requested nothing from this host";

        public TimedOut(Duration limit) {
            this(limit, "");
        }

        /// Nothing has come from this host, which was to send it.
        public TimedOut notAsked() {
            return new TimedOut(limit, NOTHING_OF_OURS);
        }

        /// The registry has answered nothing.
        public TimedOut silent(String name) {
            return new TimedOut(limit, "the registry " + name + " did not answer");
        }

        /// @param earlier how the try before it failed
        public TimedOut after(PullFailure earlier) {
            return registry.isEmpty()
                            && earlier instanceof Refused refused
                            && refused.kind() == Kind.REGISTRY_UNREACHABLE
                    ? new TimedOut(limit, "the attempt before failed: " + refused.what())
                    : this;
        }

        @Override
        public Words words() {
            return Words.of(
                    "not finished within TIME_OUT, " + Failure.seconds(limit)
                            + (registry.isEmpty() ? "" : ": " + registry),
                    switch (registry) {
                        case "" -> "raise TIME_OUT, or look at the speed of the registry and of the node's disk";
                        case NOTHING_OF_OURS ->
                            "look at mirrors for 127.0.0.1 (_default/hosts.toml in containerd's certs.d), and at the"
                                    + " runtime's log on the node";
                        default ->
                            "check DNS, route, firewall and proxy of the node, and whether the registry is up; else raise TIME_OUT";
                    });
        }
    }

    /// The runtime said that it pulled, and does not list the image.
    record NotSeen() implements PullFailure {
        @Override
        public Words words() {
            return Words.of(
                    "the runtime reported success but does not list the image",
                    "check that crictl pull and the kubelet use the same runtime, and that no garbage collection runs");
        }
    }

    /// A signal ended the run.
    record Cancelled() implements PullFailure {
        @Override
        public Words words() {
            return Words.of("cancelled", "run again");
        }
    }

    /// The node was lost or could not be used while the image was pulled.
    record NodeTrouble(Failure cause) implements PullFailure {
        @Override
        public Words words() {
            return new Words(cause.what(), cause.remedy(), cause.retryable());
        }

        @Override
        public boolean permanent() {
            return cause instanceof PullFailure failure && failure.permanent();
        }
    }

    /// The rows of the failure table: what a registry, a proxy or a runtime says, and what it means.
    enum Kind {
        NOT_FOUND("the registry does not have it", "check the tag; it may have been deleted since", Hope.NONE),
        UNAUTHORIZED(
                "the registry asks for credentials",
                "configure registry credentials on the node, or set AUTH_FILE",
                Hope.NONE),
        FORBIDDEN("the registry forbids it", "check the rights of the node's registry credentials", Hope.NONE),
        LEGAL(
                "the registry refuses it for legal reasons",
                "ask the operator of the registry; add the image to EXCLUDE to stop the attempts",
                Hope.NONE),
        STORE_REFUSED(
                "the blob storage of the registry refuses the node",
                "set the node's clock (NTP), and look at proxies between the node and the storage",
                Hope.SOON),
        PROXY(
                "the node's proxy refuses the request",
                "look at the proxy that the node's runtime uses (HTTPS_PROXY): its login, and the hosts it allows",
                Hope.NONE),
        RATE_LIMITED("the registry limits the rate", "wait, or use credentials or a mirror", Hope.SOON),
        REGISTRY_ERROR("the registry failed", "look at the registry; the next run tries again", Hope.SOON),
        REGISTRY_UNREACHABLE(
                "the registry cannot be reached from the node", "check DNS, route and proxy of the node", Hope.SOON),
        CONNECTION_BROKEN(
                "the connection to the registry broke",
                "look at the network, and at proxies between the node and the registry",
                Hope.SOON),
        CORRUPT(
                "the content from the registry does not match its digest or size",
                "look at the registry's storage, and at proxies between the node and the registry",
                Hope.SOON),
        NO_IMAGE(
                "the answer of the registry is not an image",
                "check the name; a proxy or a login page may answer instead of the registry",
                Hope.NONE),
        FORMAT_TOO_OLD("its format is too old for the node's runtime", "build and push it again", Hope.NONE),
        FORMAT_TOO_NEW(
                "the node's runtime cannot unpack it",
                "install a newer containerd or CRI-O on the node, or push it with gzip layers",
                Hope.NONE),
        CLOCK(
                "the registry's certificate is not valid yet by the node's clock",
                "set the node's clock (NTP); if it is right, look at the dates of the certificate",
                Hope.SOON),
        TLS(
                "TLS with the registry failed",
                "configure the registry's certificate, or plain http, on the node",
                Hope.NONE),
        BAD_REFERENCE("the runtime refuses the name", "correct the name", Hope.NONE),
        SHORT_NAME(
                "the runtime does not know which registry the short name means",
                "write the name with its registry, or look at /etc/containers/registries.conf on the node",
                Hope.NONE),
        SIGNATURE(
                "the node's policy requires a signature",
                "sign the image, or look at /etc/containers/policy.json on the node",
                Hope.NONE),
        NO_SPACE("the node's disk is full", "free space on the node, or lower DISK_LIMIT", Hope.LATER),
        NO_PLATFORM("it has no variant for the node's platform", "exclude it (EXCLUDE), or use groups (-g)", Hope.NONE),
        NODE_FILES(
                "the node's runtime cannot write the image",
                "look at the node's file system (read-only?) and at the permissions of the runtime",
                Hope.NONE),
        NODE_FAULT(
                "the node's runtime has lost a part of the image",
                "the next attempt may work; if not, look at the runtime's log on the node",
                Hope.SOON),
        DEADLINE("the runtime gave up", "look at the runtime's log; the next run tries again", Hope.SOON),
        BUSY("another pull on the node downloads a part of it", "wait: the next attempt or run continues", Hope.SOON),
        RUNTIME_UNAVAILABLE(
                "the container runtime does not answer", "check containerd or CRI-O on the node", Hope.SOON),
        OTHER("the runtime refused", "run crictl pull on the node and look at what it says", Hope.LATER);

        /// When a further try may go better without anybody's doing.
        private enum Hope {
            SOON,
            LATER,
            NONE
        }

        private final String words;
        private final String remedy;
        private final Hope hope;

        Kind(String words, String remedy, Hope hope) {
            this.words = words;
            this.remedy = remedy;
            this.hope = hope;
        }
    }
}
