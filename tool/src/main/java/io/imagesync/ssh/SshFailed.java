package io.imagesync.ssh;

import io.imagesync.model.ConnectFailure;

/// Carries a failure up to the door of this package, where it becomes a value.
final class SshFailed extends Exception {
    private final transient ConnectFailure why;

    SshFailed(ConnectFailure why) {
        super(why.what(), null, false, false);
        this.why = why;
    }

    ConnectFailure why() {
        return why;
    }
}
