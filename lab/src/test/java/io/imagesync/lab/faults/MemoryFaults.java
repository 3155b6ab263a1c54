package io.imagesync.lab.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.lab.e2e.Ended;
import io.imagesync.lab.embedded.Fault;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// What runs remember, and what can be wrong with that.
final class MemoryFaults {
    private MemoryFaults() {}

    static final List<Row<EmbeddedStage>> EMBEDDED = List.of(
            Row.<EmbeddedStage>of("A pull failed permanently in a run within the last hour", stage -> {
                        stage.sickNode().faults().always(stage.image(), Fault.Known.NOT_FOUND);
                        stage.afterwards(() -> stage.sickNode().faults().clear());
                        assertThat(run(stage).exitCode()).isEqualTo(3);
                        stage.forgetLists();
                    })
                    .says("[INFO] Skipped: <IMAGE> on <NODE> (failed before): the registry does not have it: ...;"
                            + " check the tag; it may have been deleted since; ... still holds it; add it to EXCLUDE"
                            + " to stop the attempts; next attempt after ..., or with --retry-failed")
                    .advice("fix it and run image-sync sync --retry-failed, or wait")
                    .ends(3)
                    .silently(),
            Row.<EmbeddedStage>of("An image that was pulled has vanished from the node three times", stage -> {
                        for (int i = 0; i < 3; i++) {
                            assertThat(run(stage)).isEqualTo(new Ended(0, "", ""));
                            stage.sickNode().store().remove(stage.image());
                        }
                    })
                    .says("[WARNING] Skipped: <IMAGE> on <NODE> (vanishes): ...imageMaximumGCAge")
                    .complains("<IMAGE> on <NODE>", "imageMaximumGCAge")
                    .advice("free space on the node or lower DISK_LIMIT, pin the image, or raise the kubelet's"
                            + " imageGCHighThresholdPercent or imageMaximumGCAge")
                    .ends(3)
                    .slow(),
            Row.<EmbeddedStage>of("STATE_DIR is a file", stage -> {
                        Path file = Files.writeString(stage.folder().resolve("no-folder"), "");
                        stage.set("STATE_DIR", file);
                    })
                    .says(
                            "[WARNING] STATE_DIR: .../no-folder is not a folder;...; nothing is remembered from run to run"),
            Row.<EmbeddedStage>of("memory.json, which has what runs remember, is damaged", stage -> {
                        Path state = Files.createDirectories(stage.site().state());
                        Files.writeString(state.resolve("memory.json"), "{\"version\":1,\u0000");
                    })
                    .says(
                            "[WARNING] STATE_DIR: .../memory.json ...; this run remembers nothing, and keeps it as ...broken")
                    .andThen(stage -> assertThat(stage.site().state().resolve("memory.json.broken"))
                            .exists()));

    private static Ended run(EmbeddedStage stage) throws Exception {
        try (Stage.Begun run = stage.begin()) {
            return run.end(Duration.ofSeconds(60));
        }
    }
}
