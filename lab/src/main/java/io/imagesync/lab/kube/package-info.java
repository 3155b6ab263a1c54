/// The API server of Kubernetes as far as image-sync asks it, inside this JVM: HTTPS, tokens, rights, lists in pages,
/// selectors, in the real server's words, and what can go wrong with one.
///
/// [StubApiServer] is the way in. [Tree] is an object of it, [Crowd] makes thousands, [Kubeconfig] leads `kubectl` to
/// it.
@NullMarked
package io.imagesync.lab.kube;

import org.jspecify.annotations.NullMarked;
