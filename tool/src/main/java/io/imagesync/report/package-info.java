/// The outputs. Each listens to events; nobody else writes anything anywhere.
@NullMarked
package io.imagesync.report;

import org.jspecify.annotations.NullMarked;
