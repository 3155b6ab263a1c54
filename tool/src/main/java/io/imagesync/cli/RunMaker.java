package io.imagesync.cli;

import io.imagesync.model.EventListener;
import io.imagesync.model.Memory;
import io.imagesync.ssh.SshConnector;
import io.imagesync.sync.Run;

/// Makes a run of some kind.
@FunctionalInterface
interface RunMaker {
    /// @param memory of earlier runs
    Run make(SshConnector connector, Memory memory, EventListener events) throws Refusal;
}
