/// Whatever works with `ssh NODE` works with image-sync: the built program beside the plain client, on real sshds that
/// want what sshds of the field want.
@NullMarked
package io.imagesync.lab.ssh;

import org.jspecify.annotations.NullMarked;
