/// Nodes to test and to show image-sync against. Never ships.
@NullMarked
package io.imagesync.lab;

import org.jspecify.annotations.NullMarked;
