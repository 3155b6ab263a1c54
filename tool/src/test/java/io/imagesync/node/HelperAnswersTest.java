package io.imagesync.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.imagesync.model.DiskUsage;
import io.imagesync.model.Listing;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the helper answers, by any shell and in both of its forms.
class HelperAnswersTest {
    private static final List<String> ALWAYS_THERE = List.of("sh", "bash");
    private static final List<String> VERBS = List.of("list", "disk", "version", "containers");

    @TempDir
    private Path folder;

    private HelperLab lab;

    @BeforeEach
    void fillTheStore() {
        lab = new HelperLab(folder);
        lab.write("images", "{\"images\": [{\"id\": \"sha256:aa\", \"repoTags\": [\"reg.example/app:1\"]}]}\n");
        lab.write("imagefsinfo", """
                {
                  "status": {
                    "imageFilesystems": [
                      {
                        "timestamp": "1764000000000000000",
                        "fsId": {
                          "mountpoint": "%s"
                        },
                        "usedBytes": {
                          "value": "123"
                        }
                      }
                    ]
                  }
                }""".formatted(folder));
    }

    @AfterEach
    void endWhatIsLeft() {
        lab.close();
    }

    static Optional<Path> shell(String name) {
        return Stream.of("/usr/bin", "/bin", "/usr/local/bin")
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private HelperRun throughLoginShell(Path shell, String words) {
        String line = "sh -c '" + Helper.oneLine(Helper.read()) + "' image-sync-node " + words;
        return lab.start(List.of(shell.toString(), "-c", line), Map.of());
    }

    /// What is available on a disk changes while one looks.
    private static String steady(HelperRun run) {
        return run.stdout().replaceFirst("(?m)^(disk \\d+) \\d+ ", "$1 N ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sh", "dash", "bash", "zsh", "tcsh", "fish"})
    void anyLoginShellWillDo(String name) {
        Optional<Path> shell = shell(name);
        assumeTrue(ALWAYS_THERE.contains(name) || shell.isPresent(), name + " is not installed");

        for (String verb : VERBS) {
            HelperRun direct = lab.sent(verb, "60", "crictl", "-");
            HelperRun through = throughLoginShell(shell.orElseThrow(), verb + " 60 crictl -");

            assertThat(steady(through)).as(verb).isEqualTo(steady(direct)).startsWith("image-sync-node 1\n");
            assertThat(through.stderr()).isEmpty();
            assertThat(through.exitCode()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash", "busybox sh"})
    void bothFormsAreUnderstoodByWhateverShIs(String sh) throws IOException {
        List<String> command = List.of(sh.split(" "));
        Optional<Path> shell = shell(command.getFirst());
        assumeTrue(command.getFirst().equals("bash") || shell.isPresent(), sh + " is not installed");
        Path oneLine = lab.write("one-line", Helper.oneLine(Helper.read()));

        for (Path form : List.of(lab.installedHelper(), oneLine)) {
            List<String> argv = new ArrayList<>(command);
            argv.addAll(List.of("-n", form.toString()));
            HelperRun run = lab.start(argv, Map.of());
            assertThat(run.stderr()).isEmpty();
            assertThat(run.exitCode()).isZero();
        }
    }

    /// Which socket is used is the file's to say, by CRI too.
    @Test
    void theFileTellsItsOwnSocket() {
        HelperRun installed =
                lab.start(List.of(lab.installedHelper().toString(), "version", "60", "crictl", "/run/other"), Map.of());

        assertThat(installed.stdout())
                .contains("arch ", "endpoint /run/of-the-file.sock\n")
                .doesNotContain("/run/other");
    }

    /// But for the socket, which is the file's to say.
    @Test
    void theFileAnswersAsTheSentTextDoes() {
        String file = lab.installedHelper().toString();

        for (String verb : VERBS) {
            HelperRun sent = lab.sent(verb, "60", "crictl", "-");
            HelperRun installed = lab.start(List.of(file, verb, "60", "crictl", "-"), Map.of());

            assertThat(steady(installed).replace("/run/of-the-file.sock", "unix:///run/of-the-environment.sock"))
                    .as(verb)
                    .isEqualTo(steady(sent));
            assertThat(installed.stderr()).isEqualTo(sent.stderr()).isEmpty();
            assertThat(installed.exitCode()).isZero();
        }
    }

    @Test
    void aListingIsReadAsItIsMeant() throws IOException {
        FileStore store = Files.getFileStore(folder);

        Listing listing = Answers.listing(lab.sent("list", "60", "crictl", "-").stdout());

        assertThat(listing.images())
                .singleElement()
                .satisfies(i -> assertThat(i.tags()).hasToString("[reg.example/app:1]"));
        assertThat(listing.architecture()).contains(unameMachine());
        assertThat(listing.disk().map(DiskUsage::mountPoint)).contains(folder.toString());
        assertThat(listing.disk().map(DiskUsage::capacity)).contains(store.getTotalSpace());
    }

    @Test
    void aFolderThatIsKnownIsNotAskedFor() {
        assertThat(Answers.listing(lab.sent("list", "60", "crictl", "-", "/").stdout())
                        .disk()
                        .map(DiskUsage::mountPoint))
                .contains("/");
        assertThat(lab.read("calls")).isEqualTo("--timeout 60s images -o json\n");
    }

    @Test
    void theDisksOfTheUsualFoldersAreToldWithTheSockets() {
        String text = Helper.oneLine(Helper.read()).replace("m=/var/lib/$1", "m=" + folder);
        HelperRun run =
                lab.start(List.of("sh", "-c", text, "image-sync-node", "version", "60", "crictl", "-"), Map.of());

        assertThat(new Answer(run.stdout().getBytes(UTF_8)).disks())
                .extracting(DiskUsage::mountPoint)
                .contains(folder.toString());
    }

    @Test
    void whoListensAtAPortIsTold() throws IOException {
        int port;
        try (ServerSocket loopback = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
                ServerSocket all = new ServerSocket(0)) {
            port = all.getLocalPort();
            assertThat(listeners(loopback.getLocalPort()))
                    .isSubsetOf("0100007F", "0".repeat(16) + "FFFF00000100007F")
                    .hasSize(1);
            assertThat(listeners(port)).isSubsetOf("00000000", "0".repeat(32)).hasSize(1);
        }
        assertThat(listeners(port)).isEmpty();
    }

    private List<String> listeners(int port) {
        HelperRun run = lab.sent("listener", "60", "crictl", "-", Integer.toString(port));
        assertThat(run.exitCode()).isZero();
        assertThat(run.stderr()).isEmpty();
        return new Answer(run.stdout().getBytes(UTF_8)).listeners();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "022", "655360", "8080/", "1:2", "x"})
    void noListenerIsLookedForAtWhatIsNoPort(String port) {
        assertThat(lab.sent("listener", "60", "crictl", "-", port).exitCode()).isEqualTo(64);
    }

    private String unameMachine() {
        return lab.start(List.of("uname", "-m"), Map.of()).stdout().strip();
    }

    /// crictl 1.36 prints the containers' file system first.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"status\":{\"containerFilesystems\":[CONTAINERS],\"imageFilesystems\":[IMAGES]}}",
                "{\"status\":{\"imageFilesystems\":[IMAGES],\"containerFilesystems\":[CONTAINERS]}}",
                "{\"status\": {\n  \"containerFilesystems\": [\n    CONTAINERS\n  ],\n  \"imageFilesystems\": [\n IMAGES ]}}",
            })
    void theDiskOfTheContainersWasTakenForThatOfTheImages(String json) {
        String system = "{\"timestamp\": \"1\", \"fsId\": {\"mountpoint\": \"%s\"}}";
        lab.write(
                "imagefsinfo",
                json.replace("CONTAINERS", system.formatted("/proc")).replace("IMAGES", system.formatted(folder)));

        assertThat(lab.sent("disk", "60", "crictl", "-").stdout()).contains("disk ", " " + folder + "\n");
    }

    @Test
    void whereNoImageFileSystemIsNamedNoneIsMadeUp() {
        lab.write(
                "imagefsinfo",
                "{\"status\":{\"imageFilesystems\":[],\"containerFilesystems\":[{\"fsId\":{\"mountpoint\":\"/\"}}]}}");

        assertThat(lab.sent("disk", "60", "crictl", "-").stdout()).isEqualTo("image-sync-node 1\n");
    }

    @ParameterizedTest
    @CsvSource({"'', {}", "/does/not/exist, {}", "relative, {}", "$(touch evil), {}"})
    void anUnknownDiskIsNotTold(String mountPoint) {
        lab.write("imagefsinfo", mountPoint.isEmpty() ? "{}" : "{\"mountpoint\": \"" + mountPoint + "\"}");

        assertThat(lab.sent("disk", "60", "crictl", "-").stdout()).isEqualTo("image-sync-node 1\n");
        assertThat(lab.has("evil")).isFalse();
    }

    @Test
    void aFailedListingEndsWithItsCode() {
        lab.write("images", "");
        lab.write("code", "3");
        HelperRun run = lab.sent("list", "60", "crictl", "-");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.stdout()).endsWith("\nimages\n\nend 3\n");
    }

