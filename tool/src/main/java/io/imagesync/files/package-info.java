/// Files of this host: opened so that nobody leads us elsewhere, replaced in one step, read as if hostile.
@NullMarked
package io.imagesync.files;

import org.jspecify.annotations.NullMarked;
