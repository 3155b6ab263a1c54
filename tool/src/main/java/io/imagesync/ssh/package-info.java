/// The only door to other machines, on the `ssh` of this host: run a command, open a Unix socket, quote arguments.
@NullMarked
package io.imagesync.ssh;

import org.jspecify.annotations.NullMarked;
