package io.imagesync.lab.faults;

import io.imagesync.lab.embedded.e2e.Access;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Where it plays no part by which of the ways nodes are worked, and what only crictl's can suffer from.
class HostFaultsTest {
    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> logs() {
        return tests(HostFaults.LOGS);
    }

    @TestFactory
    @Tag("real")
    Stream<DynamicTest> fileSystems() {
        return tests(HostFaults.FILE_SYSTEMS);
    }

    @TestFactory
    Stream<DynamicTest> lock() {
        return tests(HostFaults.LOCK);
    }

    @TestFactory
    Stream<DynamicTest> configuration() {
        return tests(ConfigurationFaults.FILES);
    }

    @TestFactory
    Stream<DynamicTest> timeAndRights() {
        return tests(HostFaults.TIME_AND_RIGHTS);
    }

    @TestFactory
    Stream<DynamicTest> memory() {
        return tests(MemoryFaults.EMBEDDED);
    }

    @TestFactory
    @Tag("kubectl")
    Stream<DynamicTest> cluster() {
        return tests(ClusterFaults.ANSWERS);
    }

    @TestFactory
    Stream<DynamicTest> listings() {
        return tests(HostileFaults.LISTINGS);
    }

    private Stream<DynamicTest> tests(List<Row<EmbeddedStage>> rows) {
        return Suite.tests(folder, rows, (own, _) -> new EmbeddedStage(own, Access.CRICTL, settings -> settings));
    }
}
