package io.imagesync.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.ImageRef;
import io.imagesync.model.NodeName;
import io.imagesync.model.Pull;
import io.imagesync.model.RunReport;
import io.imagesync.model.Skip;
import io.imagesync.model.Survey;
import io.imagesync.model.SyncEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MemoryTest {
    private static final ImageRef HELD = ImageRef.of("reg/000:1");

    private final List<List<Survey>> asked = new ArrayList<>();
    private final Scenario scenario = new Scenario().offering("reg", 2, 100);

    private void remember(String node) {
        scenario.node(node);
        scenario.memory = surveys -> {
            asked.add(surveys);
            return List.of(new Skip(new NodeName(node), HELD, Skip.Reason.REMEMBERED, "", true));
        };
    }

    @Test
    void whatIsRememberedIsNotPulled() throws Exception {
        remember("w1");

        RunReport report = scenario.run();

        assertThat(report.plan().skips()).extracting(Skip::image).containsExactly(HELD);
        assertThat(report.plan().pulls()).extracting(Pull::image).containsExactly(ImageRef.of("reg/001:1"));
        assertThat(report.complete()).isFalse();
        assertThat(asked).containsExactly(report.surveys());
    }

    @Test
    void aDryRunHasTheSamePlan() throws Exception {
        remember("w1");

        scenario.end(true);

        assertThat(scenario.heard(SyncEvent.Planned.class))
                .singleElement()
                .satisfies(planned -> assertThat(planned.plan().skips()).hasSize(1));
    }

    @Test
    void nobodyIsAskedWhereNoRunIsPossible() throws Exception {
        scenario.memory = surveys -> {
            asked.add(surveys);
            return List.of();
        };

        assertThat(scenario.end(false)).isInstanceOf(SyncRun.End.NotPossible.class);

        assertThat(asked).isEmpty();
    }
}
