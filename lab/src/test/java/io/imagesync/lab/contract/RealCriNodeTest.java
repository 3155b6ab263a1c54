package io.imagesync.lab.contract;

import io.imagesync.lab.e2e.Access;

/// The suite on sshd, which forwards the socket of containerd, and a registry; there is no crictl.
class RealCriNodeTest extends RealNodeTest {
    RealCriNodeTest() {
        super(Access.CRI);
    }
}
