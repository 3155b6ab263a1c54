package io.imagesync.node;

import io.imagesync.model.Failure;
import io.imagesync.model.NodeFailure;
import io.imagesync.model.NodeFailure.AmbiguousRuntime;
import io.imagesync.model.NodeFailure.CommandFailed;
import io.imagesync.model.NodeFailure.CommandNotFound;
import io.imagesync.model.NodeFailure.CommandTimedOut;
import io.imagesync.model.NodeFailure.ListingInvalid;
import io.imagesync.model.NodeFailure.NoShell;
import io.imagesync.model.NodeFailure.PermissionDenied;
import io.imagesync.model.NodeFailure.RuntimeUnavailable;
import io.imagesync.model.NodeFailure.SudoRefused;
import io.imagesync.model.Texts;
import io.imagesync.ssh.RemoteHost.Ran.Exited;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What it means that the helper did not do its work.
final class NodeErrors {
    private static final Pattern NOT_FOUND =
            Pattern.compile("(?:image-sync-node: )?([\\w./+-]{1,200}): command not found");
    /// That the host does not know its own name is a complaint that sudo has and then goes on.
    private static final Pattern SUDO = Pattern.compile("sudo(?:-rs)?: (?!unable to resolve host)(.*)"
            + "|((?:Sorry, user )?\\S+ (?:is not in the sudoers file|is not allowed to execute|may not run sudo).*)");
    /// BusyBox before 1.30.
    private static final Pattern OLD_TIMEOUT =
            Pattern.compile("timeout: (?:invalid|unrecognized|unknown) option.*\\bk\\b");
    private static final Pattern DENIED = Pattern.compile("(?i)permission denied|operation not permitted");
    private static final Pattern UNAVAILABLE = Pattern.compile("(?i)code = unavailable|dial unix"
            + "|connect: (?:connection refused|no such file)|deadlineexceeded|context deadline exceeded");
    private static final int SHOWN = 300;

    /// What BusyBox's `timeout` ends with at its limit; that of coreutils ends with 124, or 137 when it had to kill.
    static final int BUSYBOX_TIMEOUT = 143;

    private NodeErrors() {}

    static Failure of(Exited ended, Duration limit) {
        String stderr = Texts.ends(new String(ended.stderr(), StandardCharsets.UTF_8));
        Answer answer = new Answer(ended.stdout());
        Optional<String> ambiguous = answer.ambiguous();
        if (ambiguous.isPresent()) {
            return new AmbiguousRuntime(ambiguous.get());
        }
        return switch (ended.exitCode()) {
            case 127 -> new CommandNotFound(missing(stderr));
            case 126 -> new PermissionDenied(lastLine(stderr));
            case 124, 137, BUSYBOX_TIMEOUT -> new CommandTimedOut(limit);
            default -> byText(ended, answer.hasHeader(), stderr);
        };
    }

    private static NodeFailure byText(Exited ended, boolean begun, String stderr) {
        Optional<String> refusal = refusal(stderr);
        if (refusal.isPresent() && !begun) {
            return new SudoRefused(Texts.printable(refusal.get(), SHOWN));
        }
        if (DENIED.matcher(stderr).find()) {
            return new PermissionDenied(lastLine(stderr));
        }
        if (UNAVAILABLE.matcher(stderr).find()) {
            return new RuntimeUnavailable(lastLine(stderr));
        }
        if (!begun) {
            String said = lastLine(stderr);
            return said.startsWith("image-sync-node: ") ? new ListingInvalid(said) : noShell(ended, stderr);
        }
        if (OLD_TIMEOUT.matcher(stderr).find()) {
            return new CommandNotFound("timeout -k");
        }
        if (ended.exitCode() == 0) {
            return new ListingInvalid("the helper ended before it had answered: " + lastLine(stderr));
        }
        return new CommandFailed(ended.exitCode(), lastLine(stderr));
    }

    /// What stands in the way says so on either stream.
    private static NoShell noShell(Exited ended, String stderr) {
        String said = stderr.isBlank() ? Texts.ends(new String(ended.stdout(), StandardCharsets.UTF_8)) : stderr;
        return new NoShell(ended.exitCode(), lastLine(said));
    }

    /// The last thing that sudo says counts; a lecture may come before.
    private static Optional<String> refusal(String stderr) {
        return stderr.lines()
                .map(SUDO::matcher)
                .filter(Matcher::matches)
                .map(m -> m.group(1) == null ? m.group(2) : m.group(1))
                .reduce((_, last) -> last);
    }

    private static String missing(String stderr) {
        Matcher m = NOT_FOUND.matcher(stderr);
        return m.find() ? m.group(1) : Texts.printable(lastLine(stderr), SHOWN);
    }

    static String lastLine(String stderr) {
        String line =
                stderr.lines().filter(l -> !l.isBlank()).reduce((a, b) -> b).orElse("it said nothing");
        return Texts.printable(Mask.of(line), SHOWN);
    }
}
