/// Nodes inside this JVM: SSH servers that answer the helper's commands, and CRI on the sockets of their runtimes, from
/// images that exist in memory only.
///
/// [EmbeddedFleet] is the way in; [EmbeddedNode] is one node with its [ImageStore], its [Script] of misbehaviour, its
/// [Faults] and its [EventLog].
@NullMarked
package io.imagesync.lab.embedded;

import org.jspecify.annotations.NullMarked;
