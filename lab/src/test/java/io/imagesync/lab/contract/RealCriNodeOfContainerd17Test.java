package io.imagesync.lab.contract;

import io.imagesync.lab.e2e.Access;
import io.imagesync.lab.e2e.RealLab;
import org.junit.jupiter.api.Tag;

/// The same with the containerd of Debian 13, as `lab/containerd` fetches it.
@Tag("containerd")
class RealCriNodeOfContainerd17Test extends RealNodeTest {
    RealCriNodeOfContainerd17Test() {
        super(Access.CRI, "--containerd", RealLab.containerd("1.7"));
    }
}
