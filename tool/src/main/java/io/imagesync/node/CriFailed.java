package io.imagesync.node;

import io.grpc.Status;
import java.util.Locale;

/// A call that came to nothing.
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

    private final Status status;
    private final Cause why;

    CriFailed(Status status, Cause why) {
        super(status.toString(), status.getCause(), false, false);
        this.status = status;
        this.why = why;
    }

    Cause why() {
        return why;
    }

    Status.Code code() {
        return status.getCode();
    }

    /// Whether HTTP/2 broke, which gRPC calls an internal error where the call had not been sent yet.
    boolean isOfTransport() {
        String description = status.getDescription();
        return description != null && description.startsWith("HTTP/2 error code: ");
    }

    /// As Go, and so crictl, spells it: `NotFound`.
    String codeName() {
        StringBuilder name = new StringBuilder();
        for (String word : status.getCode() == Status.Code.CANCELLED
                ? new String[] {"Canceled"}
                : status.getCode().name().split("_", -1)) {
            name.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
        }
        return name.toString();
    }

    /// What the runtime said, or the library in its place; never empty.
    String text() {
        String description = status.getDescription();
        Throwable cause = status.getCause();
        if (cause != null && cause.getMessage() != null) {
            return description == null ? cause.getMessage() : description + ": " + cause.getMessage();
        }
        return description == null || description.isBlank() ? "it said nothing" : description;
    }
}
