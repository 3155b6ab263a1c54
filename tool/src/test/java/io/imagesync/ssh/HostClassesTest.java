package io.imagesync.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The real `ssh`, counted.
class HostClassesTest {
    private static final List<String> KEYWORDS = List.of(
            "hostname",
            "user",
            "port",
            "identityfile",
            "proxyjump",
            "proxycommand",
            "userknownhostsfile",
            "stricthostkeychecking",
            "hostkeyalias",
            "ciphers");

    @TempDir
    private Path folder = Path.of("");

    private static HostQuery query(String host) {
        return new HostQuery(host, Optional.empty(), OptionalInt.empty(), Optional.empty());
    }

    /// The installed one with that configuration.
    private OpenSshClient configured(String config) throws IOException {
        Path file = Files.writeString(folder.resolve("config"), config.replace("FOLDER", folder.toString()));
        return counted("exec " + OpenSshClient.installed().getFirst() + " -F '" + file + "' \"$@\"");
    }

    /// @param answer shell commands
    private OpenSshClient counted(String answer) throws IOException {
        Path ssh = Files.writeString(
                folder.resolve("ssh"), "#!/bin/sh\necho >>'" + folder.resolve("count") + "'\n" + answer + "\n");
        Files.setPosixFilePermissions(ssh, PosixFilePermissions.fromString("rwx------"));
        return new OpenSshClient(List.of(ssh.toString()));
    }

    private int asked() throws IOException {
        return Files.readAllLines(folder.resolve("count")).size();
    }

    static List<Arguments> configurations() {
        return List.of(
                Arguments.of("one for all", "User x\nHost *\n  Port 2222\n", 1),
                Arguments.of("a class each", "Host gpu*\n  User g\nHost cpu* !cpu2\n  User c\n", 3),
                Arguments.of("nothing", "", 1),
                Arguments.of("Match", "Match host gpu1\n  User m\n", 5),
                Arguments.of("HostName of one", "Host gpu1\n  HostName gpu2\nHost *\n  User x\n", 2),
                Arguments.of("HostName of all", "HostName %h.example.com\n", 5),
                Arguments.of("a literal HostName", "Host gpu*\n  HostName gpu1\n", 3),
                Arguments.of("tokens", "UserKnownHostsFile /tmp/%h\n", 5),
                Arguments.of("tokens of no matter", "ControlPath /tmp/%h\nProxyCommand nc %h %p\n", 1),
                Arguments.of("canonical names", "CanonicalizeHostname always\n", 5),
                Arguments.of("quoted patterns", "Host \"gpu1\"\n  User q\n", 5),
                Arguments.of("equals signs", "Host=gpu1\nUser = eq\n", 2),
                Arguments.of("an include", "Include FOLDER/more\nHost gpu1\n  User y\n", 3),
                Arguments.of("an include in a block", "Host gpu1\n  Include FOLDER/more\nHost *\n  User y\n", 3));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("configurations")
    void saysWhatOpenSshSaysAndAsksOncePerKind(String name, String config, int questions) throws Exception {
        Files.writeString(folder.resolve("more"), "Port 2200\nHost gpu2\n  User more\n");
        OpenSshClient client = configured(config);
        HostClasses classes = new HostClasses(client);
        List<String> hosts = List.of("gpu1", "gpu2", "cpu1", "cpu2", "n1");
        List<Directives> told = new ArrayList<>();
        for (String host : hosts) {
            told.add(classes.directives(query(host)));
        }
        assertThat(asked()).isEqualTo(questions);
        for (int i = 0; i < hosts.size(); i++) {
            Directives direct = client.ask(query(hosts.get(i))).directives();
            for (String keyword : KEYWORDS) {
                assertThat(told.get(i).all(keyword))
                        .as(hosts.get(i) + " " + keyword)
                        .isEqualTo(direct.all(keyword));
            }
        }
    }

    @Test
    void optionsTellHostsApart() throws Exception {
        HostClasses classes = new HostClasses(configured("Port 22\n"));
        for (String user : List.of("a", "b", "a")) {
            HostQuery query = new HostQuery("n" + user, Optional.of(user), OptionalInt.empty(), Optional.empty());
            assertThat(classes.directives(query).value("user")).contains(user);
        }
        assertThat(asked()).isEqualTo(2);
    }

    @Test
    void aClientThatTellsNoFilesIsAskedForEachHost() throws Exception {
        HostClasses classes = new HostClasses(counted("for h; do :; done\necho hostname $h"));
        for (String host : List.of("a", "b", "c")) {
            assertThat(classes.directives(query(host)).value("hostname")).contains(host);
        }
        assertThat(asked()).isEqualTo(3);
    }
}
