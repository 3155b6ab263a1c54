package io.imagesync.model;

import java.time.Duration;
import java.util.Locale;

/// Why a node that could be reached could not be used.
public sealed interface NodeFailure extends Failure {
    record CommandNotFound(String command) implements NodeFailure {
        @Override
        public Words words() {
            return Words.of(
                    "command not found on the node: " + command,
                    switch (command) {
                        case "sudo" -> "install sudo on the node or set SUDO=no";
                        case "timeout" -> "install coreutils (or busybox) on the node";
                        case "timeout -k" -> "install coreutils on the node, or a BusyBox of 1.30 or later";
                        default -> "install cri-tools on the node or set CRICTL to the command's path";
                    });
        }
    }

    record PermissionDenied(String detail) implements NodeFailure {
        @Override
        public Words words() {
            return Words.of("permission denied on the node: " + detail, "log in as root (SSH_USER) or set SUDO=yes");
        }
    }

    record SudoRefused(String detail) implements NodeFailure {
        @Override
        public Words words() {
            return Words.of(
                    "sudo refused: " + detail,
                    detail.contains("must have a tty")
                            ? "switch requiretty off for the user in sudoers: Defaults:USER !requiretty"
                            : "allow it without a password in sudoers (NOPASSWD); see docs/security.md");
        }
    }

    /// The login went well, and something else than our command ran.
    ///
    /// @param said the last line that came back
    record NoShell(int exitCode, String said) implements NodeFailure {
        @Override
        public Words words() {
            return Words.of(
                    "the login works, but the node did not run our command (exit code " + exitCode + "): " + said,
                    mending());
        }

        private String mending() {
            String lower = said.toLowerCase(Locale.ROOT);
            if (lower.contains("password") && (lower.contains("expired") || lower.contains("change"))) {
                return "set a new password for the user on the node, or let it never expire: chage -M -1 USER";
            }
            return lower.contains("not available")
                    ? "give the user a login shell on the node: usermod -s /bin/sh USER"
                    : "check ForceCommand in sshd_config, command= in authorized_keys and the user's shell; see"
                            + " docs/security.md";
        }
    }

    /// More than one runtime answers, and images must land where the kubelet looks.
    record AmbiguousRuntime(String sockets) implements NodeFailure {
        @Override
        public Words words() {
            return Words.of(
                    "more than one container runtime answers: " + sockets,
                    "name the one that the kubelet uses, in /etc/crictl.yaml on the node (image-endpoint: unix://SOCKET)"
                            + " or as RUNTIME_ENDPOINT");
        }
    }

    record RuntimeUnavailable(String detail) implements NodeFailure {
        @Override
        public Words words() {
            return Words.retryable(
                    "the container runtime does not answer: " + detail,
                    "check that containerd or CRI-O runs on the node and RUNTIME_ENDPOINT is right");
        }
    }

    /// The runtime's API, CRI, cannot be used through the SSH connection.
    ///
    /// @param socket its path on the node, or the sockets that were tried; may be empty
    record CriUnavailable(Why why, String socket) implements NodeFailure {
        public enum Why {
            NO_SOCKET(
                    "the container runtime does not answer: its socket is not there",
                    "start containerd or CRI-O, or set RUNTIME_ENDPOINT",
                    true),
            NO_PERMISSION(
                    "the SSH user has no access to the socket of the container runtime",
                    "log in as root (SSH_USER), or use crictl with sudo: RUNTIME_ACCESS=crictl and SUDO=yes",
                    false),
            NOT_OPENED(
                    "sshd does not forward the socket of the container runtime, or nothing listens on it",
                    "check that the runtime runs; set AllowStreamLocalForwarding yes and AllowTcpForwarding yes in"
                            + " sshd_config, and remove restrict and no-port-forwarding from the key in"
                            + " authorized_keys; or set RUNTIME_ACCESS=crictl",
                    true),
            NO_ANSWER(
                    "no answer on the socket in time: the runtime is busy, or it does not speak CRI v1",
                    "check the load of the node and RUNTIME_ENDPOINT, or set RUNTIME_ACCESS=crictl",
                    true),
            NOT_CRI(
                    "the program that answers on the socket does not speak CRI v1",
                    "set RUNTIME_ENDPOINT to the runtime's CRI socket, or RUNTIME_ACCESS=crictl",
                    false),
            NOT_UNIX(
                    "the node's crictl is configured for something other than a Unix socket",
                    "set RUNTIME_ENDPOINT to the runtime's socket",
                    false),
            NOT_TOLD(
                    "the helper on the node does not report sockets (a forced command with an older helper?)",
                    "install the helper of this release on the node, or set RUNTIME_ACCESS=crictl",
                    false);

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
            return new Words(why.words + (socket.isEmpty() ? "" : ": " + socket), why.remedy, why.retryable);
        }
    }

