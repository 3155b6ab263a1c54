package io.imagesync.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.NodeName;
import io.imagesync.model.Result;
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

        public static void main(String[] args) throws InterruptedException {
            List<String> ssh = List.of(OpenSshClient.installed().getFirst(), "-F", args[0]);
            SshOptions options =
                    new SshOptions(Optional.empty(), OptionalInt.empty(), Optional.empty(), Duration.ofSeconds(20));
            try (SshConnector connector = new SshConnector(options, ssh, w -> System.out.println("warned"))) {
                switch (connector.connect(new NodeName("node"))) {
                    case Result.Failed<RemoteHost> failed ->
                        System.out.println(failed.failure().what());
                    case Result.Ok<RemoteHost>(RemoteHost host) ->
                        System.out.print(
                                SshFiles.text(SshFiles.run(host, "echo", "done").stdout()));
                }
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
