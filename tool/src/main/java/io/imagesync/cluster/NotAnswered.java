package io.imagesync.cluster;

/// Kubernetes gave no answer that can be used. The message says why, with nothing of what `kubectl` or the API said.
public final class NotAnswered extends Exception {
    private final String remedy;
    private final Trouble why;

    /// For reasons that nothing else follows from.
    public NotAnswered(String what, String remedy) {
        this(Trouble.OTHER, what, remedy);
    }

    NotAnswered(Trouble why, String what, String remedy) {
        super(what);
        this.remedy = remedy;
        this.why = why;
    }

    /// What to do next, one line.
    public String remedy() {
        return remedy;
    }

    Trouble why() {
        return why;
    }
}
