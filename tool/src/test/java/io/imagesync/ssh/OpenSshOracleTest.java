package io.imagesync.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.NodeName;
import io.imagesync.model.Result;
import io.imagesync.ssh.RemoteHost.Ran;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// We connect exactly where the OpenSSH client of this machine does.
@Timeout(60)
class OpenSshOracleTest {
    @TempDir
    private static Path folder;

    private static SshFiles files;
    private static TestSshd sshd;

    /// @param works what both shall say
    record Case(String name, String node, boolean works, String config) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Case works(String name, String node, String config) {
        return new Case(name, node, true, config);
    }

    private static Case fails(String name, String node, String config) {
        return new Case(name, node, false, config);
    }

    static Stream<Case> cases() {
        String here = "  HostName 127.0.0.1\n  Port PORT\n";
        String key = "IdentityFile FOLDER/id_test\n";
        String node = "Host node\n" + here;
        return Stream.of(
                works("Host", "node", node + key),
                works("Host with patterns", "node7", "Host no*? !node8\n" + here + key),
                fails("negated Host", "node8.invalid", "Host no* !node8*\n" + here + key),
                works("the first value wins", "node", node + "  Port PORT\nHost *\n  Port 1\n  " + key),
                works("Match host", "node", "Match host node\n" + here + key),
                works("Match user", "ME@node", "Match user ME\n" + here + key),
                fails("Match another user", "ME@node.invalid", "Match user someone\n" + here + key),
                works("Match exec", "node", "Match exec \"test %n = node\"\n" + here + key),
                fails("Match exec that fails", "node.invalid", "Match exec false\n" + here + key),
                works("Include", "node", "Include FOLDER/included\n" + key),
                works("HostName with a token", "127.0.0", "Host 127.0.0\n  HostName %h.1\n  Port PORT\n" + key),
                works("an address", "127.0.0.1", "Port PORT\n" + key),
                works("tokens in IdentityFile", "node", node + "  IdentityFile FOLDER/key-%n-%h-%r-%u-%%\n"),
                works("a quoted IdentityFile", "node", node + "  IdentityFile \"FOLDER/a key\"\n"),
                works("the second IdentityFile", "node", node + "  IdentityFile FOLDER/id_other\n" + key),
                works("a missing IdentityFile", "node", node + "  IdentityFile FOLDER/nothing\n" + key),
                fails("no good IdentityFile", "node", node + "  IdentityFile FOLDER/id_other\n"),
                fails("IdentityFile none", "node", node + "  IdentityFile none\n"),
                fails("an open IdentityFile", "node", node + "  IdentityFile FOLDER/id_open\n"),
                fails("an IdentityFile with a passphrase", "node", node + "  IdentityFile FOLDER/id_locked\n"),
                fails("a variable that is not set", "node", node + "  IdentityFile FOLDER/${NOT_SET_AT_ALL}\n" + key),
                works("User", "node", node + "  User ME\n" + key),
                fails("User who is not", "node", node + "  User nosuchuser\n" + key),
                works("AddressFamily inet", "node", node + "  AddressFamily inet\n" + key),
                fails("AddressFamily inet6", "node", node + "  AddressFamily inet6\n" + key),
                works("BindAddress", "node", node + "  BindAddress 127.0.0.2\n" + key),
                fails("BindAddress of another", "node", node + "  BindAddress 192.0.2.1\n" + key),
                works("Ciphers", "node", node + "  Ciphers aes256-ctr\n  MACs hmac-sha2-512\n" + key),
                works("KexAlgorithms", "node", node + "  KexAlgorithms ecdh-sha2-nistp384\n" + key),
                fails("no common cipher", "node", node + "  Ciphers 3des-cbc\n" + key),
                fails("HostKeyAlgorithms", "node", node + "  HostKeyAlgorithms rsa-sha2-512\n" + key),
                fails("PubkeyAcceptedAlgorithms", "node", node + "  PubkeyAcceptedAlgorithms rsa-sha2-512\n" + key),
                works("an RSA key", "node", node + "  IdentityFile FOLDER/id_rsa\n"),
                works("an ECDSA key", "node", node + "  IdentityFile FOLDER/id_ecdsa\n"),
                works("a PEM key", "node", node + "  IdentityFile FOLDER/id_pem\n"),
                works("RequiredRSASize met", "node", node + "  RequiredRSASize 2048\n  IdentityFile FOLDER/id_rsa\n"),
                fails("RequiredRSASize", "node", node + "  RequiredRSASize 2049\n  IdentityFile FOLDER/id_rsa\n"),
                works("HostKeyAlias", "node", node + "  HostKeyAlias Alias\n" + key),
                fails("HostKeyAlias unknown", "node", node + "  HostKeyAlias another\n" + key),
                fails("UserKnownHostsFile none", "node", node + "  UserKnownHostsFile none\n" + key),
                works("tokens in UserKnownHostsFile", "node", node + "  UserKnownHostsFile FOLDER/known-%n\n" + key),
                works(
                        "two UserKnownHostsFiles",
                        "node",
                        node + "  UserKnownHostsFile FOLDER/none FOLDER/known-node\n" + key),
                works(
                        "GlobalKnownHostsFile",
                        "node",
                        node + "  UserKnownHostsFile none\n  GlobalKnownHostsFile FOLDER/known-node\n" + key),
                works(
                        "no checking",
                        "node",
                        node + "  StrictHostKeyChecking no\n  UserKnownHostsFile /dev/null\n" + key),
                works("no proxy", "node", node + "  ProxyJump none\n  ProxyCommand none\n" + key),
                works("what does not matter", "node", node + """
                          LocalForward 127.0.0.1:1 127.0.0.1:2
                          ControlMaster auto
                          ControlPath none
                          ForwardAgent yes
                          Compression yes
                          LogLevel ERROR
                          SetEnv A=b
                          ConnectTimeout 1
                        """ + key),
                fails("a port where nobody listens", "node", "Host node\n  HostName 127.0.0.1\n  Port 1\n" + key),
                fails("a word that is no directive", "node", "Nonsense yes\n" + node + key),
                fails("only passwords", "node", node + "  PreferredAuthentications password\n" + key),
                fails("no public keys", "node", node + "  PubkeyAuthentication no\n" + key),
                fails("a command of its own", "node", node + "  RemoteCommand uptime\n" + key),
                fails("RevokedHostKeys", "node", node + "  RevokedHostKeys FOLDER/revoked\n" + key));
    }

