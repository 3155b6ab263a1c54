package io.imagesync.lab.embedded.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a run by crictl does not need is not loaded.
class GrpcFreeTest {
    private static final Pattern BROUGHT_BY_CRI =
            Pattern.compile("(io\\.grpc|com\\.google|okio|kotlin|io\\.imagesync\\.cri|io\\.perfmark)\\.[\\w.$]+");

    @TempDir
    private Path folder;

    @Test
    void aRunByCrictlLoadsNothingOfGrpc() throws Exception {
        assertThat(loadedBy(Access.CRICTL)).isEmpty();
    }

    /// Else the test above would see nothing.
    @Test
    void aRunByCriLoadsIt() throws Exception {
        assertThat(loadedBy(Access.CRI)).anyMatch(name -> name.startsWith("io.grpc."));
    }

    private List<String> loadedBy(Access access) throws Exception {
        Path log = folder.resolve("classes");
        try (Site site = Site.of(folder, 2).by(access).holds("gpu01", "app:1.0")) {
            Path bundle = Path.of(Program.built()).resolve("../..").normalize();
            List<String> command = new ArrayList<>(List.of(
                    bundle.resolve("runtime/bin/java").toString(),
                    "-Xlog:disable",
                    "-Xlog:class+load:file=" + log,
                    "--sun-misc-unsafe-memory-access=allow",
                    "--enable-native-access=ALL-UNNAMED",
                    "-cp",
                    bundle.resolve("lib") + "/*",
                    "io.imagesync.cli.Main"));
            command.addAll(List.of("--config", site.configuration().toString()));
            assertThat(site.runAs(command)).isEqualTo(new Ended(0, "", ""));
            assertThat(site.isOn("app:1.0", "gpu02")).isTrue();
        }
        return BROUGHT_BY_CRI
                .matcher(Files.readString(log))
                .results()
                .map(result -> result.group())
                .toList();
    }
}
