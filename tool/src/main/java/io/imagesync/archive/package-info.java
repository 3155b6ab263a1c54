/// Files that hold images: read as [io.imagesync.relay.Blobs] that a relay can send, and written.
@NullMarked
package io.imagesync.archive;

import org.jspecify.annotations.NullMarked;
