package io.imagesync.model;

import java.time.Duration;
import java.util.Locale;

/// Why a node that could be reached could not be used.
public sealed interface NodeFailure extends Failure {
    record CommandNotFound(String command) implements NodeFailure {
        @Override
        public String what() {
            return "command not found on the node: " + command;
        }

        @Override
        public String remedy() {
            return switch (command) {
                case "sudo" -> "install sudo on the node or set SUDO=no";
                case "timeout" -> "install coreutils (or busybox) on the node";
                case "timeout -k" -> "install coreutils on the node, or a BusyBox of 1.30 or later";
                default -> "install cri-tools on the node or set CRICTL to the command's path";
            };
        }

        @Override
        public boolean retryable() {
            return false;
        }
    }

    record PermissionDenied(String detail) implements NodeFailure {
        @Override
        public String what() {
            return "permission denied on the node: " + detail;
        }

        @Override
        public String remedy() {
            return "log in as root (SSH_USER) or set SUDO=yes";
        }

        @Override
        public boolean retryable() {
            return false;
        }
    }

    record SudoRefused(String detail) implements NodeFailure {
        @Override
        public String what() {
            return "sudo refused: " + detail;
        }

        @Override
        public String remedy() {
            return detail.contains("must have a tty")
                    ? "take requiretty from the user in sudoers: Defaults:USER !requiretty"
                    : "allow it without a password in sudoers (NOPASSWD), see security.md in the folder docs";
        }

        @Override
        public boolean retryable() {
            return false;
        }
    }

    /// The login went well, and something else than our command ran.
    ///
    /// @param said the last line that came back
    record NoShell(int exitCode, String said) implements NodeFailure {
        @Override
        public String what() {
            return "the node lets us log in and does not run our command, exit code " + exitCode + ": " + said;
        }

        @Override
        public String remedy() {
            String lower = said.toLowerCase(Locale.ROOT);
            if (lower.contains("password") && (lower.contains("expired") || lower.contains("change"))) {
                return "set the user a new password on the node, or have it never expire: chage -M -1 USER";
            }
            return lower.contains("not available")
                    ? "give the user a login shell on the node: usermod -s /bin/sh USER"
                    : "look at ForceCommand in sshd_config, command= before the key, and the user's shell, see security.md"
                            + " in the folder docs";
        }

        @Override
        public boolean retryable() {
            return false;
        }
    }

    /// More than one runtime answers, and images must land where the kubelet looks.
    record AmbiguousRuntime(String sockets) implements NodeFailure {
        @Override
        public String what() {
            return "more than one container runtime answers: " + sockets;
        }

        @Override
        public String remedy() {
            return "name the one that the kubelet uses, in /etc/crictl.yaml on the node (image-endpoint: unix://SOCKET)"
                    + " or as RUNTIME_ENDPOINT";
        }

        @Override
        public boolean retryable() {
            return false;
        }
    }

    record RuntimeUnavailable(String detail) implements NodeFailure {
        @Override
        public String what() {
            return "the container runtime does not answer: " + detail;
        }

        @Override
        public String remedy() {
            return "check that containerd or CRI-O runs on the node and RUNTIME_ENDPOINT is right";
        }

        @Override
        public boolean retryable() {
            return true;
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
                    "check that the runtime runs, set AllowStreamLocalForwarding yes in sshd_config, and have no"
                            + " restrict or no-port-forwarding before the key, or set RUNTIME_ACCESS=crictl",
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
        public String what() {
            return why.words + (socket.isEmpty() ? "" : ": " + socket);
        }

        @Override
        public String remedy() {
            return why.remedy;
        }

        @Override
        public boolean retryable() {
            return why.retryable;
        }
    }

    /// The runtime refused a call that is no pull.
    ///
    /// @param call of CRI, such as `ListImages`
    /// @param code gRPC's name for the kind of error
    record RuntimeRefused(String call, String code, String detail) implements NodeFailure {
        @Override
        public String what() {
            return "the runtime refused " + call + ": " + code + (detail.isEmpty() ? "" : ": " + detail);
        }

        @Override
        public String remedy() {
            return "look at the log of containerd or CRI-O on the node";
        }

        @Override
        public boolean retryable() {
            return false;
        }
    }

    record ListingInvalid(String detail) implements NodeFailure {
        @Override
        public String what() {
            return "the node's answer cannot be used: " + detail;
        }

        @Override
        public String remedy() {
            return "run crictl images -o json on the node and look at what it prints";
        }

        @Override
        public boolean retryable() {
            return false;
        }
    }

    record CommandFailed(int exitCode, String detail) implements NodeFailure {
        @Override
        public String what() {
            return "the command on the node ended with exit code " + exitCode + (detail.isEmpty() ? "" : ": " + detail);
        }

        @Override
        public String remedy() {
            return "run crictl images on the node and look at what it says";
        }

        @Override
        public boolean retryable() {
            return false;
        }
    }

    record CommandTimedOut(Duration limit) implements NodeFailure {
        @Override
        public String what() {
            return "the node did not answer within " + Failure.seconds(limit);
        }

        @Override
        public String remedy() {
            return "check the load of the node and its container runtime";
        }

        @Override
        public boolean retryable() {
            return true;
        }
    }
}
