package io.imagesync.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.ConnectFailure;
import io.imagesync.model.CreationTimes;
import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Level;
import io.imagesync.model.NodeFailure.CommandTimedOut;
import io.imagesync.model.PinMemory.Pinned;
import io.imagesync.model.PullFailure.Kind;
import io.imagesync.model.PullFailure.Refused;
import io.imagesync.model.SyncEvent;
import io.imagesync.plan.Glob;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Images that PIN names are pinned where they are, and those that it names no more are not.
class PatternPinsTest {
    static final CreationTimes NO_TIMES = new CreationTimes() {
        @Override
        public Map<String, Instant> known() {
            return Map.of();
        }

        @Override
        public void keep(Map<String, Instant> times) {}
    };

    private static final String APP = "r.io/app:1";
    private static final String APP_ID = "sha256:" + APP;
    private static final String TARGET = "sha256:" + "a".repeat(64);

    private final Scenario scenario = new Scenario();
    private final FakePinMemory memory = new FakePinMemory();

    private void pin(String... globs) {
        scenario.upkeep =
                new Upkeep(Arrays.stream(globs).map(Glob::new).toList(), memory, OptionalInt.empty(), NO_TIMES);
    }

    /// One that holds the image, pinned or not.
    private FakeNode holder(String name, boolean pinned) {
        FakeNode node = scenario.node(name).holding(held(APP_ID, pinned, APP));
        node.contents.targets.putAll(Map.of(APP, TARGET, APP_ID, TARGET));
        if (pinned) {
            node.contents.labelled.putAll(Map.of(APP, TARGET, APP_ID, TARGET));
        }
        return node;
    }

    private static HeldImage held(String id, boolean pinned, String... tags) {
        List<ImageRef> names = Arrays.stream(tags).map(ImageRef::of).toList();
        return new HeldImage(
                id, names, List.of(ImageRef.of("r.io/app@sha256:" + "0".repeat(64))), OptionalLong.of(5), pinned);
    }

    private List<String> noted(String words) {
        return scenario.heard(SyncEvent.Noted.class).stream()
                .filter(noted -> noted.level() == Level.INFO)
                .map(SyncEvent.Noted::text)
                .filter(text -> text.contains(words))
                .toList();
    }

    private Pinned remembered() {
        return memory.pinned.orElseThrow();
    }

    private static Pinned pinned(String id, String... nodes) {
        return new Pinned(Map.of(id, Set.of(nodes)), Set.of());
    }

    @Test
    void whatPinNamesIsPinnedOnEveryNodeAndRememberedBefore() throws Exception {
        pin("*/app:*");
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        memory.writing = _ -> order.add("remembered");
        for (String name : List.of("a", "b")) {
            holder(name, false).holding("r.io/other:1", 5).contents.pinning = () -> order.add("pinned");
        }
        scenario.run();

        for (String name : List.of("a", "b")) {
            assertThat(scenario.node(name).contents.calls).containsExactly("ask", "pin " + TARGET);
        }
        assertThat(order).containsExactly("remembered", "pinned", "pinned");
        assertThat(remembered()).isEqualTo(pinned(APP_ID, "a", "b"));
        assertThat(noted("pin")).isEmpty();
    }

    @Test
    void whereAllIsPinnedNobodyIsAskedAndNothingWritten() throws Exception {
        pin("*/app:*");
        memory.holding(APP_ID, "a", "b");
        holder("a", true);
        holder("b", true);
        scenario.run();

        assertThat(scenario.node("a").contents.calls).isEmpty();
        assertThat(scenario.node("b").contents.calls).isEmpty();
        assertThat(memory.writes).isZero();
    }

    @Test
    void whenPinNamesItNoMoreThePinEndsWhereItIsRemembered() throws Exception {
        pin();
        memory.holding(APP_ID, "a");
        holder("a", true);
        holder("b", true);
        scenario.run();

        assertThat(scenario.node("a").contents.calls).containsExactly("ask", "unpin " + TARGET);
        assertThat(scenario.node("b").contents.calls).isEmpty();
        assertThat(remembered()).isEqualTo(Pinned.NONE);
        assertThat(noted("No longer pinned: ")).hasSize(1);
    }

    @Test
    void aPinOfSomebodyElseStays() throws Exception {
        pin();
        memory.holding(APP_ID, "a");
        holder("a", true).contents.labelled.clear();
        holder("b", false);
        scenario.run();

        assertThat(scenario.node("a").contents.calls).containsExactly("ask");
        assertThat(remembered()).isEqualTo(Pinned.NONE);
    }

    @Test
    void theImageThatATagHasLeftIsPinnedNoMore() throws Exception {
        pin("*/app:*");
        memory.holding("sha256:old", "a");
        FakeNode node = holder("a", false).holding(held("sha256:old", true));
        String old = "sha256:" + "b".repeat(64);
        node.contents.labelled.put("sha256:old", old);
        holder("b", true);
        scenario.run();

        assertThat(node.contents.calls).containsExactly("ask", "unpin " + old, "pin " + TARGET);
        assertThat(remembered()).isEqualTo(pinned(APP_ID, "a", "b"));
    }

