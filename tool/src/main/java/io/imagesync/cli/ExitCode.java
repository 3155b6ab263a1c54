package io.imagesync.cli;

/// What the program's exit code says. The only place that knows the numbers.
public enum ExitCode {
    /// Every wanted image is where it should be, no node was left out.
    OK(0),
    /// The run could not be done: configuration, lock, log folder, too few nodes readable.
    NOT_DONE(1),
    /// Wrong use of the command line.
    USAGE(2),
    /// Done, but not complete: a pull failed, now or in an earlier run, or was not tried, or a node was left out.
    INCOMPLETE(3),
    /// `plan --exit-code`, and there is something to do.
    SOMETHING_TO_DO(4),
    /// `progress`, and no run is under way.
    NO_RUN(5);

    private static final int SIGNALLED = 128;

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    /// Ended by a signal, as a shell counts it.
    static int ofSignal(int signal) {
        return SIGNALLED + signal;
    }
}
