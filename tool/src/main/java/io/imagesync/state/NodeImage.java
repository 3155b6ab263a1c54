package io.imagesync.state;

import io.imagesync.model.ImageRef;
import io.imagesync.model.NodeName;
import java.util.Locale;

/// One image on one node.
///
/// @param host in small letters and without a user: whoever logs in there, it is the same node
record NodeImage(String host, ImageRef image) {
    static NodeImage of(NodeName node, ImageRef image) {
        return new NodeImage(host(node), image);
    }

    static String host(NodeName node) {
        return node.host().toLowerCase(Locale.ROOT);
    }
}
