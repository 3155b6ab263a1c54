/// The only door to other machines, on the `ssh` of this host: run a command, forward a Unix socket, and a port of
/// theirs back to this host.
@NullMarked
package io.imagesync.ssh;

import org.jspecify.annotations.NullMarked;
