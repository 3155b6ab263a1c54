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

            Written from the table in `io.imagesync.config.Key`; `ConfigReferenceTest` says how to write it anew.

            ## Which file is read

            1. the one that `--config FILE` names,
            2. with `--group NAME`: `/etc/image-sync/NAME.conf`,
            3. the one that the environment variable `IMAGE_SYNC_CONFIG` names,
            4. `/etc/image-sync/image-sync.conf`.

            Nothing else in the environment sets a key. The file must be a regular one (a link to it is followed), at
            most 1 MiB of UTF-8 text, and nobody but its owner may be able to write it: root, or the
            user who runs image-sync, as of its folder.

            A group, for nodes that must not be mixed with others, has defaults of its own: the lock is
            `/var/run/image-sync-NAME.lock`, the state is in `/var/lib/image-sync/NAME`, and the logs go to the folder NAME
            inside of `LOG_DIR`, unless `LOG_DIR` ends with NAME already.

            ## How it is written

            ```sh
            KEY=value                   # a comment
            KEY="a value with blanks"   # inside, \\" \\\\ \\$ \\` stand for the character itself
            KEY='taken as it is: $'
            export KEY=value; OTHER=value
            NODES="w1 w2
                   gpu[01-16,20]"       # a value may go over several lines
            ```

            The file looks like a shell script, and Bash would read the same values from it, but nothing in it is ever run or
            expanded: `$(...)`, backticks, `$VARIABLE`, arrays, `+=` and commands are errors. A key without a value is as good
            as a key that is not there. Of two lines with one key the last one counts, with a warning.

            All problems are told at once, each as `FILE:LINE: KEY: what is wrong; what to write`. A number that cannot be used
            and an unknown `LOG_LEVEL` are warnings, and the default is used. So is an unknown key, which is ignored. Numbers
            are decimal, zeros in front change nothing. Whatever takes `yes` and `no` also takes `true`, `false`, `1` and `0`.

            `LOG_DIR`, at least one node, and at least one prefix or image are required; a single node only makes sense with
            `IMAGES`. With `NODE_SELECTOR` nodes may come from the Kubernetes cluster alone, with `IMAGES_FROM` images may, and
            one node is enough. `image-sync config` shows every value as it was understood and the line that it comes from,
            and with `NODE_SELECTOR` also where each node comes from.

            ## The keys

            | key | default | from - to | meaning |
            |---|---|---|---|
            """;

    private static final String TEMPLATE_HEAD = """
            # image-sync: which nodes, and which of their images are kept in step.
            #
            # Fill in NODE1, NODE2 and PREFIX1; check with: image-sync config
            # The file is read, never run: only KEY=value, KEY="value" and KEY='value'. Lines that are commented out
            # show the default.

            # Worker nodes, [user@]NAME as in: ssh NAME. More of them: NODE3, NODE4, ..., or NODES below.
            NODE1=
            NODE2=

            # How the names of the images begin, such as bcm11 or nvcr.io/nvidia/tensor*. More of them: PREFIX2, ...
            PREFIX1=

            # Folder of the logs, made if it is not there.
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

    /// What it is for, and what of it is not there yet.
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
