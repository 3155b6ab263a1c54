package io.imagesync.ssh;

import java.io.InputStream;
import java.io.OutputStream;

/// The bytes to and from a server, however they get there. Closing it ends every read and write on it.
interface Transport extends AutoCloseable {
    InputStream in();

    OutputStream out();

    /// What the way itself has to say about its end; empty when nothing.
    default String complaint() {
        return "";
    }

    @Override
    void close();
}
