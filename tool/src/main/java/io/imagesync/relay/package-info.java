/// Images that come to a node through this host: who has which blobs, and the read-only registry over them that the
/// node's runtime pulls from.
@NullMarked
package io.imagesync.relay;

import org.jspecify.annotations.NullMarked;
