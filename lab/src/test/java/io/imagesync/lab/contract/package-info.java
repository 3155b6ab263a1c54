/// What every node has to do, whatever is behind it: one suite, run on embedded nodes and on real ones.
@NullMarked
package io.imagesync.lab.contract;

import org.jspecify.annotations.NullMarked;
