/// The vocabulary: names, images, surveys, plans, outcomes, failures and events. Uses the JDK only.
@NullMarked
package io.imagesync.model;

import org.jspecify.annotations.NullMarked;
