package io.imagesync.lab.contract;

import io.imagesync.lab.e2e.Access;
import io.imagesync.lab.e2e.OnRealNodes;
import io.imagesync.lab.e2e.RealLab;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/// The suite on a real node, in one way of working it.
@Tag("real")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(OnRealNodes.NODES)
abstract class RealNodeTest extends NodeContract {
    private final Access access;
    private final List<String> options;
    private @Nullable RealLab lab;

    /// @param options for the lab
    RealNodeTest(Access access, String... options) {
        this.access = access;
        this.options = List.of(options);
    }

    @BeforeAll
    void up() {
        RealLab up = RealLab.up(1, options.toArray(String[]::new));
        lab = up;
        up.use(access);
    }

    @AfterAll
    void down() {
        if (lab != null) {
            lab.close();
        }
    }

    @Override
    NodeFixture start() {
        return RealFixture.emptied(lab(), access);
    }

    private PinsOnNode pins() {
        return new PinsOnNode(lab(), fixture, node, lab().takesPins());
    }

    @Test
    void pinsAreOnAllNamesAndEnd() throws Exception {
        if (hasNone()) {
            return;
        }
        pins().areOnAllNamesAndEnd();
    }

    @Test
    void pinsOutlastAPullOfTheTag() throws Exception {
        if (hasNone()) {
            return;
        }
        pins().outlastAPullOfTheTag();
    }

    @Test
    void pinsOfOthersStay() throws Exception {
        if (hasNone()) {
            return;
        }
        pins().ofOthersStay();
    }

    @Test
    void pinsKeepWhatTheKubeletWouldDelete() throws Exception {
        if (hasNone()) {
            return;
        }
        pins().keepWhatTheKubeletWouldDelete();
    }

    RealLab lab() {
        return Objects.requireNonNull(lab);
    }
}
