package io.imagesync.relay;

import io.imagesync.model.Failure;

/// A blob ends before its end. It never leaves the room.
final class BrokenOff extends Exception {
    private final transient Failure why;

    BrokenOff(Failure why) {
        super(why.what());
        this.why = why;
    }

    Failure why() {
        return why;
    }
}
