package io.imagesync.lab.contract;

import io.imagesync.lab.e2e.Access;
import io.imagesync.lab.e2e.RealLab;
import org.junit.jupiter.api.Tag;

/// The same with the containerd of Debian testing, as `lab/containerd` fetches it.
@Tag("containerd")
class RealCriNodeOfContainerd2Test extends RealNodeTest {
    RealCriNodeOfContainerd2Test() {
        super(Access.CRI, "--containerd", RealLab.containerd("2"));
    }
}
