package io.imagesync.lab.kube;

import io.imagesync.lab.BesideOthers;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/// Against the real one, by the oldest and the newest `kubectl` that Debian has.
@Tag("kube")
@BesideOthers
class RealClusterTest {
    private static final RealApi API = up();

    private static RealApi up() {
        try {
            return RealApi.up();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterAll
    static void stop() throws IOException {
        API.close();
    }

    @Nested
    class NodesByOld extends NodesContract {
        NodesByOld() {
            super(API, "1.20");
        }
    }

    @Nested
    class NodesByNew extends NodesContract {
        NodesByNew() {
            super(API, "1.32");
        }
    }

    @Nested
    class WorkloadsByOld extends WorkloadsContract {
        WorkloadsByOld() {
            super(API, "1.20");
        }
    }

    @Nested
    class WorkloadsByNew extends WorkloadsContract {
        WorkloadsByNew() {
            super(API, "1.32");
        }
    }

    @Nested
    class RefusalsByOld extends RefusalsContract {
        RefusalsByOld() {
            super(API, "1.20");
        }
    }

    @Nested
    class RefusalsByNew extends RefusalsContract {
        RefusalsByNew() {
            super(API, "1.32");
        }
    }
}
