/// The commands: wiring, the instance lock, exit codes and the one place where exceptions become words.
@NullMarked
package io.imagesync.cli;

import org.jspecify.annotations.NullMarked;