    @BeforeAll
    static void start() throws Exception {
        TestSshd.assumeInstalled();
        files = new SshFiles(folder);
        Path rsa = files.newKey("id_rsa", "-t", "rsa", "-b", "2048", "-N", "");
        Path ecdsa = files.newKey("id_ecdsa", "-t", "ecdsa", "-N", "");
        Path pem = files.newKey("id_pem", "-t", "rsa", "-b", "2048", "-m", "PEM", "-N", "");
        Path locked = files.newKey("id_locked", "-t", "ed25519", "-N", "secret");
        files.newKey("id_other", "-t", "ed25519", "-N", "");
        String me = System.getProperty("user.name");
        for (String name : List.of("a key", "key-node-127.0.0.1-" + me + "-" + me + "-%", "id_open")) {
            Files.copy(files.key, folder.resolve(name));
        }
        Files.setPosixFilePermissions(folder.resolve("id_open"), PosixFilePermissions.fromString("rw-r--r--"));
        StringBuilder authorized = new StringBuilder(files.publicKey());
        for (Path key : List.of(rsa, ecdsa, pem, locked)) {
            authorized.append(Files.readString(Path.of(key + ".pub")));
        }
        sshd = TestSshd.start(folder, authorized.toString());
        files.known(sshd.knownHost(), sshd.knownHost("Alias"));
        Files.copy(files.knownHosts, folder.resolve("known-node"));
        Files.writeString(folder.resolve("revoked"), Files.readString(Path.of(sshd.hostKey() + ".pub")));
        Files.writeString(folder.resolve("included"), filled("Host node\n  HostName 127.0.0.1\n  Port PORT\n"));
    }

    @AfterAll
    static void stop() {
        sshd.close();
    }

    private static String filled(String text) {
        return text.replace("FOLDER", folder.toString())
                .replace("PORT", Integer.toString(sshd.port()))
                .replace("ME", System.getProperty("user.name"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void connectsWhereOpenSshDoes(Case one) throws Exception {
        Files.writeString(files.config, filled(one.config()) + filled("""
                Host *
                  UserKnownHostsFile FOLDER/known_hosts
                  GlobalKnownHostsFile /dev/null
                  IdentityAgent none
                  BatchMode yes
                """));
        String node = filled(one.node());

        assertThat(files.openSshConnects(node)).as("OpenSSH").isEqualTo(one.works());
        assertThat(weConnect(node)).as("we").isEqualTo(one.works());
    }

    private static boolean weConnect(String node) throws InterruptedException {
        try (SshConnector connector = files.connector()) {
            return switch (connector.connect(new NodeName(node))) {
                case Result.Failed<RemoteHost> failed -> {
                    assertThat(failed.failure().what()).isNotBlank();
                    yield false;
                }
                case Result.Ok<RemoteHost>(RemoteHost host) ->
                    host.run(new Command(List.of("true"), new byte[0], 10), SshFiles.LIMIT)
                                    instanceof Result.Ok<Ran>(Ran.Exited exited)
                            && exited.exitCode() == 0;
            };
        }
    }
}
