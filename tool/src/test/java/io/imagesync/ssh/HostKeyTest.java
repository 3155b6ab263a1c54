package io.imagesync.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.BesideOthers;
import io.imagesync.model.ConnectFailure;
import io.imagesync.model.ConnectFailure.HostKeyChanged;
import io.imagesync.model.ConnectFailure.HostKeyUnknown;
import io.imagesync.model.SshOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
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
class HostKeyTest {
    @TempDir
    Path folder;

    private final List<String> warnings = new CopyOnWriteArrayList<>();
    private SshFiles files;
    private TestSshd sshd;
    private Path otherKey;

    @BeforeEach
    void start() throws Exception {
        TestSshd.assumeInstalled();
        files = new SshFiles(folder);
        sshd = TestSshd.start(folder, files.publicKey());
        otherKey = files.newKey("other", "-t", "ed25519", "-N", "");
    }

    @AfterEach
    void stop() {
        sshd.close();
    }

    private void client(String lines) throws Exception {
        files.config(SshFiles.host("node", sshd) + lines);
    }

    private Optional<ConnectFailure> failure() throws InterruptedException {
        try (SshConnector connector = files.connector(warnings::add, Duration.ofSeconds(20), Optional.empty())) {
            return SshFiles.failure(connector, "node");
        }
    }

