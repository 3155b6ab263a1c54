package io.imagesync.ssh;

import static io.imagesync.ssh.SshFiles.connect;
import static io.imagesync.ssh.SshFiles.host;
import static io.imagesync.ssh.SshFiles.run;
import static io.imagesync.ssh.SshHostTest.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.BesideOthers;
import io.imagesync.model.ConnectFailure;
import io.imagesync.model.Result;
import io.imagesync.model.SshOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
@BesideOthers
class SshProxyTest {
    private static final String BIG = "yes 0123456789 | head -c 3000000";

    @TempDir
    Path folder;

    private SshFiles files;
    private TestSshd node;
    private TestSshd jump;
    private TestSshd second;
    private SshConnector connector;

    @BeforeEach
    void start() throws Exception {
        TestSshd.assumeInstalled();
        files = new SshFiles(folder);
        node = TestSshd.start(folder, files.publicKey());
        jump = TestSshd.start(folder, files.publicKey());
        second = TestSshd.start(folder, files.publicKey());
        files.known(node.knownHost(), jump.knownHost(), second.knownHost());
        files.config("");
        connector = files.connector();
    }

    @AfterEach
    void stop() {
        connector.close();
        node.close();
        jump.close();
        second.close();
    }

    private void client(String lines) throws Exception {
        files.config(host("node1", node)
                + lines
                + host("node2", node)
                + lines
                + host("jump", jump)
                + host("second", second));
    }

    private ConnectFailure failure(String name) throws InterruptedException {
        return SshFiles.failure(connector, name).orElseThrow();
    }

    @Test
    void nodesBehindOneJumpHostDoNotDependOnEachOther() throws Exception {
        client("  ProxyJump jump\n");
        try (RemoteHost other = connect(connector, "node2")) {
            try (RemoteHost one = connect(connector, "node1")) {
                assertThat(lengthsOfBigAnswers(one, other, one, other)).containsOnly(3_000_000);
            }
            assertThat(jump.count("Accepted publickey")).isEqualTo(2);
            assertThat(run(other, "true").exitCode()).isZero();
        }
        await(() -> jump.connections().isEmpty());
    }

