/// Every fault that the program is known to meet: what it then says, how it ends, and that nothing is lost or left.
/// The rows are also `docs/failures.md`.
@NullMarked
package io.imagesync.lab.faults;

import org.jspecify.annotations.NullMarked;
