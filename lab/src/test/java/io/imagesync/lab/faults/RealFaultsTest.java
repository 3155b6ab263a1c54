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

@OnRealNodes
class RealFaultsTest {
    @TempDir
    private Path folder;

    /// Where no node is reached it plays no part how its runtime would be spoken to.
    @TestFactory
    Stream<DynamicTest> reaching(RealLab lab) {
        return tests(lab, Suite.ALL || lab.access() == Access.CRI ? ReachingFaults.REAL : List.of());
    }

    @TestFactory
    Stream<DynamicTest> sessions(RealLab lab) {
        return tests(lab, ReachingFaults.SESSIONS);
    }

    @TestFactory
    Stream<DynamicTest> using(RealLab lab) {
        return tests(lab, NodeFaults.USING);
    }

    @TestFactory
    Stream<DynamicTest> registry(RealLab lab) {
        return tests(lab, RegistryFaults.REAL);
    }

    @TestFactory
    Stream<DynamicTest> disk(RealLab lab) {
        return tests(lab, DiskFaults.REAL);
    }

    private Stream<DynamicTest> tests(RealLab lab, List<Row<RealStage>> rows) {
        return Suite.tests(folder, rows, (own, name) -> new RealStage(lab, own, name));
    }
}
