package io.imagesync.node;

import io.imagesync.model.ImageRef;
import io.imagesync.ssh.Command;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The helper that runs on a node, as commands for the SSH door. Its text and protocol are in the resource
/// `image-sync-node`, which also ships as a file.
final class Helper {
    /// The first line of every answer.
    static final String HEADER = "image-sync-node 1";

    /// Bytes of an answer that are read: more than ten times what a node with 1000 images says.
    static final int MAX_ANSWER = 8 << 20;

    private static final Pattern FOLDER = Pattern.compile("/[A-Za-z0-9_./:@+-]{0,1000}");

    private static final String NO_CREDENTIAL = "";

    /// Under sudo an installed helper is preferred, so that sudoers can allow just that file.
    private static final String SUDO = "LC_ALL=C; export LC_ALL; f=/usr/local/bin/image-sync-node; t=$1; shift 2; "
            + "command -v sudo >/dev/null || { echo \"sudo: command not found\" >&2; exit 127; }; "
            + "if [ -x $f ]; then exec sudo -n -- $f \"$@\"; fi; "
            + "exec sudo -n -- sh -c \"$t\" image-sync-node \"$@\"";

    private static final String TEXT = oneLine(read());

    private final RuntimeSettings settings;

    Helper(RuntimeSettings settings) {
        this.settings = settings;
    }

    static boolean takesFolder(String folder) {
        return FOLDER.matcher(folder).matches();
    }

    /// @param limit for each command that the helper runs
    Command call(String verb, Duration limit, String... subject) {
        return command(verb, limit, NO_CREDENTIAL, subject);
    }

    /// @param credential for the registry: one line, which goes to the helper's stdin
    Command pull(Duration limit, String credential, ImageRef image) {
        return command("pull", limit, credential, image.toString());
    }

    private Command command(String verb, Duration limit, String credential, String... subject) {
        List<String> argv = new ArrayList<>(List.of("sh", "-c"));
        if (settings.sudo()) {
            argv.addAll(List.of(SUDO, "image-sync-node"));
        }
        argv.addAll(List.of(TEXT, "image-sync-node", verb, Long.toString(seconds(limit))));
        argv.add(String.join(",", settings.crictl()));
        argv.add(settings.socket().map(path -> "unix://" + path).orElse("-"));
        argv.addAll(List.of(subject));
        return new Command(argv, (credential + "\n").getBytes(StandardCharsets.UTF_8), MAX_ANSWER);
    }

    /// Rounded up: what is left of a limit is a little less than the limit.
    private static long seconds(Duration limit) {
        return Math.max(1, limit.plusMillis(999).toSeconds());
    }

    /// Without comments and line breaks, so that every login shell passes it on as it is.
    static String oneLine(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .collect(Collectors.joining(" "));
    }

    static String read() {
        try (InputStream in = Objects.requireNonNull(Helper.class.getResourceAsStream("image-sync-node"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
