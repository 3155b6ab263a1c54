/// What the packages need of the system that they are installed on.
@NullMarked
package io.imagesync.lab.packages;

import org.jspecify.annotations.NullMarked;
