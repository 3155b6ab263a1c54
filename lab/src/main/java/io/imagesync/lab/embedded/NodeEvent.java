package io.imagesync.lab.embedded;

/// What happened on a node.
public sealed interface NodeEvent {
    /// A TCP connection was accepted.
    record Connected() implements NodeEvent {}

    /// Somebody logged in.
    record LoggedIn(String user) implements NodeEvent {}

    /// A command was started.
    ///
    /// @param line all of it, as it was sent
    record Commanded(String line) implements NodeEvent {}

    /// @param credential the line that came through stdin; empty if it was
    record PullStarted(String reference, String credential) implements NodeEvent {}

    /// @param exitCode 0 if the image is now there
    record PullEnded(String reference, int exitCode) implements NodeEvent {}

    /// The pull was ended from outside: its stdin was closed.
    record PullCancelled(String reference) implements NodeEvent {}
}
