/// The registry credentials of this host: the file `AUTH_FILE` and the programs that it names. Nothing that a file or
/// a program says is ever shown.
@NullMarked
package io.imagesync.auth;

import org.jspecify.annotations.NullMarked;
