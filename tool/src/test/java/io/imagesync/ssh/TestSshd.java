package io.imagesync.ssh;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/// A real sshd on a free port of 127.0.0.1, with files of its own.
final class TestSshd implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/sbin/sshd");

    private final Process process;
    private final int port;
    private final Path log;
    private final Path hostKey;

    private TestSshd(Process process, int port, Path log, Path hostKey) {
        this.process = process;
        this.port = port;
        this.log = log;
        this.hostKey = hostKey;
    }

    static void assumeInstalled() {
        Assumptions.assumeTrue(Files.isExecutable(PROGRAM), "sshd is not installed (package openssh-server)");
    }

    /// @param authorized the line of authorized_keys
    /// @param settings further lines of sshd_config; they come first, so they win
    static TestSshd start(Path parent, String authorized, String... settings) throws Exception {
        assumeInstalled();
        Path folder = Files.createTempDirectory(parent, "sshd");
        Path hostKey = folder.resolve("host_key");
        Tool.output("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "host", "-f", hostKey.toString());
        return start(folder, hostKey, freePort(), authorized, settings);
    }

    static TestSshd start(Path folder, Path hostKey, int port, String authorized, String... settings) throws Exception {
        if (System.getProperty("user.name").equals("root")) {
            Files.createDirectories(Path.of("/run/sshd"));
        }
        Path config = folder.resolve("sshd_config");
        Files.writeString(folder.resolve("authorized_keys"), authorized);
        Files.writeString(config, String.join("\n", settings) + """

                        ListenAddress 127.0.0.1:%d
                        HostKey %s
                        AuthorizedKeysFile %s/authorized_keys
                        StrictModes no
                        UsePAM no
                        PidFile none
                        PerSourceMaxStartups none
                        MaxStartups 100
                        LogLevel VERBOSE
                        PasswordAuthentication no
                        """.formatted(port, hostKey, folder));
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(PROGRAM.toString(), "-D", "-e", "-f", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        TestSshd sshd = new TestSshd(process, port, log, hostKey);
        sshd.awaitListening();
        return sshd;
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitListening() throws Exception {
        Deadline deadline = Deadline.in(Duration.ofSeconds(20));
        while (!log().contains("Server listening")) {
            if (deadline.passed() || !process.isAlive()) {
                throw new IllegalStateException("sshd does not listen: " + log());
            }
            Thread.sleep(5);
        }
    }

    int port() {
        return port;
    }

    Path hostKey() {
        return hostKey;
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    long count(String text) throws IOException {
        return log().lines().filter(l -> l.contains(text)).count();
    }

    /// The processes that serve clients.
    List<ProcessHandle> connections() {
        return process.children().toList();
    }

    /// The line that makes its key known.
    String knownHost() throws IOException {
        return knownHost("[127.0.0.1]:" + port);
    }

    String knownHost(String name) throws IOException {
        return name + " " + Files.readString(Path.of(hostKey + ".pub"));
    }

    /// Stops the server and every connection.
    @Override
    public void close() {
        List<ProcessHandle> all = process.descendants().toList();
        process.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
    }
}
