package io.imagesync.config;

import io.imagesync.Roff;
import java.util.Arrays;
import java.util.List;

/// image-sync.conf(5), from the table of the keys.
final class ConfigManPage {
    private static final List<String> EXAMPLE = List.of(
            "NODE1=gpu01",
            "NODE2=root@gpu02",
            "NODES=\"gpu[03-16]\"         # any number",
            "PREFIX1=nvcr.io/nvidia     # matches nvcr.io/nvidia/..., not nvcr.io/nvidia2/...",
            "PREFIX2=registry.example.com/bcm11",
            "EXCLUDE=\"*:dev-*\"",
            "LOG_DIR=/var/log/giindia/image-sync");

    private ConfigManPage() {}

    static String text() {
        Roff page = new Roff("image-sync.conf", 5, "Generated from io.imagesync.config.Key by ConfigReferenceTest.");
        page.section("NAME").text("image-sync.conf - configuration of image-sync");
        page.section("DESCRIPTION")
                .text("`image-sync`(1) reads one file: the one that `--config` names; with `--group` NAME"
                        + " `/etc/image-sync/`NAME`.conf`; the one that the environment variable `IMAGE_SYNC_CONFIG`"
                        + " names; or `/etc/image-sync/image-sync.conf`. Only its owner may be able to write it.")
                .paragraph(
                        "A line is KEY=value, KEY=\"value\" or KEY='value'. It may begin with `export`, and it may end"
                                + " with a comment, which begins with #. Several assignments may share a line, separated"
                                + " by ;. A value in quotes may span several lines. Nothing in the file is executed or"
                                + " expanded: what a shell would execute or expand is an error that names the line."
                                + " A key with an empty value counts as not set. If a key is set twice, the last value"
                                + " counts, with a warning.")
                .paragraph("Required are `LOG_DIR`, at least one node, and at least one prefix or image. Nodes may"
                        + " come from `NODE_SELECTOR` instead, and images from `IMAGES_FROM`.");
        page.section("KEYS");
        Arrays.stream(Key.values()).forEach(key -> page.term("`" + key.label() + "`", meaning(key)));
        page.section("EXAMPLES").text("Sixteen nodes:").literal(EXAMPLE);
        page.section("SEE ALSO")
                .text("`image-sync`(1); `/opt/image-sync/docs/configuration.md`; `image-sync config` shows every value"
                        + " and the line that it comes from.");
        return page.toString();
    }

    private static String meaning(Key key) {
        String range = key.range()
                .map(r -> " From " + r.least() + " to " + r.most() + ".")
                .orElse("");
        String fallback = key.defaultText().isEmpty() ? "" : " Default: `" + key.defaultText() + "`.";
        return ConfigReference.text(key) + range + fallback;
    }
}