    @Test
    void aListingThatTakesTooLongIsEnded() {
        lab.write("bin/slow", "#!/bin/sh\nexec sleep 600\n").toFile().setExecutable(true);

        assertThat(lab.sent("list", "1", "slow", "-").exitCode()).isEqualTo(124);
    }

    @Test
    void crictlThatIsMissingIsNamed() {
        HelperRun run = lab.sent("list", "60", "no-such-crictl,x", "-");

        assertThat(run.exitCode()).isEqualTo(127);
        assertThat(run.stderr()).isEqualTo("image-sync-node: no-such-crictl: command not found\n");
    }

    @ParameterizedTest
    @CsvSource({
        "crictl, -,                  --timeout 60s images -o json",
        "crictl, /run/x.sock,        --timeout 60s -r unix:///run/x.sock -i unix:///run/x.sock images -o json",
        "crictl, unix:///run/x.sock, --timeout 60s -r unix:///run/x.sock -i unix:///run/x.sock images -o json",
        "'env,crictl,--debug', -,    --debug --timeout 60s images -o json",
    })
    void crictlIsCalledAsConfigured(String crictl, String endpoint, String call) {
        assertThat(lab.sent("list", "60", crictl, endpoint).exitCode()).isZero();
        assertThat(lab.read("calls")).endsWith("\n" + call + "\n");
    }
}
