package io.imagesync.lab.embedded;

/// A Unix socket of a node on which a runtime is to be spoken to.
///
/// @param usable whether those who log in may connect to it
/// @param speaks what answers there
public record RuntimeSocket(String path, boolean usable, Speaks speaks) {
    public static final RuntimeSocket CONTAINERD = at("/run/containerd/containerd.sock");
    public static final RuntimeSocket CRIO = at("/run/crio/crio.sock");
    public static final RuntimeSocket K3S = at("/run/k3s/containerd/containerd.sock");

    /// What answers on a socket.
    public enum Speaks {
        CRI,
        /// It takes connections and never says a word, as containerd's socket for ttrpc.
        NOTHING,
        /// It answers in another protocol and hangs up.
        GARBAGE,
        /// Nobody listens: the runtime has ended and left its socket.
        NOBODY
    }

    /// One that everybody may use and that speaks CRI.
    public static RuntimeSocket at(String path) {
        return new RuntimeSocket(path, true, Speaks.CRI);
    }

    public RuntimeSocket unusable() {
        return new RuntimeSocket(path, false, speaks);
    }

    public RuntimeSocket speaking(Speaks other) {
        return new RuntimeSocket(path, usable, other);
    }
}
