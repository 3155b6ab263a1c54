/// The one data flow of a run: survey, plan, pull, report; limits, deadlines and retries.
@NullMarked
package io.imagesync.sync;

import org.jspecify.annotations.NullMarked;
