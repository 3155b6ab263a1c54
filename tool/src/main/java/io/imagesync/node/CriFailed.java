package io.imagesync.node;

import io.grpc.Status;
import io.imagesync.model.ConnectFailure.ConnectionLost;
import io.imagesync.model.Failure;
import io.imagesync.model.NodeFailure.CommandTimedOut;
import io.imagesync.model.NodeFailure.ListingInvalid;
import io.imagesync.model.NodeFailure.PermissionDenied;
import io.imagesync.model.NodeFailure.RuntimeRefused;
import io.imagesync.model.NodeFailure.RuntimeUnavailable;
import io.imagesync.model.PullFailure;
import io.imagesync.model.PullFailure.NodeTrouble;
import io.imagesync.model.Texts;
import java.time.Duration;
import java.util.function.UnaryOperator;

/// A call of CRI that came to nothing.
final class CriFailed extends Exception {
    /// What it failed of, apart from what the runtime said.
    enum Cause {
        /// The runtime, or the way to its socket.
        RUNTIME,
        /// The limit of the call has passed.
        LIMIT,
        /// The SSH connection.
        CONNECTION
    }

    private static final int SHOWN = 300;
    /// What `crictl pull` ends with, whatever the runtime refuses.
    private static final int EXIT_CODE = 1;

    private final String call;
    private final Status status;
    private final Cause why;

    /// @param call such as `ListImages`
    CriFailed(String call, Status status, Cause why) {
        super(status.toString(), status.getCause(), false, false);
        this.call = call;
        this.status = status;
        this.why = why;
    }

    Cause why() {
        return why;
    }

    /// What cannot be used though it came.
    static CriFailed unusable(String call, String why) {
        return new CriFailed(call, Status.DATA_LOSS.withDescription(why), Cause.RUNTIME);
    }

    boolean isUnavailable() {
        return says(Status.Code.UNAVAILABLE);
    }

    /// Whether the runtime has said that.
    boolean says(Status.Code code) {
        return why == Cause.RUNTIME && status.getCode() == code;
    }

    /// What it means for a call that is no pull.
    Failure failure(Duration limit) {
        return switch (why) {
            case LIMIT -> new CommandTimedOut(limit);
            case CONNECTION -> lost(call + " had no answer yet");
            case RUNTIME -> refusal(Texts.printable(Mask.of(text()), SHOWN));
        };
    }

    private Failure refusal(String text) {
        return switch (status.getCode()) {
            case UNAVAILABLE, CANCELLED, DEADLINE_EXCEEDED -> new RuntimeUnavailable(text);
            case PERMISSION_DENIED, UNAUTHENTICATED -> new PermissionDenied(text);
            case INTERNAL -> isOfTransport() ? new RuntimeUnavailable(text) : new ListingInvalid(text);
            case RESOURCE_EXHAUSTED, DATA_LOSS -> new ListingInvalid(text);
            default -> new RuntimeRefused(call, FailureTable.name(status.getCode()), text);
        };
    }

    /// What it means for a pull that was not ended by its caller.
    ///
    /// @param masked what may be shown of a text
    PullFailure pullFailure(Duration limit, UnaryOperator<String> masked) {
        return switch (why) {
            case LIMIT -> FailureTable.timedOut(masked.apply(text()), limit);
            case CONNECTION -> new NodeTrouble(lost("the pull had not ended"));
            case RUNTIME -> FailureTable.refused(EXIT_CODE, status.getCode(), masked.apply(text()));
        };
    }

    /// Why there was no connection anew, else that it ended meanwhile.
    private Failure lost(String meanwhile) {
        return status.getCause() instanceof ForwardedSockets.NotOpened notOpened
                ? notOpened.why()
                : new ConnectionLost(meanwhile);
    }

    /// Whether HTTP/2 broke, which gRPC calls an internal error where the call had not been sent yet.
    private boolean isOfTransport() {
        String description = status.getDescription();
        return description != null && description.startsWith("HTTP/2 error code: ");
    }

    /// What the runtime said, or the library in its place; never empty.
    private String text() {
        String description = status.getDescription();
        Throwable cause = status.getCause();
        if (cause != null && cause.getMessage() != null) {
            return description == null ? cause.getMessage() : description + ": " + cause.getMessage();
        }
        return description == null || description.isBlank() ? "it said nothing" : description;
    }
}
