package io.imagesync.model;

import java.time.Duration;

/// The limits of a run; 0 is no limit where the configuration says so.
///
/// @param connections nodes that are connected to and listed at once
/// @param pullsANode pulls at once on one node
/// @param pulls at once in the fleet, 0 for no limit
/// @param pullsARegistry at once from one registry host, 0 for no limit
/// @param patience with the last nodes to answer, zero to wait for all of them before anything is pulled
/// @param listing for one node's answer
/// @param pull for one image on one node, all tries and delays together
/// @param run after which no new pull starts, zero for no limit
/// @param seedFirst how many nodes begin with an image
/// @param retry more tries of what failed for a retryable reason
/// @param disk when a node is too full for an image
/// @param relay of images that come through this host, which do not count against the registry's limit
public record Limits(
        int connections,
        int pullsANode,
        int pulls,
        int pullsARegistry,
        Duration patience,
        Duration listing,
        Duration pull,
        Duration run,
        SeedFirst seedFirst,
        Retry retry,
        DiskLimit disk,
        RelaySettings relay) {
    /// The same with fewer nodes at once.
    public Limits withConnections(int fewer) {
        return new Limits(
                fewer, pullsANode, pulls, pullsARegistry, patience, listing, pull, run, seedFirst, retry, disk, relay);
    }
}
