package io.imagesync.lab.faults;

import io.imagesync.lab.e2e.Access;
import io.imagesync.lab.e2e.OnRealNodes;
import io.imagesync.lab.e2e.RealLab;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// What only happens where crictl is run.
@OnRealNodes(only = Access.CRICTL)
class CrictlFaultsTest {
    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> crictl(RealLab lab) {
        return Suite.tests(folder, NodeFaults.CRICTL, (own, name) -> new RealStage(lab, own, name));
    }
}
