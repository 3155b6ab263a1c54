package io.imagesync.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// Writes what people read about the keys from the table of the keys, so that neither can be wrong alone: the
/// reference in the manual and the packaged file.
final class ConfigReference {
    private static final int WIDTH = 100;

    private static final String PREFACE = """
            # Configuration reference

            This page is generated from `io.imagesync.config.Key`; `ConfigReferenceTest` says how. To see which configuration
            image-sync uses, run `image-sync config`: it shows each value and the line that it comes from.

            ## Which file is read

            The first of these that applies:

            1. the file that `--config FILE` names
            2. with `--group NAME`: `/etc/image-sync/NAME.conf`
            3. the file that the environment variable `IMAGE_SYNC_CONFIG` names
            4. `/etc/image-sync/image-sync.conf`

            Nothing else in the environment sets a key. The file must be a regular file (a link to one is followed), UTF-8
            text of at most 1 MiB, and writable by its owner only. The file and its folder must belong to root or to
            the user who runs image-sync.

            A group is for nodes that must not be mixed with others. It has its own defaults: the lock is
            `/var/run/image-sync-NAME.lock`, the state is in `/var/lib/image-sync/NAME`, and the logs go to the folder NAME
            in `LOG_DIR`, unless `LOG_DIR` already ends with NAME.

            ## Write the file

            ```sh
            KEY=value                   # a comment
            KEY="a value with blanks"   # inside, \\" \\\\ \\$ \\` stand for the character itself
            KEY='taken literally: $'
            export KEY=value; OTHER=value
            NODES="w1 w2
                   gpu[01-16,20]"       # a value may span several lines
            ```

            The file looks like a shell script, and Bash would read the same values. But image-sync executes and expands
            nothing in it: `$(...)`, backticks, `$VARIABLE`, arrays, `+=` and commands are errors. A key with an empty value
            counts as not set. If a key is set twice, the last value counts and you get a warning.

            These keys are required: `LOG_DIR`, at least one node, and at least one prefix or image. A single node is useful
            only with `IMAGES`. With `NODE_SELECTOR` all nodes may come from the Kubernetes cluster, with `IMAGES_FROM` all
            images may, and one node is enough. With `NODE_SELECTOR`, `image-sync config` also shows where each node comes
            from.

            All problems are reported at once, each as `FILE:LINE: KEY: what is wrong; what to write`. For a number or a
            `LOG_LEVEL` that cannot be used you get a warning, and the default is used. An unknown key is also a
            warning, and is ignored. Numbers are decimal, with or without leading zeros. Where `yes` and `no` are allowed,
            so are `true`, `false`, `1` and `0`.

            ## The keys

            | key | default | range | meaning |
            |---|---|---|---|
            """;

    private static final String TEMPLATE_HEAD = """
            # The configuration of image-sync: the nodes, and which images are kept in step.
            #
            # Fill in NODE1, NODE2 and PREFIX1, then check with: image-sync config
            # image-sync reads this file and executes nothing in it. Write KEY=value, KEY="value" or KEY='value'.
            # Lines that are commented out show the default.

            # Worker nodes, [user@]NAME as in: ssh NAME. For more: NODE3, NODE4, ..., or NODES below.
            NODE1=
            NODE2=

            # How image names begin, such as bcm11 or nvcr.io/nvidia/tensor*. For more: PREFIX2, ..., or PREFIXES below.
            PREFIX1=

            # Folder for the logs. It is created if it is missing.
            LOG_DIR=/var/log/giindia/image-sync
            """;

    private ConfigReference() {}

    static String markdown() {
        return Arrays.stream(Key.values()).map(ConfigReference::row).collect(Collectors.joining("", PREFACE, ""));
    }

    private static String row(Key key) {
        String fallback = key.defaultText().isEmpty() ? "" : "`" + key.defaultText() + "`";
        String range = key.range().map(r -> r.least() + " - " + r.most()).orElse("");
        return "| `%s` | %s | %s | %s |\n"
                .formatted(key.label(), fallback, range, text(key).replace("*", "\\*"));
    }

    static String template() {
        return keysOfTemplate().stream()
                .map(key -> "\n" + comment(text(key)) + "#" + key.name() + "=" + written(key) + "\n")
                .collect(Collectors.joining("", TEMPLATE_HEAD, ""));
    }

    /// The default as the file has it.
    static String written(Key key) {
        return key.defaultText().contains(" ") ? '"' + key.defaultText() + '"' : key.defaultText();
    }

    /// The keys that the template shows with their default; the others are to be filled in.
    static List<Key> keysOfTemplate() {
        return Arrays.stream(Key.values())
                .filter(k -> !k.isNumbered() && k != Key.LOG_DIR)
                .toList();
    }

    /// What it is for.
    static String text(Key key) {
        return key.meaning();
    }

    private static String comment(String text) {
        List<String> lines = new ArrayList<>(List.of("#"));
        for (String word : text.split(" ", -1)) {
            if (lines.getLast().length() + 1 + word.length() > WIDTH) {
                lines.add("#");
            }
            lines.set(lines.size() - 1, lines.getLast() + " " + word);
        }
        return lines.stream().map(l -> l + "\n").collect(Collectors.joining());
    }
}
