package io.imagesync.model;

import io.imagesync.model.RemovalPlan.Going;
import io.imagesync.model.RemovalPlan.Staying;

/// What became of one name that was to be removed from one node.
public sealed interface Removal {
    NodeName node();

    ImageRef image();

    /// The node was seen without it.
    record Gone(NodeName node, Going going) implements Removal {
        @Override
        public ImageRef image() {
            return going.name();
        }
    }

    /// When its turn came there was a reason to leave it.
    record Stayed(NodeName node, Staying staying) implements Removal {
        @Override
        public ImageRef image() {
            return staying.name();
        }
    }

    record Failed(NodeName node, ImageRef image, Failure why) implements Removal {}
}
