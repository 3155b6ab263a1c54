package io.imagesync.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.ConnectFailure.ConnectionLost;
import io.imagesync.model.ImageRef;
import io.imagesync.model.NodeFailure.CommandTimedOut;
import io.imagesync.model.Outcome;
import io.imagesync.model.PullFailure;
import io.imagesync.model.PullFailure.Kind;
import io.imagesync.model.PullFailure.NodeTrouble;
import io.imagesync.model.PullFailure.NotSeen;
import io.imagesync.model.PullFailure.Refused;
import io.imagesync.model.PullFailure.TimedOut;
import io.imagesync.model.Result;
import io.imagesync.model.SyncEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// One pull: RETRIES, RETRY_DELAY, TIME_OUT and the look whether the image is there.
class PullTaskTest {
    private static final PullFailure PASSING = new Refused(Kind.REGISTRY_ERROR, 1, "500");

    private final Scenario scenario = new Scenario();
    private final FakeNode node = scenario.node("a");
    private final List<Duration> given = new ArrayList<>();

    @BeforeEach
    void oneImage() {
        scenario.offering("r.io", 1, 1);
        scenario.retries = 2;
    }

    /// Each try takes so long and fails like this.
    private void eachTry(Duration takes, PullFailure failure) {
        node.pulling((_, limit) -> {
            given.add(limit);
            scenario.time.pass(takes);
            return Optional.of(failure);
        });
    }

    private Outcome outcome() throws Exception {
        return scenario.run().outcomes().getFirst();
    }

