/// A TCP proxy in this JVM, in front of a registry or of anything else: what it does to connections it does by the
/// address they come from, so that each node can be slowed, held or cut off alone. It knows nothing of what is behind.
@NullMarked
package io.imagesync.lab.proxy;

import org.jspecify.annotations.NullMarked;
