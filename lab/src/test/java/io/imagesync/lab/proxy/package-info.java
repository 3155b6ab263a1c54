/// The proxy, on loopback.
@NullMarked
package io.imagesync.lab.proxy;

import org.jspecify.annotations.NullMarked;
