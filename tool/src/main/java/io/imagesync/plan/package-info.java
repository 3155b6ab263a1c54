/// Surveys and rules to a plan. Pure: no clock, no input or output.
@NullMarked
package io.imagesync.plan;

import org.jspecify.annotations.NullMarked;
