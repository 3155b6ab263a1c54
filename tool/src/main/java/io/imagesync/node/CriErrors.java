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

/// What it means that a call of CRI came to nothing.
final class CriErrors {
    private static final int SHOWN = 300;
    /// What `crictl pull` ends with, whatever the runtime refuses.
    private static final int EXIT_CODE = 1;

    private CriErrors() {}

    /// @param call such as `ListImages`
    static Failure ofCall(String call, CriFailed failed, Duration limit) {
        String text = Texts.shown(Mask.of(failed.text()), SHOWN);
        return switch (failed.why()) {
            case LIMIT -> new CommandTimedOut(limit);
            case CONNECTION -> new ConnectionLost(call + " had no answer yet");
            case RUNTIME ->
                switch (failed.code()) {
                    case UNAVAILABLE, CANCELLED, DEADLINE_EXCEEDED -> new RuntimeUnavailable(text);
                    case PERMISSION_DENIED, UNAUTHENTICATED -> new PermissionDenied(text);
                    case INTERNAL -> failed.isOfTransport() ? new RuntimeUnavailable(text) : new ListingInvalid(text);
                    case RESOURCE_EXHAUSTED, DATA_LOSS -> new ListingInvalid(text);
                    case OK,
                            UNKNOWN,
                            INVALID_ARGUMENT,
                            NOT_FOUND,
                            ALREADY_EXISTS,
                            FAILED_PRECONDITION,
                            ABORTED,
                            OUT_OF_RANGE,
                            UNIMPLEMENTED -> new RuntimeRefused(call, failed.codeName(), text);
                };
        };
    }

    /// A pull that was not ended by its caller.
    ///
    /// @param masked what may be shown of a text
    static PullFailure ofPull(CriFailed failed, Duration limit, UnaryOperator<String> masked) {
        return switch (failed.why()) {
            case LIMIT -> FailureTable.timedOut(masked.apply(failed.text()), limit);
            case CONNECTION -> new NodeTrouble(new ConnectionLost("the pull had not ended"));
            case RUNTIME -> FailureTable.refused(EXIT_CODE, codeName(failed), masked.apply(failed.text()));
        };
    }

    /// A transport that breaks is the runtime's end, whatever the library calls it.
    private static String codeName(CriFailed failed) {
        return failed.code() == Status.Code.INTERNAL ? "Unknown" : failed.codeName();
    }
}