    private String fingerprint() {
        return Tool.output("ssh-keygen", "-l", "-f", sshd.hostKey() + ".pub").split(" ", -1)[1] + " (ED25519)";
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "ask"})
    void anUnknownKeyIsRefused(String strictness) throws Exception {
        client("  StrictHostKeyChecking " + strictness);

        assertThat(failure())
                .hasValueSatisfying(f -> assertThat(f)
                        .isEqualTo(new HostKeyUnknown(
                                "node",
                                fingerprint(),
                                "ssh -o StrictHostKeyChecking=accept-new -F " + files.config + " node true")));
        assertThat(files.knownHosts).doesNotExist();
    }

    @Test
    void theCommandOfTheRemedyAcceptsTheKey() throws Exception {
        client("  StrictHostKeyChecking ask");
        assertThat(failure()).hasValueSatisfying(f -> {
            String[] command = ((HostKeyUnknown) f).command().split(" ", -1);
            List<String> words = new ArrayList<>(files.command());
            words.addAll(List.of(command).subList(1, command.length));
            Tool.output(words.toArray(String[]::new));
        });
        assertThat(failure()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "no"})
    void acceptNewRecordsSoThatOpenSshKnowsItToo(String hash) throws Exception {
        client("  StrictHostKeyChecking accept-new\n  HashKnownHosts " + hash);
        Files.writeString(files.knownHosts, "# a line\n");
        assertThat(failure()).isEmpty();

        client("  StrictHostKeyChecking yes");
        assertThat(failure()).isEmpty();
        assertThat(files.openSshConnects("node")).isTrue();
        assertThat(Files.readString(files.knownHosts).contains("127.0.0.1")).isEqualTo(hash.equals("no"));
        assertThat(warnings).singleElement().asString().contains("was not known and was accepted");
    }

    @Test
    void acceptNewWritesNothingWhenNothingMayChange() throws Exception {
        client("  StrictHostKeyChecking accept-new");
        SshOptions options = files.options(Duration.ofSeconds(20), Optional.empty());
        try (SshConnector connector =
                SshFiles.connector(options.withoutRecording(), SshConnector.installed(), warnings::add)) {
            SshFiles.connect(connector, "node").close();
        }
        assertThat(files.knownHosts).doesNotExist();
    }

    @Test
    void manyNodesAtOnceDoNotTearTheFile() throws Exception {
        files.config("Host n*\n  HostName 127.0.0.1\n  Port " + sshd.port() + "\n  StrictHostKeyChecking accept-new\n");
        try (SshConnector connector = files.connector();
                ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Optional<ConnectFailure>>> connecting = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                String node = "n" + i;
                connecting.add(executor.submit(() -> SshFiles.failure(connector, node)));
            }
            for (Future<Optional<ConnectFailure>> one : connecting) {
                assertThat(one.get()).isEmpty();
            }
        }
        assertThat(Files.readAllLines(files.knownHosts)).isNotEmpty().allMatch(l -> l.startsWith("[127.0.0.1]:"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"no", "off"})
    void anUnknownKeyIsAcceptedWithAWarningOnRequest(String strictness) throws Exception {
        client("  StrictHostKeyChecking " + strictness);

        assertThat(failure()).isEmpty();
        assertThat(warnings).singleElement().asString().contains("node", fingerprint());
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "ask", "accept-new", "no", "off"})
    void aChangedKeyIsAlwaysRefused(String strictness) throws Exception {
        client("  StrictHostKeyChecking " + strictness);
        String line = "[127.0.0.1]:" + sshd.port() + " " + Files.readString(Path.of(otherKey + ".pub"));
        files.known(line);

        String removal = "ssh-keygen -R '[127.0.0.1]:" + sshd.port() + "' -f " + files.knownHosts;
        String acceptance = "ssh -o StrictHostKeyChecking=accept-new -F " + files.config + " node true";
        HostKeyChanged changed = new HostKeyChanged("node", fingerprint(), removal, acceptance);
        assertThat(failure()).contains(changed);
        assertThat(changed.remedy()).contains(removal + "; ").endsWith("then run: " + acceptance);
        assertThat(files.knownHosts).hasContent(line.strip());
        Tool.output("sh", "-c", removal);
        assertThat(files.knownHosts).isEmptyFile();
        Tool.output("sh", "-c", acceptance);
        assertThat(failure()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 1000})
    void aChangedKeyIsRefusedHoweverMuchTheServerSaysBefore(int length) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> talk(server, ("x".repeat(length) + "\n").repeat(1000)));
            int port = server.getLocalPort();
            files.config("Host node\n  HostName 127.0.0.1\n  Port " + port + "\n  StrictHostKeyChecking no\n");
            files.known("[127.0.0.1]:" + port + " " + Files.readString(Path.of(otherKey + ".pub")));

            assertThat(failure()).isPresent();
        }
    }

    /// As a host between us and the node, that has something to say first.
    private void talk(ServerSocket server, String text) {
        try (Socket client = server.accept();
                Socket node = new Socket(InetAddress.getLoopbackAddress(), sshd.port())) {
            client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            Thread.ofVirtual().start(() -> pass(client, node));
            pass(node, client);
        } catch (IOException e) {
            assertThat(e).as("the client has gone").isNotNull();
        }
    }

    private static void pass(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            assertThat(e).as("one of them has gone").isNotNull();
        }
    }

    @Test
    void aKeyOfAnotherTypeIsAChangeToo() throws Exception {
        client("");
        Path rsa = files.newKey("rsa", "-t", "rsa", "-N", "");
        files.known("[127.0.0.1]:" + sshd.port() + " " + Files.readString(Path.of(rsa + ".pub")));

        assertThat(files.openSshConnects("node")).isFalse();
        assertThat(failure()).containsInstanceOf(HostKeyChanged.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[127.0.0.1]:PORT KEY",
                "* KEY",
                "a,[127.0.?.1]:* KEY",
                "127.0.0.1 KEY",
                "127.0.0.1 OTHER\n[127.0.0.1]:PORT KEY"
            })
    void knowsALine(String lines) throws Exception {
        client("");
        files.known(filled(lines));

        assertThat(files.openSshConnects("node")).isTrue();
        assertThat(failure()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*,!*127.0.0.1* KEY",
                "127.0.0.2 KEY",
                "# 127.0.0.1 KEY",
                "[127.0.0.1]:PORT ssh-rsa AAAA",
                "127.0.0.1 OTHER",
                "[127.0.0.1]:PORT KEY\n@revoked * KEY",
                "@cert-authority * KEY",
                "@unknown * KEY"
            })
    void doesNotKnowALine(String lines) throws Exception {
        client("");
        files.known(filled(lines));

        assertThat(files.openSshConnects("node")).isFalse();
        assertThat(failure()).isPresent();
    }

    private String filled(String lines) throws Exception {
        return lines.replace("PORT", Integer.toString(sshd.port()))
                .replace(
                        "KEY",
                        Files.readString(Path.of(sshd.hostKey() + ".pub")).strip())
                .replace("OTHER", Files.readString(Path.of(otherKey + ".pub")).strip());
    }

    @Test
    void knowsHashedNames() throws Exception {
        client("");
        files.known(sshd.knownHost());
        Tool.output("ssh-keygen", "-H", "-f", files.knownHosts.toString());
        assertThat(Files.readString(files.knownHosts)).startsWith("|1|");

        assertThat(failure()).isEmpty();
    }

    @Test
    void aRevokedKeyIsToldAsSuch() throws Exception {
        client("  StrictHostKeyChecking no");
        files.known(filled("@revoked * KEY"));

        assertThat(failure())
                .hasValueSatisfying(
                        f -> assertThat(f.remedy()).endsWith("run: ssh-keygen -F '[127.0.0.1]:" + sshd.port() + "'"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsa", "ecdsa"})
    void asksForTheTypeOfKeyThatItKnows(String known) throws Exception {
        Path second = files.newKey("second", "-t", known, "-N", "");
        sshd.close();
        sshd = TestSshd.start(folder, files.publicKey(), "HostKey " + second);
        client("");
        files.known("[127.0.0.1]:" + sshd.port() + " " + Files.readString(Path.of(second + ".pub")));

        assertThat(files.openSshConnects("node")).isTrue();
        assertThat(failure()).isEmpty();
    }
}
