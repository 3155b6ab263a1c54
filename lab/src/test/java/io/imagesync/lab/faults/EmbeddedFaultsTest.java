package io.imagesync.lab.faults;

import io.imagesync.lab.embedded.e2e.Access;
import io.imagesync.lab.embedded.e2e.BothWays;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

@BothWays
class EmbeddedFaultsTest {
    @Parameter
    Access access = Access.CRICTL;

    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> answers() {
        return tests(NodeFaults.ANSWERS);
    }

    /// By crictl it takes longer, since the helper is waited for, and comes to the same.
    @TestFactory
    Stream<DynamicTest> hanging() {
        return tests(Suite.ALL || access == Access.CRI ? NodeFaults.HANGING : List.of());
    }

    @TestFactory
    Stream<DynamicTest> registry() {
        return tests(RegistryFaults.EMBEDDED);
    }

    @TestFactory
    Stream<DynamicTest> disks() {
        return tests(DiskFaults.EMBEDDED);
    }

    @TestFactory
    Stream<DynamicTest> names() {
        return tests(HostileFaults.NAMES);
    }

    @TestFactory
    Stream<DynamicTest> signals() {
        return tests(SignalFaults.SIGNALS);
    }

    @TestFactory
    Stream<DynamicTest> instances() {
        return tests(SignalFaults.INSTANCES);
    }

    private Stream<DynamicTest> tests(List<Row<EmbeddedStage>> rows) {
        return Suite.tests(folder, rows, (own, _) -> new EmbeddedStage(own, access, settings -> settings));
    }
}
