/// What runs remember for the next ones, in STATE_DIR. Read as if hostile, written by `sync` alone.
@NullMarked
package io.imagesync.state;

import org.jspecify.annotations.NullMarked;
