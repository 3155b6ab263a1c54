package io.imagesync.lab.embedded;

/// How a node answers: a command of the helper, or a call of CRI.
public sealed interface Reply {
    /// As it should.
    record Ordinary() implements Reply {}

    /// With these texts and nothing else; for the helper only.
    record Text(String stdout, String stderr, int exitCode) implements Reply {}

    /// The runtime refuses, also to list.
    record Refused(Fault.Known fault) implements Reply {}

    /// That all went well, when nothing was done and nothing is told: a pull after which the image is not there.
    record Pretended() implements Reply {}

    /// With the first bytes of what it should say, and then exit code 0; for the helper only.
    record CutAfter(int bytes) implements Reply {}

    /// With the first bytes of what it should say; then the connection is gone. By CRI it is gone at once.
    record DroppedAfter(int bytes) implements Reply {}

    /// With a valid listing of at least that many bytes, made while it is sent.
    record Huge(long bytes) implements Reply {}

    /// With a valid listing of so many images, each as short as can be.
    record Many(int images) implements Reply {}

    /// Not at all, until the channel is closed or the call is ended; that stdin is closed does not count.
    record Silence() implements Reply {}

    /// As given, once the gate is open.
    record After(Gate gate, Reply then) implements Reply {}
}
