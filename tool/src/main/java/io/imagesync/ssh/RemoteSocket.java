package io.imagesync.ssh;

import java.io.InputStream;
import java.io.OutputStream;

/// A connection to a Unix socket on a remote host. It ends with the SSH connection that carries it.
///
/// @param in what comes from there; its end is the end of the connection
/// @param out what goes there
/// @param closing ends it
public record RemoteSocket(InputStream in, OutputStream out, Runnable closing) implements AutoCloseable {
    @Override
    public void close() {
        closing.run();
    }
}
