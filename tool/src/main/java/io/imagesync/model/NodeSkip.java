package io.imagesync.model;

import java.util.Locale;

/// For which reason a node of the Kubernetes cluster may be left out on purpose.
public enum NodeSkip {
    /// `spec.unschedulable`.
    CORDONED,
    /// Its condition `Ready` is not `True`.
    NOT_READY,
    /// It has a `metadata.deletionTimestamp`.
    DELETING,
    /// It has that role, and a taint NoSchedule or NoExecute for it.
    CONTROL_PLANE;

    /// As the configuration has it: `not-ready`.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
