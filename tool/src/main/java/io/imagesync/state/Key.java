package io.imagesync.state;

import io.imagesync.model.ImageRef;
import io.imagesync.model.NodeName;
import java.util.Locale;

/// One image on one node.
///
/// @param host in small letters and without a user: whoever logs in there, it is the same node
record Key(String host, ImageRef image) {
    static Key of(NodeName node, ImageRef image) {
        return new Key(host(node), image);
    }

    static String host(NodeName node) {
        return node.host().toLowerCase(Locale.ROOT);
    }
}
