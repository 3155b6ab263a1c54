package io.imagesync.lab.faults;

import io.imagesync.lab.e2e.Access;
import io.imagesync.lab.e2e.OnRealNodes;
import io.imagesync.lab.e2e.RealLab;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// What is about images that come through this host, which is by CRI only.
@OnRealNodes(only = Access.CRI)
class RealRelayFaultsTest {
    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> sshd(RealLab lab) {
        return tests(lab, RelayFaults.SSHD);
    }

    @TestFactory
    Stream<DynamicTest> nodes(RealLab lab) {
        return Suite.tests(
                folder, RelayFaults.NODES, (own, name) -> new RealStage(lab, own, name, RelayFaults.KILOBYTES));
    }

    @TestFactory
    Stream<DynamicTest> mirrors(RealLab lab) {
        return tests(lab, MirrorFaults.RELAYS);
    }

    private Stream<DynamicTest> tests(RealLab lab, List<Row<RealStage>> rows) {
        return Suite.tests(folder, rows, (own, name) -> new RealStage(lab, own, name));
    }
}
