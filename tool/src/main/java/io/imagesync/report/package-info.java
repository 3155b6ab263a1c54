/// The outputs. Each listens to events; nobody else writes logs, lists or answers.
@NullMarked
package io.imagesync.report;

import org.jspecify.annotations.NullMarked;
