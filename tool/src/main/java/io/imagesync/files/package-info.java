/// Files of this host: opened so that nobody leads us elsewhere, replaced in one step, read as if hostile. And its
/// programs: found where nobody
/// leads us elsewhere, ended with all that they started.
@NullMarked
package io.imagesync.files;

import org.jspecify.annotations.NullMarked;
