/// The pages in `docs/`, as far as a program can read them.
@NullMarked
package io.imagesync.lab.manual;

import org.jspecify.annotations.NullMarked;