    @Test
    void whatCannotBeReadOrToldIsRememberedFurther() throws Exception {
        pin();
        memory.holding(APP_ID, "a", "off");
        scenario.node("off").failsToOpen(new ConnectFailure.Refused("off:22"));
        holder("a", true).contents.failure = Optional.of(new CommandTimedOut(Duration.ofSeconds(1)));
        holder("b", false);

        assertThat(scenario.run().outcomes()).isEmpty();
        assertThat(remembered()).isEqualTo(pinned(APP_ID, "a", "off"));
        assertThat(scenario.heard(SyncEvent.Warned.class))
                .extracting(SyncEvent.Warned::text)
                .containsExactly(
                        "Not pinned: images on a: the node did not answer within 1s; check the load of the node"
                                + " and its container runtime");
    }

    @Test
    void aRuntimeThatIgnoresPinsIsNamedAndNotToldAgain() throws Exception {
        pin("*");
        memory.holding(APP_ID, "a", "b");
        holder("b", false).contents.labelled.put(APP_ID, TARGET);
        FakeNode fresh = holder("a", false);
        fresh.gets(ImageRef.of(APP));
        scenario.run();

        assertThat(scenario.node("b").contents.calls).containsExactly("ask");
        assertThat(fresh.contents.calls).containsExactly("ask", "pin " + TARGET);
        assertThat(scenario.time.sleeps()).containsExactly(Duration.ofSeconds(1));
        assertThat(noted("ignores pins")).singleElement().asString().endsWith(" pinned images on a, b");
    }

    /// An image that somebody has unpinned, among others that are pinned.
    @Test
    void oneThatListsOthersAsPinnedDoesNot() throws Exception {
        pin("*");
        holder("a", false)
                .holding(held("sha256:other", true, "r.io/app:2"))
                .contents
                .labelled
                .put(APP_ID, TARGET);
        holder("b", true).holding(held("sha256:other", true, "r.io/app:2"));
        scenario.run();

        assertThat(noted("ignores pins")).isEmpty();
    }

    @Test
    void whatIsPulledIsPinnedWhenItHasCome() throws Exception {
        pin("*/app:*");
        memory.holding(APP_ID, "a");
        holder("a", true).holding("r.io/other:1", 5);
        scenario.node("b").contents.targets.put(APP, TARGET);
        List<Pinned> written = Collections.synchronizedList(new ArrayList<>());
        memory.writing = written::add;
        assertThat(scenario.run().pulled()).isEqualTo(2);

        assertThat(scenario.node("b").contents.calls).containsExactly("pin " + TARGET);
        assertThat(written).containsExactly(new Pinned(Map.of(APP_ID, Set.of("a")), Set.of("b")));
    }

    @Test
    void whereSomethingWasPulledTheNextRunLooksOnce() throws Exception {
        pin("*/app:*");
        memory.pinned = Optional.of(new Pinned(Map.of(APP_ID, Set.of("a")), Set.of("b")));
        holder("a", true);
        holder("b", true);
        scenario.run();

        assertThat(scenario.node("b").contents.calls).containsExactly("ask");
        assertThat(remembered()).isEqualTo(pinned(APP_ID, "a", "b"));
    }

    @Test
    void aFailedPullPinsNothing() throws Exception {
        pin("*");
        holder("a", true);
        scenario.node("b").pulling((_, _) -> Optional.of(new Refused(Kind.NOT_FOUND, 1, "no")));
        scenario.run();

        assertThat(scenario.node("b").contents.calls).isEmpty();
    }

    @Test
    void whenNothingIsKnownAllNodesAreAsked() throws Exception {
        pin("*/other:*");
        memory.pinned = Optional.empty();
        holder("a", true);
        holder("b", false);
        scenario.run();

        assertThat(scenario.node("a").contents.calls).containsExactly("ask", "unpin " + TARGET);
        assertThat(scenario.node("b").contents.calls).containsExactly("ask");
        assertThat(remembered()).isEqualTo(Pinned.NONE);
    }

    @Test
    void aDryRunPinsNothing() throws Exception {
        pin("*");
        holder("a", false);
        holder("b", false);
        scenario.end(true);

        assertThat(scenario.node("a").contents.calls).isEmpty();
        assertThat(memory.writes).isZero();
    }

    @Test
    void nodesThatTakeNoPinsAreNamedOnceAndNotRemembered() throws Exception {
        pin("*");
        holder("a", false).told = Optional.empty();
        holder("b", false).told = Optional.empty();
        scenario.run();

        assertThat(noted("PIN has no effect on a, b: ")).hasSize(1);
        assertThat(remembered()).isEqualTo(Pinned.NONE);
    }

    /// Three times as long as one answer, of 20 s.
    @Test
    void aSlowNodeIsLeftAfterAWhile() throws Exception {
        pin("*");
        FakeNode slow = scenario.node("a");
        for (int i = 0; i < 20; i++) {
            String image = "r.io/app:" + i;
            slow.holding(held("sha256:" + i, false, image)).contents.targets.put(image, TARGET);
        }
        slow.contents.pinning = () -> scenario.time.pass(Duration.ofSeconds(11));
        scenario.node("b");
        scenario.sources = Set.of(slow.name());
        scenario.node("b").told = Optional.empty();
        scenario.start(scenario.syncRun(), false).get();

        assertThat(slow.contents.calls).hasSize(1 + 6);
        assertThat(scenario.heard(SyncEvent.Warned.class))
                .extracting(SyncEvent.Warned::text)
                .anyMatch(text -> text.startsWith("Not pinned: images on a: the node did not answer within 60s"));
    }
}
