package io.imagesync.ssh;

import io.imagesync.model.ConnectFailure;
import java.time.Duration;
import java.util.Optional;

/// One try to connect to a host: how long it may take, and what is to be closed when it is given up.
final class Attempt {
    private final ClientConfig config;
    private final Duration limit;
    private final Deadline deadline;
    private Optional<Runnable> closing = Optional.empty();
    private boolean abandoned;

    Attempt(ClientConfig config, Duration limit) {
        this.config = config;
        this.limit = limit;
        deadline = Deadline.in(limit);
    }

    ClientConfig config() {
        return config;
    }

    Deadline deadline() {
        return deadline;
    }

    /// @param close ends what was opened; it takes the place of what was registered before. It is run at once when the
    ///     attempt has been given up already
    synchronized void opened(Runnable close) {
        if (abandoned) {
            close.run();
        } else {
            closing = Optional.of(close);
        }
    }

    synchronized void abandon() {
        abandoned = true;
        closing.ifPresent(Runnable::run);
        closing = Optional.empty();
    }

    SshFailed timedOut() {
        return new SshFailed(new ConnectFailure.TimedOut(config.address(), limit));
    }
}
