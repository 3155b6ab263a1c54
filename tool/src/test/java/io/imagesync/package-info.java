/// Tests of the whole.
@NullMarked
package io.imagesync;

import org.jspecify.annotations.NullMarked;
