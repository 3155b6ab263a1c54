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
                            ? "take requiretty from the user in sudoers: Defaults:USER !requiretty"
                            : "allow it without a password in sudoers (NOPASSWD), see security.md in the folder docs");
        }
    }

    /// The login went well, and something else than our command ran.
    ///
    /// @param said the last line that came back
    record NoShell(int exitCode, String said) implements NodeFailure {
        @Override
        public Words words() {
            return Words.of(
                    "the node lets us log in and does not run our command, exit code " + exitCode + ": " + said,
                    mending());
        }

        private String mending() {
            String lower = said.toLowerCase(Locale.ROOT);
            if (lower.contains("password") && (lower.contains("expired") || lower.contains("change"))) {
                return "set the user a new password on the node, or have it never expire: chage -M -1 USER";
            }
            return lower.contains("not available")
                    ? "give the user a login shell on the node: usermod -s /bin/sh USER"
                    : "look at ForceCommand in sshd_config, command= before the key, and the user's shell, see security.md"
                            + " in the folder docs";
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
                    "our user may not use the socket of the container runtime",
                    "log in as root (SSH_USER), or use crictl with sudo: RUNTIME_ACCESS=crictl and SUDO=yes",
                    false),
            NOT_OPENED(
                    "sshd does not connect us to the socket of the container runtime, or nobody listens there",
                    "check that the runtime runs, set AllowStreamLocalForwarding yes and AllowTcpForwarding yes in"
                            + " sshd_config, and have no restrict or no-port-forwarding before the key, or set"
                            + " RUNTIME_ACCESS=crictl",
                    true),
            NO_ANSWER(
                    "nothing answered in time on the socket; the runtime is busy, or it does not speak CRI v1",
                    "check the load of the node and RUNTIME_ENDPOINT, or set RUNTIME_ACCESS=crictl",
                    true),
            NOT_CRI(
                    "what answers on the socket does not speak CRI v1",
                    "set RUNTIME_ENDPOINT to the runtime's CRI socket, or RUNTIME_ACCESS=crictl",
                    false),
            NOT_UNIX(
                    "the node's crictl is configured for something other than a Unix socket",
                    "set RUNTIME_ENDPOINT to the runtime's socket",
                    false),
            NOT_TOLD(
                    "the helper on the node tells no sockets (a forced command with an older helper?)",
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
                    "sshd opens no port on the node for us",
                    "set AllowTcpForwarding yes in sshd_config, have no PermitListen there that forbids it, and no"
                            + " restrict, no-port-forwarding or permitlisten before the key"),
            OTHERS_REACH_IT(
                    "the port that sshd opens for us can be reached from other hosts",
                    "set GatewayPorts no (or clientspecified) in sshd_config"),
            NOT_SEEN(
                    "it cannot be seen that only the node itself reaches the port that sshd opens for us",
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
                    "it cannot be told which images are in use",
                    "remove images there by hand, or, if it is containerd, have it spoken to by CRI: RUNTIME_ACCESS=auto,"
                            + " and the right to use its socket"),
            OTHER_NAMES(
                    "the runtime removes all names of an image at once, and it has others too",
                    "remove them with it, or have containerd spoken to by CRI: RUNTIME_ACCESS=auto, and the right to use"
                            + " its socket"),
            PINNED("somebody else has pinned it", "take that pin off, or leave the image there"),
            OTHER_IMAGE("the name stands for another image by now", "look at image-sync status, and remove it anew"),
            STILL_LISTED(
                    "the runtime says that it is removed, and lists it still",
                    "look whether a pod pulls it again, else run ctr -n k8s.io images rm on the node");

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
