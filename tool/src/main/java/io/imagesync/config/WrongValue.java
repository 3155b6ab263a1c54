package io.imagesync.config;

import java.util.List;

/// Everything that is wrong with a text that means nothing where it stands.
public final class WrongValue extends Exception {
    private final List<Fault> faults;

    /// @param faults at least one
    WrongValue(List<Fault> faults) {
        super(faults.toString());
        this.faults = List.copyOf(faults);
    }

    WrongValue(String what, String remedy) {
        this(List.of(new Fault(what, remedy)));
    }

    /// @param text is cited before what is wrong with it
    WrongValue(String text, String what, String remedy) {
        this(Fault.cite(text) + " " + what, remedy);
    }

    public List<Fault> faults() {
        return faults;
    }

    /// The first of them.
    Fault fault() {
        return faults.getFirst();
    }
}