    /// There is no port on the node that leads to this host, and to nobody else's reach.
    ///
    /// @param detail what sshd or the helper says; may be empty
    record PortNotOpened(Reason reason, String detail) implements NodeFailure {
        public enum Reason {
            REFUSED(
                    "sshd refuses to forward a port of the node to this host",
                    "set AllowTcpForwarding yes in sshd_config, remove a PermitListen that forbids it, and remove"
                            + " restrict, no-port-forwarding and permitlisten from the key in authorized_keys"),
            OTHERS_REACH_IT(
                    "other hosts can reach the port that sshd forwards to this host",
                    "set GatewayPorts no (or clientspecified) in sshd_config"),
            NOT_SEEN(
                    "cannot verify that only the node itself reaches the port that sshd forwards to this host",
                    "install the helper of this release on the node, and look at /proc/net/tcp there");

            private final String words;
            private final String remedy;

            Reason(String words, String remedy) {
                this.words = words;
                this.remedy = remedy;
            }
        }

        @Override
        public Words words() {
            return Words.of(reason.words + (detail.isEmpty() ? "" : ": " + detail), reason.remedy);
        }
    }

    /// The runtime refused a call that is no pull.
    ///
    /// @param call of CRI, such as `ListImages`
    /// @param code gRPC's name for the kind of error
    record RuntimeRefused(String call, String code, String detail) implements NodeFailure {
        @Override
        public Words words() {
            return Words.of(
                    "the runtime refused " + call + ": " + code + (detail.isEmpty() ? "" : ": " + detail),
                    "look at the log of containerd or CRI-O on the node");
        }
    }

    /// Images of the node stay though somebody wants them to go.
    ///
    /// @param detail what is in the way
    record NotRemoved(Obstacle obstacle, String detail) implements NodeFailure {
        public enum Obstacle {
            USE_UNKNOWN(
                    "cannot tell which images are in use",
                    "remove images there by hand; with containerd, set RUNTIME_ACCESS=auto and give the SSH user access"
                            + " to its socket"),
            OTHER_NAMES(
                    "the runtime removes an image with all its names, and this one has others",
                    "remove the other names too; with containerd, set RUNTIME_ACCESS=auto and give the SSH user access"
                            + " to its socket"),
            PINNED("somebody else has pinned it", "remove that pin, or leave the image there"),
            OTHER_IMAGE(
                    "the name now stands for another image", "look at image-sync status, and remove the image again"),
            STILL_LISTED(
                    "the runtime reports that it is removed, but still lists it",
                    "check whether a pod pulls it again; if not, run ctr -n k8s.io images rm on the node");

            private final String words;
            private final String remedy;

            Obstacle(String words, String remedy) {
                this.words = words;
                this.remedy = remedy;
            }
        }

        @Override
        public Words words() {
            return Words.of(obstacle.words + ": " + detail, obstacle.remedy);
        }
    }

    record ListingInvalid(String detail) implements NodeFailure {
        @Override
        public Words words() {
            return Words.of(
                    "the node's answer cannot be used: " + detail,
                    "run crictl images -o json on the node and look at what it prints");
        }
    }

    record CommandFailed(int exitCode, String detail) implements NodeFailure {
        @Override
        public Words words() {
            return Words.of(
                    "the command on the node ended with exit code " + exitCode
                            + (detail.isEmpty() ? "" : ": " + detail),
                    "run crictl images on the node and look at what it says");
        }
    }

    record CommandTimedOut(Duration limit) implements NodeFailure {
        @Override
        public Words words() {
            return Words.retryable(
                    "the node did not answer within " + Failure.seconds(limit),
                    "check the load of the node and its container runtime");
        }
    }
}
