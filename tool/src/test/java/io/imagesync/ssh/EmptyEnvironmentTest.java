package io.imagesync.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.NodeName;
import io.imagesync.model.SshOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// In a JVM of its own, started with nothing in its environment: it works, writes nothing but what it is told to, and
/// ends as soon as all is closed.
@Timeout(120)
class EmptyEnvironmentTest {
    @TempDir
    Path folder;

    /// The program of that JVM; its argument is the ssh_config.
    static final class Program {
        private Program() {}

        public static void main(String[] args) throws Exception {
            SshOptions options = new SshOptions(
                    Optional.empty(),
                    OptionalInt.empty(),
                    Optional.empty(),
                    Duration.ofSeconds(20),
                    true,
                    List.of(),
                    Optional.of(Path.of(args[0])),
                    true);
            try (SshConnector connector = new SshConnector(options, w -> System.out.println("warned"))) {
                RemoteHost host = connector.host(new NodeName("node"), () -> {});
                System.out.print(
                        SshFiles.text(SshFiles.run(host, "echo", "done").stdout()));
            }
        }
    }

    @Test
    void worksWithoutAnEnvironment() throws Exception {
        SshFiles files = new SshFiles(folder);
        try (TestSshd jump = TestSshd.start(folder, files.publicKey());
                TestSshd sshd = TestSshd.start(folder, files.publicKey())) {
            files.config(SshFiles.host("node", sshd) + "  ProxyJump jump\n" + SshFiles.host("jump", jump));
            files.known(sshd.knownHost(), jump.knownHost());
            List<String> command = List.of(
                    "env",
                    "-i",
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Program.class.getName(),
                    files.config.toString());

            assertThat(Tool.run(Map.of(), command)).isEqualTo(new Tool.Ended(0, "done\n", ""));
        }
    }
}
