/// What Kubernetes says, by the `kubectl` of this host. It is data: parsed strictly, bounded in size and time.
/// Read-only.
@NullMarked
package io.imagesync.cluster;

import org.jspecify.annotations.NullMarked;
