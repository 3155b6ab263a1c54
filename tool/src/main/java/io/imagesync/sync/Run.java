package io.imagesync.sync;

import io.imagesync.model.NodeName;
import java.util.List;

/// One run, from asking the nodes to the report.
public interface Run {
    /// @param dryRun whether to stop when the plan is made
    SyncRun.End run(List<NodeName> nodes, boolean dryRun) throws InterruptedException;

    /// Ends the run soon: running pulls are cancelled on the nodes and reported. For a signal handler.
    void cancel(String signal);
}
