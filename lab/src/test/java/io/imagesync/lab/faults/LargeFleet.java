package io.imagesync.lab.faults;

import io.imagesync.lab.embedded.EmbeddedNode;
import io.imagesync.lab.embedded.RegistryImage;
import io.imagesync.lab.embedded.StoredImage;
import io.imagesync.lab.embedded.e2e.Access;
import io.imagesync.lab.embedded.e2e.Site;
import java.nio.file.Path;
import java.util.List;

/// Two hundred nodes that hold nearly the same five hundred images.
final class LargeFleet {
    static final int NODES = 200;
    static final int IMAGES = 500;

    private LargeFleet() {}

    /// Each node lacks one image that the others hold, and has some of its own that nobody wants.
    static Site start(Path folder, Access access) throws Exception {
        Site site = Site.of(folder, NODES).by(access);
        for (int i = 0; i < IMAGES; i++) {
            site.fleet().registry().push(Site.REPOSITORY + "app" + i + ":1.0", 1_000_000);
        }
        for (int n = 0; n < NODES; n++) {
            EmbeddedNode node = site.fleet().node(n);
            for (int i = 0; i < IMAGES; i++) {
                if (i != n) {
                    node.seed(Site.REPOSITORY + "app" + i + ":1.0");
                }
            }
            String own = "registry.example.com/own/n" + n + ":1";
            node.store()
                    .add(new StoredImage(
                            RegistryImage.sha256(own),
                            List.of(own),
                            List.of(own + "@" + RegistryImage.sha256(own)),
                            1,
                            false));
        }
        return site;
    }
}