    private static List<Integer> lengthsOfBigAnswers(RemoteHost... hosts) throws Exception {
        Command big = new Command(List.of("sh", "-c", BIG), new byte[0], 4_000_000);
        List<Integer> lengths = new ArrayList<>();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<RemoteHost.Ran.Exited>> running = new ArrayList<>();
            for (RemoteHost host : hosts) {
                running.add(executor.submit(() -> SshFiles.exited(host.run(big, SshFiles.LIMIT))));
            }
            for (Future<RemoteHost.Ran.Exited> ran : running) {
                lengths.add(ran.get().stdout().length);
            }
        }
        return lengths;
    }

    @ParameterizedTest
    @ValueSource(strings = {"jump,second", "ME@jump,ME@[127.0.0.1]:SECOND", "ssh://jump,second", "%n-jump"})
    void goesThroughTheHopsThatAreNamed(String value) throws Exception {
        String hops =
                value.replace("ME", System.getProperty("user.name")).replace("SECOND", Integer.toString(second.port()));
        files.config(host("node1", node) + "  ProxyJump " + hops + "\n" + host("jump", jump) + host("second", second)
                + host("node1-jump", jump) + "  ProxyJump second\n");

        assertThat(files.openSshConnects("node1"))
                .isEqualTo(!value.startsWith("ssh://") || second.count("Accepted") > 0);
        long before = second.count("Accepted publickey");
        try (RemoteHost host = connect(connector, "node1")) {
            assertThat(run(host, "true").exitCode()).isZero();
        }
        assertThat(jump.count("Accepted publickey")).isPositive();
        assertThat(second.count("Accepted publickey")).isGreaterThan(before);
    }

    @Test
    void theLinkOfAJumpHostIsReplacedWhenItWasLost() throws Exception {
        client("  ProxyJump jump\n");
        try (RemoteHost host = connect(connector, "node1")) {
            assertThat(run(host, "true").exitCode()).isZero();
            killConnections(jump);
            await(() -> host.run(new Command(List.of("true"), new byte[0], 10), SshFiles.LIMIT) instanceof Result.Ok);
            assertThat(run(host, "true").exitCode()).isZero();
        }
    }

    private static void killConnections(TestSshd sshd) {
        sshd.connections().forEach(ProcessHandle::destroyForcibly);
    }

    @Test
    void saysThatTheJumpHostCannotReachTheNode() throws Exception {
        files.config("Host node1\n  HostName 127.0.0.1\n  Port 1\n  ProxyJump jump\n" + host("jump", jump));

        assertThat(failure("node1").what()).contains("jump host jump", "127.0.0.1:1");
    }

    @Test
    void aFailureOfTheJumpHostNamesIt() throws Exception {
        client("  ProxyJump jump\n");
        files.known(node.knownHost());

        assertThat(failure("node1")).isInstanceOfSatisfying(ConnectFailure.HostKeyUnknown.class, f -> {
            assertThat(f.host()).isEqualTo("jump");
            assertThat(f.command()).endsWith(" jump true");
        });
    }

    @Test
    void aChangedKeyOfAJumpHostIsRefusedToo() throws Exception {
        files.config(host("node1", node) + "  ProxyJump jump\n" + host("jump", jump) + "  StrictHostKeyChecking no\n");
        files.known(node.knownHost(), node.knownHost("[127.0.0.1]:" + jump.port()));

        assertThat(failure("node1"))
                .isInstanceOfSatisfying(
                        ConnectFailure.HostKeyChanged.class,
                        f -> assertThat(f.host()).isEqualTo("jump"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ME@127.0.0.1:JUMP", "ME@127.0.0.1:JUMP,second", "second,ME@127.0.0.1:JUMP"})
    void bothCommandsForAChangedKeyOfAJumpHostHaveItsPort(String hops) throws Exception {
        String me = System.getProperty("user.name");
        int port = jump.port();
        files.config(host("node1", node) + "  ProxyJump "
                + hops.replace("ME", me).replace("JUMP", Integer.toString(port)) + "\n" + host("second", second));
        files.known(node.knownHost(), second.knownHost(), node.knownHost("[127.0.0.1]:" + port));

        assertThat(failure("node1")).isInstanceOfSatisfying(ConnectFailure.HostKeyChanged.class, f -> {
            assertThat(f.removal()).isEqualTo("ssh-keygen -R '[127.0.0.1]:" + port + "' -f " + files.knownHosts);
            Tool.output("sh", "-c", f.removal());
            assertThat(f.acceptance()).endsWith(" -l " + me + " -p " + port + " 127.0.0.1 true");
            Tool.output("sh", "-c", f.acceptance());
        });
        connect(connector, "node1").close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "node", "jump", "jump,node", "jump,second,node"})
    void noKeyOnTheWayIsRecordedWhenNothingMayChange(String unknown) throws Exception {
        client("  StrictHostKeyChecking accept-new\n  ProxyJump jump,second\n");
        Files.writeString(
                files.config,
                Files.readString(files.config) + "Host jump second\n  StrictHostKeyChecking accept-new\n");
        files.known(
                unknown.contains("node") ? "" : node.knownHost(),
                unknown.contains("jump") ? "" : jump.knownHost(),
                unknown.contains("second") ? "" : second.knownHost());
        String before = Files.readString(files.knownHosts);

        SshOptions options = files.options(Duration.ofSeconds(20), Optional.empty());
        try (SshConnector changesNothing =
                SshFiles.connector(options.withoutRecording(), SshConnector.installed(), w -> {})) {
            connect(changesNothing, "node1").close();
        }
        assertThat(files.knownHosts).hasContent(before);
    }

    @Test
    void anUnknownKeyOfAJumpHostIsRefusedAsConfiguredWhenNothingMayChange() throws Exception {
        client("  ProxyJump jump\n");
        files.known(node.knownHost());

        SshOptions options = files.options(Duration.ofSeconds(20), Optional.empty());
        try (SshConnector changesNothing =
                SshFiles.connector(options.withoutRecording(), SshConnector.installed(), w -> {})) {
            assertThat(SshFiles.failure(changesNothing, "node1"))
                    .containsInstanceOf(ConnectFailure.HostKeyUnknown.class);
        }
    }

    @Test
    void aLoopOfJumpHostsIsToldAsSuch() throws Exception {
        files.config("Host a\n  ProxyJump b\nHost b\n  ProxyJump a\n");

        assertThat(failure("a").what()).contains("ProxyJump", "hops");
    }

    @Test
    void runsAProxyCommandAndEndsIt() throws Exception {
        files.config(host("jump", jump) + "Host node1\n  HostName 127.0.0.1\n  Port " + node.port()
                + "\n  ProxyCommand sh -c 'echo $$ > " + folder + "/pid; exec ssh -F " + files.config
                + " -W %h:%p jump'\n");
        assertThat(files.openSshConnects("node1")).isTrue();

        try (RemoteHost host = connect(connector, "node1")) {
            Command big = new Command(List.of("sh", "-c", BIG), new byte[0], 4_000_000);
            assertThat(SshFiles.exited(host.run(big, SshFiles.LIMIT)).stdout()).hasSize(3_000_000);
        }
        long pid = Long.parseLong(Files.readString(folder.resolve("pid")).strip());
        await(() -> ProcessHandle.of(pid).isEmpty());
    }

    /// Said by a shell's child: a command that is redirected itself closes its stdout first, and may be ended for that
    /// before it has said anything.
    @Test
    void aProxyCommandKnowsItsTokens() throws Exception {
        Path said = folder.resolve("said");
        files.config("Host node1\n  HostName 127.0.0.1\n  Port 2222\n  User me\n  ProxyCommand sh -c 'echo %n %h"
                + " %p %r %% > " + said + "'\n");

        assertThat(failure("node1").what()).contains("ProxyCommand");
        assertThat(said).hasContent("node1 127.0.0.1 2222 me %");
    }

    @Test
    void whatAProxyCommandComplainsAboutIsTold() throws Exception {
        files.config("Host node1\n  ProxyCommand sh -c 'echo no way >&2; exit 1'\n");

        assertThat(failure("node1")).isInstanceOf(ConnectFailure.Unreachable.class);
        assertThat(failure("node1").what()).contains("ProxyCommand said: no way");
    }

    @Test
    void hostsAreCheckedByTheirNamesBehindAProxy() throws Exception {
        client("  ProxyJump jump\n");
        files.known(jump.knownHost());

        assertThat(failure("node1")).isInstanceOf(ConnectFailure.HostKeyUnknown.class);
    }
}
