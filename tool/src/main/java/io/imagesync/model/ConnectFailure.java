package io.imagesync.model;

import java.time.Duration;

/// Why a node could not be reached over SSH, or why its connection ended.
public sealed interface ConnectFailure extends Failure {
    record NameNotResolved(String host) implements ConnectFailure {
        @Override
        public Words words() {
            return Words.retryable(
                    "the name " + host + " does not resolve",
                    "check the spelling, DNS, /etc/hosts or HostName in the OpenSSH client configuration");
        }
    }

    record Refused(String address) implements ConnectFailure {
        @Override
        public Words words() {
            return Words.retryable(
                    "connection refused by " + address,
                    "check that sshd runs on the node and that SSH_PORT (or Port) is right");
        }
    }

    /// The network or the host is not reachable: no route, network down, firewall that rejects.
    record Unreachable(String address, String detail) implements ConnectFailure {
        @Override
        public Words words() {
            return Words.retryable(
                    "cannot reach " + address + ": " + detail,
                    "check that the node is up, and the route and the firewall on the way to it");
        }
    }

    record TimedOut(String address, Duration limit) implements ConnectFailure {
        @Override
        public Words words() {
            return Words.retryable(
                    "no answer from " + address + " within " + Failure.seconds(limit),
                    "check that the node is up and that no firewall drops the packets, or raise SSH_CONNECT_TIMEOUT");
        }
    }

    /// @param fingerprint of the key that was shown, as `ssh-keygen -l` writes it
    /// @param command what would accept the key
    record HostKeyUnknown(String host, String fingerprint, String command) implements ConnectFailure {
        @Override
        public Words words() {
            return Words.of(
                    "the host key of " + host + " is not known (" + fingerprint + ")",
                    "compare the fingerprint on the node, then run: " + command);
        }
    }

    /// The host shows another key than the one on record, or one that was revoked.
    ///
    /// @param removal what takes the old key out, or shows the line that revokes
    /// @param acceptance what would accept the new one; empty for a key that was revoked
    record HostKeyChanged(String host, String fingerprint, String removal, String acceptance)
            implements ConnectFailure {
        @Override
        public Words words() {
            return Words.of(
                    "the host key of " + host + " has CHANGED or is revoked (now " + fingerprint
                            + "): somebody may be listening in",
                    "only if you know why it changed, run: " + removal
                            + (acceptance.isEmpty()
                                    ? ""
                                    : "; compare the fingerprint on the node, then run: " + acceptance));
        }
    }

    record AuthenticationFailed(String user, String host, String detail) implements ConnectFailure {
        @Override
        public Words words() {
            return Words.of(
                    "authentication as " + user + " failed" + (detail.isEmpty() ? "" : ": " + detail),
                    "add the public key to authorized_keys of " + user + " on " + host
                            + ", or set SSH_IDENTITY_FILE; a key with a passphrase needs an agent");
        }
    }

    /// The key was taken, and then the server wants what only a human can give.
    record SecondFactorWanted(String user, String host, String detail) implements ConnectFailure {
        @Override
        public Words words() {
            return Words.of(
                    "the server accepts the key of " + user + " but asks for a second factor: " + detail,
                    "allow " + user + " to log in from this host with the key alone: AuthenticationMethods publickey in"
                            + " a Match block of sshd_config on " + host);
        }
    }

    /// The host shows a certificate of an authority that is trusted, but it is not valid now, or not for this host.
    record HostCertificateInvalid(String host, String detail) implements ConnectFailure {
        @Override
        public Words words() {
            return Words.of(
                    "the host certificate of " + host + " is not valid: " + detail,
                    "issue a new host certificate for the name that ssh connects to (ssh-keygen -h -s), and check the"
                            + " clocks of both hosts");
        }
    }

    /// `ssh` does not start, or does not accept its configuration.
    record ClientConfigUnreadable(String detail, String remedy) implements ConnectFailure {
        @Override
        public Words words() {
            return Words.of("ssh cannot be used: " + detail, remedy);
        }
    }

    /// The other side is no SSH server, offers nothing we accept, or broke the protocol.
    record ProtocolError(String address, String detail, boolean retryable) implements ConnectFailure {
        @Override
        public Words words() {
            return Words.of("SSH to " + address + " failed: " + detail, "try it by hand: ssh -v");
        }
    }

    /// A connection that was established has ended before the answer was complete.
    record ConnectionLost(String detail) implements ConnectFailure {
        @Override
        public Words words() {
            return Words.retryable(
                    "connection lost" + (detail.isEmpty() ? "" : ": " + detail),
                    "check the node and the network; the next run continues");
        }
    }
}
