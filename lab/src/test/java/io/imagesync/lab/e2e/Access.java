package io.imagesync.lab.e2e;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The ways in which image-sync works a node (`RUNTIME_ACCESS`).
public enum Access {
    /// It runs crictl there.
    CRICTL,
    /// It speaks CRI with the runtime's socket, through SSH.
    CRI;

    private static final Set<Access> TESTED = EnumSet.allOf(Access.class);

    /// Those that tests are run in: those that the system property `lab.access` names, separated by commas, if it does.
    static Set<Access> tested() {
        String named = System.getProperty("lab.access", "");
        return named.isBlank()
                ? TESTED
                : Stream.of(named.split(",", -1))
                        .map(name -> Access.valueOf(name.strip().toUpperCase(Locale.ROOT)))
                        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Access.class)));
    }

    /// As the configuration names it.
    public String value() {
        return name().toLowerCase(Locale.ROOT);
    }
}
