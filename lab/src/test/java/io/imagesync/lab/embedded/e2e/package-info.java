/// The built program, run as a process against embedded nodes: its outside as users and log watchers rely on it.
@NullMarked
package io.imagesync.lab.embedded.e2e;

import org.jspecify.annotations.NullMarked;