    private Outcome.Failed failed() throws Exception {
        return (Outcome.Failed) outcome();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void onlyWhatMayPassIsTriedAgain(Kind kind) throws Exception {
        PullFailure failure = new Refused(kind, 1, "");
        eachTry(Duration.ZERO, failure);
        Outcome.Failed failed = failed();
        assertThat(failed.attempts()).isEqualTo(failure.retryable() ? 3 : 1).isEqualTo(node.pulls.get());
        assertThat(failed.why()).isEqualTo(failure);
    }

    @Test
    void whatNoNodeHeldBeforeHasTheSizeThatTheNodeThenTells() throws Exception {
        scenario.images = List.of(ImageRef.of("r.io/wanted:1"));
        node.size = OptionalLong.of(700);
        assertThat(scenario.run().outcomes())
                .filteredOn(outcome -> outcome.pull().size().isEmpty())
                .extracting(outcome -> ((Outcome.Pulled) outcome).size())
                .containsOnly(OptionalLong.of(700), OptionalLong.empty());
    }

    @Test
    void itStartsWithItsFirstTry() throws Exception {
        Instant before = scenario.time.now();
        eachTry(Duration.ofSeconds(5), PASSING);

        Outcome.Failed failed = failed();

        assertThat(failed.started()).isEqualTo(before);
        assertThat(failed.started().plus(failed.took())).isEqualTo(scenario.time.now());
    }

    @Test
    void aLaterTryCanSucceed() throws Exception {
        node.pulling((_, _) -> node.pulls.get() < 3 ? Optional.of(PASSING) : Optional.empty());
        assertThat(outcome())
                .isInstanceOfSatisfying(
                        Outcome.Pulled.class, p -> assertThat(p.attempts()).isEqualTo(3));
        assertThat(scenario.heard(SyncEvent.Retrying.class)).hasSize(2);
    }

    @Test
    void withoutRetriesThereIsOneTry() throws Exception {
        scenario.retries = 0;
        eachTry(Duration.ZERO, PASSING);
        assertThat(failed().attempts()).isEqualTo(1);
    }

    @Test
    void theDelayDoubles() throws Exception {
        scenario.retries = 3;
        eachTry(Duration.ZERO, PASSING);
        failed();
        assertThat(scenario.time.sleeps())
                .containsExactly(Duration.ofSeconds(2), Duration.ofSeconds(4), Duration.ofSeconds(8));
    }

    @Test
    void triesAndDelaysShareTheTimeOut() throws Exception {
        scenario.pull = Duration.ofMinutes(5);
        eachTry(Duration.ofSeconds(100), PASSING);
        assertThat(failed().took()).isLessThanOrEqualTo(Duration.ofSeconds(306));
        assertThat(given).containsExactly(Duration.ofMinutes(5), Duration.ofSeconds(198), Duration.ofSeconds(94));
    }

    @Test
    void aDelayThatWouldPassTheTimeOutIsNotWaitedFor() throws Exception {
        scenario.pull = Duration.ofMinutes(1);
        eachTry(Duration.ofSeconds(58), PASSING);
        assertThat(failed().attempts()).isEqualTo(1);
        assertThat(scenario.time.sleeps()).isEmpty();
    }

    @Test
    void aPullThatReachesTheTimeOutIsNotTriedAgain() throws Exception {
        node.pulling((_, limit) -> {
            scenario.time.pass(limit);
            return Optional.of(new TimedOut(limit));
        });
        Outcome.Failed failed = failed();
        assertThat(failed.attempts()).isEqualTo(1);
        assertThat(failed.why()).isEqualTo(new TimedOut(Duration.ofMinutes(30)));
    }

    @Test
    void aTimeOutInALaterTryNamesTheWholeLimit() throws Exception {
        node.pulling((_, limit) -> {
            scenario.time.pass(node.pulls.get() == 1 ? Duration.ofMinutes(15) : limit);
            return Optional.of(node.pulls.get() == 1 ? PASSING : new TimedOut(limit));
        });
        Outcome.Failed failed = failed();
        assertThat(failed.why()).isEqualTo(new TimedOut(Duration.ofMinutes(30)));
        assertThat(failed.took()).isEqualTo(Duration.ofMinutes(30));
    }

    private TimedOut ranOut(PullFailure first, TimedOut then) throws Exception {
        node.pulling((_, limit) -> {
            scenario.time.pass(node.pulls.get() == 1 ? Duration.ofMinutes(15) : limit);
            return Optional.of(node.pulls.get() == 1 ? first : then);
        });
        return (TimedOut) failed().why();
    }

    @Test
    void aRegistryThatDropsPacketsWasHiddenBehindTheTimeOut() throws Exception {
        PullFailure dropped = new Refused(Kind.REGISTRY_UNREACHABLE, 1, "dial tcp 10.0.0.1:443: i/o timeout");
        TimedOut why = ranOut(dropped, new TimedOut(Duration.ofMinutes(15)));
        assertThat(why.limit()).isEqualTo(Duration.ofMinutes(30));
        assertThat(why.what()).contains("the registry cannot be reached from the node: dial tcp");
        assertThat(why.remedy()).contains("firewall");
    }

    @Test
    void aRegistryThatTheNodeFoundSilentIsNamedWithTheWholeLimit() throws Exception {
        scenario.retries = 0;
        node.pulling((_, limit) -> Optional.of(new TimedOut(Duration.ofSeconds(58)).silent("r.io")));
        assertThat(failed().why().what())
                .isEqualTo("not finished within TIME_OUT, 1800s: the registry r.io did not answer");
    }

    @Test
    void aTryThatCannotBeMadeIsNotCounted() throws Exception {
        scenario.pull = Duration.ofMinutes(1);
        eachTry(Duration.ofMillis(57_500), PASSING);
        Outcome.Failed failed = failed();
        assertThat(failed.why()).isEqualTo(new TimedOut(Duration.ofMinutes(1)));
        assertThat(failed.attempts()).isEqualTo(1);
    }

    @Test
    void theRuntimesWordIsNotEnough() throws Exception {
        node.answersHolds(new Result.Ok<>(false));
        assertThat(failed().why()).isEqualTo(new NotSeen());
    }

    @Test
    void aLookThatFailsForARetryableReasonIsFollowedByAnotherTry() throws Exception {
        node.answersHolds(new Result.Failed<>(new CommandTimedOut(Duration.ofSeconds(20))));
        assertThat(outcome())
                .isInstanceOfSatisfying(
                        Outcome.Pulled.class, p -> assertThat(p.attempts()).isEqualTo(2));
    }

    @Test
    void aLookThatKeepsFailingIsTheFailure() throws Exception {
        scenario.retries = 0;
        node.answersHolds(new Result.Failed<>(new ConnectionLost("gone")));
        assertThat(failed().why()).isEqualTo(new NodeTrouble(new ConnectionLost("gone")));
    }
}
