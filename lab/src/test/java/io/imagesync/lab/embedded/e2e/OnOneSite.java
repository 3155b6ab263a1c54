package io.imagesync.lab.embedded.e2e;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// What many tests start with: two nodes, and one image that only the first holds.
abstract class OnOneSite {
    @TempDir
    Path folder;

    Site site;

    @BeforeEach
    void start() throws Exception {
        site = Site.of(folder, 2).holds("gpu01", "app:1.0");
    }

    @AfterEach
    void stop() {
        site.close();
    }
}
