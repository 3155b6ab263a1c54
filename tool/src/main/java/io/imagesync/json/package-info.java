/// JSON read as if hostile. Uses the JDK and jackson only.
@NullMarked
package io.imagesync.json;

import org.jspecify.annotations.NullMarked;
