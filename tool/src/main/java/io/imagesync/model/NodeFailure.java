package io.imagesync.model;

import java.time.Duration;

/// Why a node that could be reached could not be used.
public sealed interface NodeFailure extends Failure {
    record CommandNotFound(String command) implements NodeFailure {
        @Override
        public String what() {
            return "command not found on the node: " + command;
        }

        @Override
        public String remedy() {
            return command.equals("sudo")
                    ? "install sudo on the node or set SUDO=no"
                    : "install cri-tools on the node or set CRICTL to the command's path";
        }

        @Override
        public boolean passing() {
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
        public boolean passing() {
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
            return "allow it without a password in sudoers (NOPASSWD), see security.md in the folder docs";
        }

        @Override
        public boolean passing() {
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
        public boolean passing() {
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
        public boolean passing() {
            return true;
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
        public boolean passing() {
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
        public boolean passing() {
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
        public boolean passing() {
            return true;
        }
    }
}
