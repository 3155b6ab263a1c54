package io.imagesync.node;

import io.imagesync.model.ImageRef;
import io.imagesync.model.NodeFailure.CommandTimedOut;
import io.imagesync.model.NodeFailure.ListingInvalid;
import io.imagesync.model.Result;
import io.imagesync.model.RuntimeSettings;
import io.imagesync.model.Texts;
import io.imagesync.ssh.Command;
import io.imagesync.ssh.RemoteHost;
import io.imagesync.ssh.RemoteHost.Ran;
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
record Helper(RemoteHost host, RuntimeSettings settings) {
    /// The first line of every answer.
    static final String HEADER = "image-sync-node 1";

    /// Bytes of an answer that are read: more than ten times what a node with 1000 images says.
    static final int MAX_ANSWER = 8 << 20;

    private static final Pattern FOLDER = Pattern.compile("/[A-Za-z0-9_./:@+-]{0,1000}");

    private static final String NO_CREDENTIAL = "";

    private static final String NO_HEADER =
            "the helper's first line is missing (a forced command or a login shell that prints?)";

    /// Under sudo an installed helper is preferred, so that sudoers can allow just that file.
    private static final String SUDO = "LC_ALL=C; export LC_ALL; f=/usr/local/bin/image-sync-node; t=$1; shift 2; "
            + "command -v sudo >/dev/null || { echo \"sudo: command not found\" >&2; exit 127; }; "
            + "if [ -x $f ]; then exec sudo -n -- $f \"$@\"; fi; "
            + "exec sudo -n -- sh -c \"$t\" image-sync-node \"$@\"";

    private static final String TEXT = oneLine(read());

    static boolean takesFolder(String folder) {
        return FOLDER.matcher(folder).matches();
    }

    /// Asks the node.
    ///
    /// @param limit for the answer
    /// @param each for each command that the helper runs
    Result<Answer> ask(String verb, Duration limit, Duration each, String... subject) throws InterruptedException {
        return host.run(command(verb, each, NO_CREDENTIAL, subject), limit).then(ran -> {
            if (!(ran instanceof Ran.Exited ended)) {
                return new Result.Failed<>(new CommandTimedOut(limit));
            }
            if (ended.stdoutCut()) {
                return new Result.Failed<>(new ListingInvalid("it is longer than " + (MAX_ANSWER >> 20) + " MiB"));
            }
            if (ended.exitCode() != 0) {
                return new Result.Failed<>(NodeErrors.of(ended, each));
            }
            Answer answer = new Answer(ended.stdout());
            return answer.hasHeader() ? new Result.Ok<>(answer) : noHeader(answer.noise());
        });
    }

    /// What ran in place of the helper may have said why.
    private static Result<Answer> noHeader(String printed) {
        String said = Texts.ends(printed);
        return new Result.Failed<>(
                new ListingInvalid(NO_HEADER + (said.isBlank() ? "" : "; it printed: " + NodeErrors.lastLine(said))));
    }

    /// @param credential for the registry: one line, which goes to the helper's stdin
    /// @param limit for the command that pulls
    /// @param deadline for the whole
    Result<Ran> pull(ImageRef image, String credential, Duration limit, Duration deadline) throws InterruptedException {
        return host.run(command("pull", limit, credential, image.toString()), deadline);
    }

    Command command(String verb, Duration limit, String credential, String... subject) {
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
