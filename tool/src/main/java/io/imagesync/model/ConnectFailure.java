package io.imagesync.model;

import java.time.Duration;

/// Why a node could not be reached over SSH, or why its connection ended.
public sealed interface ConnectFailure extends Failure {
    record NameNotResolved(String host) implements ConnectFailure {
        @Override
        public String what() {
            return "the name " + host + " does not resolve";
        }

        @Override
        public String remedy() {
            return "check the spelling, DNS, /etc/hosts or HostName in the OpenSSH client configuration";
        }

        @Override
        public boolean retryable() {
            return true;
        }
    }

    record Refused(String address) implements ConnectFailure {
        @Override
        public String what() {
            return "connection refused by " + address;
        }

        @Override
        public String remedy() {
            return "check that sshd runs on the node and that SSH_PORT (or Port) is right";
        }

        @Override
        public boolean retryable() {
            return true;
        }
    }

    /// The network or the host is not reachable: no route, network down, firewall that rejects.
    record Unreachable(String address, String detail) implements ConnectFailure {
        @Override
        public String what() {
            return "cannot reach " + address + ": " + detail;
        }

        @Override
        public String remedy() {
            return "check that the node is up and the route and firewall to it";
        }

        @Override
        public boolean retryable() {
            return true;
        }
    }

    record TimedOut(String address, Duration limit) implements ConnectFailure {
        @Override
        public String what() {
            return "no answer from " + address + " within " + Failure.seconds(limit);
        }

        @Override
        public String remedy() {
            return "check that the node is up and not firewalled, or raise SSH_CONNECT_TIMEOUT";
        }

        @Override
        public boolean retryable() {
            return true;
        }
    }

    /// @param fingerprint of the key that was shown, as `ssh-keygen -l` writes it
    /// @param command what would accept the key
    record HostKeyUnknown(String host, String fingerprint, String command) implements ConnectFailure {
        @Override
        public String what() {
            return "the host key of " + host + " is not known (" + fingerprint + ")";
        }

        @Override
        public String remedy() {
            return "compare the fingerprint on the node, then run: " + command;
        }

        @Override
        public boolean retryable() {
            return false;
        }
    }

    /// The host shows another key than the one on record, or one that was revoked.
    ///
    /// @param removal what takes the old key out, or shows the line that revokes
    /// @param acceptance what would accept the new one; empty for a key that was revoked
    record HostKeyChanged(String host, String fingerprint, String removal, String acceptance)
            implements ConnectFailure {
        @Override
        public String what() {
            return "the host key of " + host + " has CHANGED or is revoked (now " + fingerprint
                    + "): somebody may be listening in";
        }

        @Override
        public String remedy() {
            return "only if you know why it changed, run: " + removal
                    + (acceptance.isEmpty() ? "" : "; compare the fingerprint on the node, then run: " + acceptance);
        }

        @Override
        public boolean retryable() {
            return false;
        }
    }

    record AuthenticationFailed(String user, String host, String detail) implements ConnectFailure {
        @Override
        public String what() {
            return "authentication as " + user + " failed" + (detail.isEmpty() ? "" : ": " + detail);
        }

        @Override
        public String remedy() {
            return "put the public key into authorized_keys of " + user + " on " + host
                    + ", or set SSH_IDENTITY_FILE; a key with a passphrase needs an agent";
        }

        @Override
        public boolean retryable() {
            return false;
        }
    }

    /// The key was taken, and then the server wants what only a human can give.
    record SecondFactorWanted(String user, String host, String detail) implements ConnectFailure {
        @Override
        public String what() {
            return "authentication as " + user + " needs more than the key, which was taken: " + detail;
        }

        @Override
        public String remedy() {
            return "let the key be enough for " + user + " from this host: AuthenticationMethods publickey in a Match"
                    + " block of sshd_config on " + host;
        }

        @Override
        public boolean retryable() {
            return false;
        }
    }

    /// The host shows a certificate of an authority that is trusted, but it is not valid now, or not for this host.
    record HostCertificateInvalid(String host, String detail) implements ConnectFailure {
        @Override
        public String what() {
            return "the host certificate of " + host + " cannot be accepted: " + detail;
        }

        @Override
        public String remedy() {
            return "renew the certificate of the host, for the name that it is reached by (ssh-keygen -h -s); check the"
                    + " clocks";
        }

        @Override
        public boolean retryable() {
            return false;
        }
    }

    /// `ssh` does not start, or does not accept its configuration.
    record ClientConfigUnreadable(String detail, String remedy) implements ConnectFailure {
        @Override
        public String what() {
            return "ssh cannot be used as it is configured: " + detail;
        }

        @Override
        public boolean retryable() {
            return false;
        }
    }

    /// The other side is no SSH server, offers nothing we accept, or broke the protocol.
    record ProtocolError(String address, String detail, boolean retryable) implements ConnectFailure {
        @Override
        public String what() {
            return "SSH to " + address + " failed: " + detail;
        }

        @Override
        public String remedy() {
            return "try it by hand: ssh -v";
        }
    }

    /// A connection that was established has ended before the answer was complete.
    record ConnectionLost(String detail) implements ConnectFailure {
        @Override
        public String what() {
            return "connection lost" + (detail.isEmpty() ? "" : ": " + detail);
        }

        @Override
        public String remedy() {
            return "check the node and the network; the next run continues";
        }

        @Override
        public boolean retryable() {
            return true;
        }
    }
}
