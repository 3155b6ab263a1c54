/// The only door to other machines: connect, run a command, quote its arguments.
@NullMarked
package io.imagesync.ssh;

import org.jspecify.annotations.NullMarked;
