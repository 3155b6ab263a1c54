package io.imagesync.doctor;

import io.imagesync.model.Finding;
import io.imagesync.model.Listing;
import io.imagesync.model.NodeName;
import io.imagesync.node.HostFacts;
import java.util.List;
import java.util.Optional;

/// What came of looking at one node.
///
/// @param hostKey fingerprint of the key that its SSH server showed
/// @param listing by the first way that could be gone
record Examined(
        NodeName node,
        List<Finding> findings,
        Optional<HostFacts> facts,
        Optional<String> hostKey,
        Optional<Listing> listing) {
    Examined {
        findings = List.copyOf(findings);
    }
}
