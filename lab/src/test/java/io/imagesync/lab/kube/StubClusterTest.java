package io.imagesync.lab.kube;

import io.imagesync.lab.BesideOthers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/// Against the stub, by the oldest and the newest `kubectl` that Debian has.
@Tag("kubectl")
@BesideOthers
class StubClusterTest {
    private static final StubApi API = StubApi.begin();

    @AfterAll
    static void stop() {
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
