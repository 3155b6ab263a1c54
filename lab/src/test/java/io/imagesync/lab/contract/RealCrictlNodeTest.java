package io.imagesync.lab.contract;

import io.imagesync.lab.e2e.Access;

/// The suite on sshd, the helper's shell text, containerd and a registry.
class RealCrictlNodeTest extends RealNodeTest {
    RealCrictlNodeTest() {
        super(Access.CRICTL);
    }
}
