package io.imagesync.lab.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.imagesync.cri.ListStatusesRequest;
import io.imagesync.cri.VersionRequest;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/// Runtime sockets that are reached through SSH, and those that are not.
class SocketsTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration SHORT = Duration.ofSeconds(2);

    @TempDir
    private Path folder;

    @Test
    void hasNoContentStoreAsCriO() throws Exception {
        try (EmbeddedFleet fleet = EmbeddedFleet.start(1, node -> node.profile(Profile.CRIO));
                Forwarding runtime = Forwarding.to(fleet, "gpu01", RuntimeSocket.CRIO.path())) {
            assertThat(runtime.call(RuntimeMethods.VERSION, VersionRequest.getDefaultInstance())
                            .getRuntimeName())
                    .isEqualTo("cri-o");
            assertThatThrownBy(
                            () -> runtime.call(RuntimeMethods.LIST_STATUSES, ListStatusesRequest.getDefaultInstance()))
                    .isInstanceOfSatisfying(
                            StatusRuntimeException.class,
                            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED));
        }
    }

    @Test
    void opensNoOtherPath() throws Exception {
        assertIsNotOpened(node -> node.sockets(RuntimeSocket.CRIO));
    }

    @Test
    void opensNothingWhereForwardingIsProhibited() throws Exception {
        assertIsNotOpened(NodeSettings::forwardingProhibited);
    }

    @Test
    void opensNothingThatTheUserMayNotUse() throws Exception {
        assertIsNotOpened(node -> node.sockets(RuntimeSocket.CONTAINERD.unusable()));
    }

    @Test
    void opensNothingWhereNobodyListens() throws Exception {
        assertIsNotOpened(node -> node.notCri(RuntimeSocket.Speaks.NOBODY));
    }

    private static void assertIsNotOpened(UnaryOperator<NodeSettings> as) throws Exception {
        try (EmbeddedFleet fleet = EmbeddedFleet.start(1, as);
                Forwarding runtime = Forwarding.to(fleet, "gpu01", RuntimeSocket.CONTAINERD.path())) {
            assertSaysNothing(runtime);
            assertThat(fleet.node(0).events().count(NodeEvent.SocketOpened.class))
                    .isZero();
            assertThat(fleet.node(0).openConnections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.INCLUDE,
            names = {"NOTHING", "GARBAGE"})
    void opensWhatDoesNotSpeakCri(RuntimeSocket.Speaks speaks) throws Exception {
        try (EmbeddedFleet fleet = EmbeddedFleet.start(1, node -> node.notCri(speaks));
                Forwarding runtime = Forwarding.to(fleet, "gpu01", RuntimeSocket.CONTAINERD.path())) {
            assertSaysNothing(runtime);
            assertThat(fleet.node(0).events().count(NodeEvent.SocketOpened.class))
                    .isPositive();
        }
    }

    private static void assertSaysNothing(Forwarding runtime) {
        assertThatThrownBy(() -> runtime.call(RuntimeMethods.VERSION, VersionRequest.getDefaultInstance(), SHORT))
                .isInstanceOf(StatusRuntimeException.class);
    }

    @Test
    void doesNotCountAsASession() throws Exception {
        Gate gate = new Gate();
        try (EmbeddedFleet fleet =
                EmbeddedFleet.start(1, node -> node.maxSessions(1).pace(Pace.behind(gate)))) {
            fleet.registry().push("nginx", 1);
            String control = folder.resolve("s").toString();
            try (Ssh first =
                    Ssh.start(fleet.ssh(), "-M", "-S", control, "gpu01", "image-sync-node pull 60 crictl - nginx")) {
                first.send("\n");
                fleet.node(0).events().await(new NodeEvent.PullStarted("nginx", ""), LIMIT);
                try (Forwarding runtime = Forwarding.over(control, fleet, "gpu01", RuntimeSocket.CONTAINERD.path())) {
                    assertThat(runtime.call(RuntimeMethods.VERSION, VersionRequest.getDefaultInstance())
                                    .getRuntimeApiVersion())
                            .isEqualTo("v1");
                }
                gate.open();
                assertThat(first.end().exitCode()).isZero();
            }
            assertThat(fleet.node(0).connections()).isEqualTo(1);
        }
    }

    @Test
    void leavesNoThreadBehind() throws Exception {
        try (EmbeddedFleet fleet = EmbeddedFleet.start(1);
                Forwarding runtime = Forwarding.to(fleet, "gpu01", RuntimeSocket.CONTAINERD.path())) {
            runtime.call(RuntimeMethods.VERSION, VersionRequest.getDefaultInstance());
            awaitThreads(true);
        }
        awaitThreads(false);
    }

    /// A thread that was told to end is there for a moment more.
    private void awaitThreads(boolean there) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        String threads = threads();
        while (threads.contains("\"runtime\"") != there) {
            assertThat(System.nanoTime()).as(threads).isLessThan(end);
            Thread.sleep(20);
            threads = threads();
        }
    }

    private String threads() throws Exception {
        Path dump = Files.createTempDirectory(folder, "threads").resolve("dump");
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .dumpThreads(dump.toString(), ThreadDumpFormat.TEXT_PLAIN);
        return Files.readString(dump);
    }
}
