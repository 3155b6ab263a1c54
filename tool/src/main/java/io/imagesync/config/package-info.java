/// Text of the configuration file to a configuration, or every problem in it at once.
@NullMarked
package io.imagesync.config;

import org.jspecify.annotations.NullMarked;
