package io.imagesync.report;

import io.imagesync.model.ConnectFailure;
import io.imagesync.model.Failure;
import io.imagesync.model.FileFailure;
import io.imagesync.model.NodeFailure;
import io.imagesync.model.NotRelayed;
import io.imagesync.model.Outcome;
import io.imagesync.model.PullFailure;
import io.imagesync.model.Survey;
import java.util.List;
import java.util.regex.Pattern;

/// The words that log watchers and the list of failed images have for failures.
final class FailureWords {
    /// What `ssh` itself exits with when the connection fails.
    private static final int SSH_FAILED = 255;

    private static final Pattern CHANGING = Pattern.compile("\\.\\.\\.[^\\s\"',;]*+"
            + "|(?<![:/])/(?!/)[^\\s\"',;()<>\\]]*+"
            + "|\\b[a-z0-9]{3,12}:[0-9a-f]{32,128}\\b|\\b[0-9a-f]{12,128}\\b"
            + "|(?<=[\\w\\]]):\\d{1,5}\\b|\\bport \\d{1,5}\\b");

    private FailureWords() {}

    /// The REASON in the list of failed images.
    static String reason(PullFailure failure) {
        return switch (failure) {
            case PullFailure.TimedOut _ -> "TIMEOUT";
            case PullFailure.Refused refused -> "EXIT " + refused.exitCode();
            case PullFailure.CredentialRefused(var _, var refused) -> reason(refused);
            case PullFailure.CredentialNotSent(var _, var refused) -> reason(refused);
            case PullFailure.CredentialWithheld _ -> Outcome.Cause.REGISTRY.word();
            case PullFailure.NotSeen _ -> "NOT SEEN";
            case PullFailure.Cancelled _ -> "CANCELLED";
            case NotRelayed _ -> "NOT RELAYED";
            case PullFailure.NodeTrouble(ConnectFailure _) -> "CONNECTION LOST";
            case PullFailure.NodeTrouble(NodeFailure _), PullFailure.NodeTrouble(FileFailure _) -> "NODE";
            case PullFailure.NodeTrouble(PullFailure inner) -> reason(inner);
        };
    }

    /// The exit code that the log names: the one of crictl, or the one that a shell would have seen.
    static int exitCode(Failure failure) {
        return switch (failure) {
            case ConnectFailure _ -> SSH_FAILED;
            case NodeFailure.CommandNotFound _ -> 127;
            case NodeFailure.CommandTimedOut _ -> 124;
            case NodeFailure.CommandFailed failed -> Math.max(1, failed.exitCode());
            case NodeFailure.NoShell(int code, var _) -> Math.max(1, code);
            case NodeFailure _, FileFailure _ -> 1;
            case PullFailure.TimedOut _ -> 124;
            case PullFailure.Refused refused -> refused.exitCode();
            case PullFailure.CredentialRefused(var _, var refused) -> exitCode(refused);
            case PullFailure.CredentialNotSent(var _, var refused) -> exitCode(refused);
            case PullFailure.CredentialWithheld _, PullFailure.NotSeen _, NotRelayed _ -> 1;
            case PullFailure.Cancelled _ -> 143;
            case PullFailure.NodeTrouble(Failure cause) -> exitCode(cause);
        };
    }

    /// What is the same of the words for one cause: without paths, also those of URLs and images, digests, ports, and
    /// the beginning of a word that was cut.
    static String kind(String why) {
        return CHANGING.matcher(why).replaceAll("*");
    }

    /// A line for each reason, with all nodes that were left out for it.
    static List<String> leftOut(List<Survey> surveys) {
        return NodeNames.alike(Survey.leftOut(surveys), out -> kind(why(out))).stream()
                .map(out -> "left out  "
                        + NodeNames.folded(
                                out.stream().map(Survey.LeftOut::node).toList())
                        + ": " + why(out.getFirst()))
                .toList();
    }

    /// What and remedy in one line.
    static String why(Failure failure) {
        return failure.what() + "; " + failure.remedy();
    }

    /// What, how often where that was more than once, and remedy in one line.
    static String why(Survey.LeftOut survey) {
        String tries = survey.tries() > 1 ? " (after " + survey.tries() + " tries)" : "";
        return survey.why().what() + tries + "; " + survey.why().remedy();
    }

    /// What and remedy in one line.
    static String why(Outcome.Cause cause) {
        return what(cause) + "; " + remedy(cause);
    }

    static String what(Outcome.Cause cause) {
        return switch (cause) {
            case DISK -> "no room within DISK_LIMIT";
            case RUN_LIMIT -> "RUN_LIMIT was reached";
            case CANCELLED -> "the run was cancelled";
            case NODE_LOST -> "the connection to the node was lost";
            case RUNTIME -> "the node's container runtime hangs";
            case REGISTRY -> "this run has given up on the registry";
        };
    }

    static String remedy(Outcome.Cause cause) {
        return switch (cause) {
            case DISK -> "free space on the node, or raise DISK_LIMIT";
            case RUN_LIMIT -> "the next run continues, or raise RUN_LIMIT";
            case CANCELLED -> "run again";
            case NODE_LOST -> "check the node and the network; the next run continues";
            case RUNTIME -> "look at containerd or CRI-O on the node, and restart it; the next run tries again";
            case REGISTRY -> "look at the failed pulls from it; the next run tries again";
        };
    }
}
