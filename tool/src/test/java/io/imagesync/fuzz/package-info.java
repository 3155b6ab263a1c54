/// Inputs that are nearly right, for the parsers of everything that comes from elsewhere.
@NullMarked
package io.imagesync.fuzz;

import org.jspecify.annotations.NullMarked;
