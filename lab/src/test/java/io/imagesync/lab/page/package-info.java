/// The page of `image-sync report --html` in a real browser, Debian's chromium.
@NullMarked
package io.imagesync.lab.page;

import org.jspecify.annotations.NullMarked;
