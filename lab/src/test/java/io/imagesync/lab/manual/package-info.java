/// The pages in `docs/`, as far as a program can read them.
///
/// Output of commands is a block with the info string `console`. Its lines that begin with `$ ` are run by a shell on
/// the nodes of `./demo`; a page has nodes of its own, and what a command changes stays for the next one. A line `...`
/// stands for any number of lines. `<!-- scene: NAME -->` above a block begins with new nodes, as [Scene] has them; a
/// block with `<!-- capture: WHY -->` below it is not run. Other blocks that show output need such a reason too.
@NullMarked
package io.imagesync.lab.manual;

import org.jspecify.annotations.NullMarked;
