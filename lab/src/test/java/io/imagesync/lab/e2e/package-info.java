/// The built program on real nodes. What the nodes hold is asked of their runtimes, never of the program.
@NullMarked
package io.imagesync.lab.e2e;

import org.jspecify.annotations.NullMarked;
