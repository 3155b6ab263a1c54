/// What a node can do: list its images, tell its disk, pull one image. The wording of crictl lives here only.
@NullMarked
package io.imagesync.node;

import org.jspecify.annotations.NullMarked;
