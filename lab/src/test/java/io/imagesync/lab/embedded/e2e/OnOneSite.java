package io.imagesync.lab.embedded.e2e;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;

/// What many tests start with: two nodes, and one image that only the first holds.
abstract class OnOneSite {
    @TempDir
    Path folder;

    /// Set where the class runs [BothWays].
    @Parameter
    Access access = Access.CRICTL;

    Site site;

    @BeforeEach
    void start() throws Exception {
        site = Site.of(folder, 2).by(access).holds("gpu01", "app:1.0");
    }

    @AfterEach
    void stop() {
        site.close();
    }
}
