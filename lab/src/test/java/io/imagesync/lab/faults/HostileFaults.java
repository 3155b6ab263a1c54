package io.imagesync.lab.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.lab.embedded.Fault;
import io.imagesync.lab.embedded.RegistryImage;
import io.imagesync.lab.embedded.Reply;
import io.imagesync.lab.embedded.StoredImage;
import io.imagesync.lab.embedded.e2e.Site;
import java.util.List;

/// What nodes and registries say that they should not.
final class HostileFaults {
    private static final int MEGABYTE = 1_000_000;
    private static final String REMEDY = "run crictl images -o json on the node and look at what it prints";

    private HostileFaults() {}

    /// Of crictl's listing.
    static final List<Row<EmbeddedStage>> LISTINGS = List.of(
            listing("The listing is control characters instead of JSON", "\u0000\u001b[2J\u0007", "JSON is broken"),
            listing(
                    "The listing is nested a million levels deep",
                    "{\"images\":[{\"spec\":" + "[".repeat(MEGABYTE),
                    "JSON is broken"),
            listing("The listing has a key twice", "{\"images\":[],\"images\":[]}", "JSON is broken"),
            listing(
                    "The listing has a number instead of an image's id",
                    "{\"images\":[{\"id\":7,\"repoTags\":[\"a:1\"],\"size\":\"" + "9".repeat(99) + "\"}]}",
                    "id should be a text"),
            answer("The listing is 100 MB long", new Reply.Huge(100L * MEGABYTE), "it is longer than 8 MiB"),
            answer("The listing is cut off", new Reply.CutAfter(100), "the list of images is cut off"));

    private static Row<EmbeddedStage> listing(String fault, String json, String words) {
        String answer = "image-sync-node 1\narch x86_64\nimages\n" + json + "\n\nend 0\n";
        return answer(fault, new Reply.Text(answer, "", 0), words);
    }

    private static Row<EmbeddedStage> answer(String fault, Reply reply, String words) {
        return Row.<EmbeddedStage>of(fault, stage -> stage.sickNode().script().next("list", reply))
                .says("[ERROR] Cannot read the images on <NODE>: the node's answer cannot be used: ..." + words, REMEDY)
                .ends(3);
    }

    static final List<Row<EmbeddedStage>> NAMES = List.of(
            named("An image's name has shell metacharacters", "a$(touch x);touch x:1"),
            named("An image's name has line breaks and escapes", "a:1\n[2026-01-01 00:00:00] [ERROR] forged\u001b[2K"),
            named("An image's name has a million characters", "a:" + "v".repeat(MEGABYTE)),
            Row.<EmbeddedStage>of(
                            "The registry's message has escapes, a credential and a million characters", stage -> {
                                String text =
                                        "FATA[0000] pulling image: rpc error: code = Unknown desc = \u001b[31m$(touch x)\r"
                                                + "https://user:hunter2@registry.example.com/?token=hunter2 "
                                                + "x".repeat(MEGABYTE);
                                stage.sickNode().faults().always(stage.image(), new Fault.Says(1, text));
                                stage.afterwards(() -> stage.sickNode().faults().clear());
                            })
                    .says(
                            "[ERROR] FAILED: <IMAGE> on <NODE> (Exit code: 1): the runtime refused: ...",
                            "run crictl pull on the node")
                    .fails("EXIT 1")
                    .andThen(stage -> assertThat(String.join("", stage.log())).doesNotContain("hunter2")));

    /// Held as if it had been pulled, so that nothing but its name keeps it from being wanted elsewhere.
    private static Row<EmbeddedStage> named(String fault, String name) {
        return Row.<EmbeddedStage>of(fault, stage -> {
                    String digest = Site.REPOSITORY + "a@" + RegistryImage.sha256("manifest of " + name);
                    String tag = Site.REPOSITORY + name;
                    stage.site()
                            .node("gpu01")
                            .store()
                            .add(new StoredImage(RegistryImage.sha256(name), List.of(tag), List.of(digest), 1, false));
                })
                .says("[WARNING] Invalid image reference, left alone: ... on gpu01")
                .andThen(stage -> assertThat(stage.folder().resolve("x")).doesNotExist());
    }
}
