/// The only door to other machines, on the `ssh` of this host: run a command, forward a Unix socket.
@NullMarked
package io.imagesync.ssh;

import org.jspecify.annotations.NullMarked;
