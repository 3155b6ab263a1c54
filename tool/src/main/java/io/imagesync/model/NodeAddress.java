package io.imagesync.model;

import java.util.Locale;

/// What of a node of the Kubernetes cluster `ssh` is given. All but the name are types of `status.addresses`.
public enum NodeAddress {
    NAME,
    HOSTNAME,
    INTERNAL_IP,
    EXTERNAL_IP;

    /// As the configuration has it: `internal-ip`.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
