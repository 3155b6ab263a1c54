package io.imagesync.lab.embedded.e2e;

import java.util.Locale;

/// How the program is to speak to the runtimes of the nodes.
public enum Access {
    CRI,
    CRICTL;

    /// As RUNTIME_ACCESS has it.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
