/// Checks of the nodes, each with its remedy.
@NullMarked
package io.imagesync.doctor;

import org.jspecify.annotations.NullMarked;
