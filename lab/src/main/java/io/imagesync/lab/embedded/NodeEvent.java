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

    /// A connection to a runtime's socket was opened through SSH.
    record SocketOpened(String path) implements NodeEvent {}

    /// A port was opened that leads through SSH to a client.
    record PortOpened(int port) implements NodeEvent {}

    record PortClosed(int port) implements NodeEvent {}

    /// The runtime was called by CRI, or its content store was.
    ///
    /// @param call name of the method, such as `ListImages`
    record Called(String call) implements NodeEvent {}

    /// @param credential empty if there was none; from the helper the line that came through stdin, from CRI
    ///     `USER:PASSWORD@SERVER_ADDRESS`, or `identity token` or `registry token` with it in front of the address
    record PullStarted(String reference, String credential) implements NodeEvent {}

    /// @param exitCode 0 if the image is now there
    record PullEnded(String reference, int exitCode) implements NodeEvent {}

    /// The pull was ended from outside: its stdin was closed, its call cancelled, or its connection lost.
    record PullCancelled(String reference) implements NodeEvent {}
}
