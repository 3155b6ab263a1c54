package io.imagesync.lab.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A registry that asks for a password, which only this host knows.
@OnRealNodes
class PrivateRegistryTest {
    @TempDir
    private Path folder;

    @Test
    void isPulledFromAndTheSecretIsSeenNowhere(RealLab lab) throws Exception {
        String image = pushed(lab, "private/app:1", 3000);
        Program program = program(lab, image, authFile(lab.privateUser(), lab.privatePassword()), "LOG_LEVEL=DEBUG");
        List<String> processes = new ArrayList<>();

        try (Running run = program.start("-v")) {
            while (run.isAlive()) {
                lab.nodes().forEach(node -> processes.add(lab.real("exec", node, "ps", "-e", "-ww", "-o", "args")));
                processes.add(Running.run("ps", "-e", "-ww", "-o", "args").stdout());
            }
            Ended ended = run.end(Program.LIMIT);
            assertThat(ended.exitCode()).isZero();
            shows(lab, ended.stdout() + ended.stderr());
        }

        assertThat(lab.nodes()).allSatisfy(node -> assertThat(lab.images(node)).contains(image));
        assertThat(processes).hasSizeGreaterThan(4).allSatisfy(text -> shows(lab, text));
        shows(lab, allLogs(program));
        for (String node : lab.nodes()) {
            shows(lab, lab.on(node, "cat /var/log/*.log"));
        }
    }

    @Test
    void aPasswordThatIsRefusedIsUsedOnceAndSaidToBeWrong(RealLab lab) throws Exception {
        String image = pushed(lab, "private/wrong:1", 10);
        Program program = program(lab, image, authFile(lab.privateUser(), "not-the-password"));

        Ended ended = program.run();

        assertThat(ended.exitCode()).isEqualTo(3);
        assertThat(ended.stderr())
                .contains("private.lab:5002 refused the credential from AUTH_FILE")
                .doesNotContain("not-the-password");
        assertThat(program.log())
                .filteredOn(line -> line.contains("[WARNING] private.lab:5002 refused the credential"))
                .hasSize(1);
        assertThat(program.failed())
                .hasSize(3)
                .allMatch(line -> line.matches(".*" + Pattern.quote(image) + " \\((?:EXIT 1|REGISTRY)\\) - .*"));
    }

    @Test
    void withoutACredentialTheRegistryAsksForOne(RealLab lab) throws Exception {
        String image = pushed(lab, "private/none:1", 10);

        Ended ended = new Program(lab, folder, "NODES='w1 w2 w3'", "IMAGES=" + image).run();

        assertThat(ended.exitCode()).isEqualTo(3);
        assertThat(ended.stderr()).contains("the registry asks for credentials", "AUTH_FILE");
    }

    @Test
    void aFileThatOthersCanReadIsRefusedWithTheCommandToRun(RealLab lab) throws Exception {
        Path file = authFile(lab.privateUser(), lab.privatePassword());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        Ended ended = program(lab, "private.lab:5002/private/app:1", file).run();

        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.stderr()).contains("AUTH_FILE: " + file, "chmod 600 " + file);
        shows(lab, ended.stderr());
    }

    private Program program(RealLab lab, String image, Path authFile, String... lines) {
        return new Program(
                lab,
                folder,
                "NODES='w1 w2 w3'",
                "RETRIES=0",
                "MAX_PARALLEL_TOTAL=1",
                "IMAGES=" + image,
                "AUTH_FILE=" + authFile,
                String.join(";", lines));
    }

    private static String pushed(RealLab lab, String name, int kilobytes) {
        lab.push(name, kilobytes);
        return "private.lab:5002/" + name;
    }

    private Path authFile(String user, String password) throws IOException {
        Path file = folder.resolve("auth.json");
        Files.writeString(file, "{\"auths\":{\"private.lab:5002\":{\"auth\":\"" + encoded(user, password) + "\"}}}");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private static String encoded(String user, String password) {
        return Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    /// Whatever it shows, it is not the secret.
    private static void shows(RealLab lab, String text) {
        assertThat(text)
                .doesNotContain(lab.privatePassword())
                .doesNotContain(encoded(lab.privateUser(), lab.privatePassword()));
    }

    private static String allLogs(Program program) throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.list(program.logFolder())) {
            for (Path file : files.toList()) {
                all.append(Files.readString(file));
            }
        }
        return all.toString();
    }
}
