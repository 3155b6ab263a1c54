package io.imagesync.cli;

import io.imagesync.model.EventListener;
import io.imagesync.model.Memory;
import io.imagesync.ssh.SshConnector;
import io.imagesync.sync.Run;

/// Makes a run of some kind.
@FunctionalInterface
interface RunMaker {
    /// @param wiring that knows what Kubernetes says, where it is asked
    /// @param memory of earlier runs
    Run make(Wiring wiring, SshConnector connector, Memory memory, EventListener events) throws Refusal;
}
