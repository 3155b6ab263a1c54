package io.imagesync.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.DiskLimit;
import io.imagesync.model.DiskUsage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Limits;
import io.imagesync.model.NodeName;
import io.imagesync.model.Outcome.Cause;
import io.imagesync.model.Pull;
import io.imagesync.model.PullFailure;
import io.imagesync.model.PullFailure.Kind;
import io.imagesync.model.PullFailure.Refused;
import io.imagesync.model.RelayMode;
import io.imagesync.model.RelaySettings;
import io.imagesync.model.Retry;
import io.imagesync.model.RuntimeKind;
import io.imagesync.model.SeedFirst;
import io.imagesync.model.Way;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// What holds for every course that a run can take, by a clock that steps.
class SchedulePropertiesTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Way RELAY = new Way.Relay("source", OptionalLong.of(1));

    @Property(tries = 500)
    void everyPullEndsOnceLimitsHoldAndNoWakeUpIsLost(@ForAll Random random) {
        new Course(random).run();
    }

    /// One course: what happens next is drawn.
    private static final class Course {
        private final Random random;
        private final Limits limits;
        private final RegistryBackoff backoff = new RegistryBackoff();
        private final Schedule schedule;
        private final List<List<Pull>> late = new ArrayList<>();
        private final Set<Pull> known = new HashSet<>();
        private final Set<Pull> ended = new HashSet<>();
        /// Running pulls to the moments at which their tries began.
        private final Map<Pull, Long> running = new HashMap<>();
        private final Set<Pull> answered = new HashSet<>();
        private final Set<Pull> begun = new HashSet<>();
        /// How many nodes have pulled an image; many where the first that ended failed, so that all may pull it.
        private final Map<ImageRef, Integer> holders = new HashMap<>();
        private boolean stopped;
        private long now;

        Course(Random random) {
            this.random = random;
            this.now = random.nextLong();
            this.limits = new Limits(
                    1,
                    random.nextInt(1, 4),
                    random.nextInt(0, 5),
                    random.nextInt(0, 4),
                    Duration.ZERO,
                    Duration.ofMinutes(3),
                    Duration.ofSeconds(random.nextInt(60, 600)),
                    Duration.ofSeconds(random.nextBoolean() ? 0 : random.nextInt(1, 900)),
                    List.of(SeedFirst.NO, SeedFirst.YES, SeedFirst.WAVES).get(random.nextInt(3)),
                    new Retry(2, Duration.ofSeconds(2), () -> 0.5),
                    new DiskLimit(random.nextBoolean() ? 0 : 80),
                    new RelaySettings(RelayMode.FAILED, random.nextInt(1, 4), 0, true));
            this.schedule = new Schedule(limits, backoff, now);
            for (int node = random.nextInt(1, 4); node > 0; node--) {
                late.add(pulls(new NodeName("n" + node), 0));
                late.add(pulls(new NodeName("n" + node), 10));
            }
        }

        private List<Pull> pulls(NodeName node, int first) {
            List<Pull> pulls = new ArrayList<>();
            for (int i = random.nextInt(0, 6); i > 0; i--) {
                int size = random.nextInt(0, 100);
                Pull pull = new Pull(
                        node,
                        ImageRef.of("r" + i % 2 + ".io/" + (first + i) / 2 + ":" + (first + i)),
                        size == 0 ? OptionalLong.empty() : OptionalLong.of(size),
                        false,
                        RuntimeKind.CONTAINERD,
                        RuntimeKind.CONTAINERD,
                        Way.REGISTRY,
                        random.nextInt(4) == 0);
                pulls.add(random.nextInt(3) == 0 ? pull.by(RELAY) : pull);
            }
            return pulls;
        }

        void run() {
            for (int steps = 0; steps < 5000; steps++) {
                Schedule.Decision decision = decide();
                if (running.isEmpty() && decision.lookAgain().isEmpty()) {
                    assertThat(schedule.pending()).as("lost").isEmpty();
                    if (late.isEmpty()) {
                        assertThat(schedule.isDone()).isTrue();
                        assertThat(ended).isEqualTo(known);
                        return;
                    }
                }
                next(decision.lookAgain());
            }
            throw new AssertionError("it comes to no end");
        }

        private Schedule.Decision decide() {
            Schedule.Decision decision = schedule.decide(now);
            decision.starts().forEach(this::started);
            assertThat(decision.starts().stream().dropWhile(Pull::awaited))
                    .as("what pods wait for starts first")
                    .noneMatch(Pull::awaited);
            for (Schedule.GivenUp given : decision.givenUp()) {
                assertThat(running).doesNotContainKey(given.pull());
                assertThat(given.cause() == Cause.CANCELLED).isEqualTo(stopped);
                ended(given.pull());
            }
            assertThat(decision.lookAgain().orElse(now + 1) - now).isPositive();
            Schedule.Decision again = schedule.decide(now);
            assertThat(again).isEqualTo(new Schedule.Decision(List.of(), List.of(), decision.lookAgain()));
            return decision;
        }

        private void started(Pull pull) {
            assertThat(running.put(pull, now)).isNull();
            assertThat(known).contains(pull);
            assertThat(ended).doesNotContain(pull);
            assertThat(stopped).isFalse();
            assertThat(backoff.isPaused(pull, now)).isFalse();
            assertThat(backoff.blocked(pull)).isEmpty();
            assertSeedFirst(pull);
            assertAtMost(limits.pulls(), places(p -> true));
            assertAtMost(limits.pullsANode(), places(p -> p.node().equals(pull.node())));
            assertAtMost(
                    limits.pullsARegistry(),
                    places(p -> !p.isRelay()
                            && p.image().registry().equals(pull.image().registry())));
            assertAtMost(limits.relay().max(), places(Pull::isRelay));
        }

        private void assertSeedFirst(Pull pull) {
            boolean any = limits.seedFirst() == SeedFirst.NO
                    || (limits.seedFirst() == SeedFirst.YES && holders.containsKey(pull.image()));
            int before = pull.size().isPresent() ? 1 : 0;
            if (!any && !pull.isRelay()) {
                assertThat(running.keySet().stream()
                                .filter(p -> !p.isRelay() && p.image().equals(pull.image()))
                                .count())
                        .isLessThanOrEqualTo(Math.max(1, before + holders.getOrDefault(pull.image(), 0)));
            }
        }

        private long places(Predicate<Pull> of) {
            return running.keySet().stream()
                    .filter(p -> !answered.contains(p))
                    .filter(of)
                    .count();
        }

        private static void assertAtMost(int limit, long count) {
            if (limit > 0) {
                assertThat(count).isLessThanOrEqualTo(limit);
            }
        }

        private void next(OptionalLong lookAgain) {
            int what = random.nextInt(20);
            if (what == 0 && random.nextInt(10) == 0) {
                schedule.stop();
                stopped = true;
            } else if (!late.isEmpty() && (what < 3 || running.isEmpty())) {
                List<Pull> more = late.removeFirst();
                known.addAll(more);
                if (!more.isEmpty()) {
                    schedule.add(more.getFirst().node(), more, disk());
                }
            } else if (running.isEmpty() || what < 6) {
                long by = random.nextLong(1, 60 * SECOND);
                now = lookAgain.isPresent() ? Math.min(lookAgain.getAsLong(), now + by) : now + by;
            } else {
                step(List.copyOf(running.keySet()).get(random.nextInt(running.size())));
            }
        }

        private Optional<DiskUsage> disk() {
            return random.nextInt(4) == 0
                    ? Optional.empty()
                    : Optional.of(new DiskUsage("/", 1000, random.nextInt(0, 1000)));
        }

        private void step(Pull pull) {
            switch (random.nextInt(10)) {
                case 0, 1, 2 -> {
                    heard(pull, Optional.empty());
                    schedule.freeSlot(pull);
                    answered.add(pull);
                }
                case 3 -> {
                    heard(pull, Optional.of(new Refused(Kind.RATE_LIMITED, 1, "")));
                    begun.add(pull);
                    stop(pull);
                    schedule.suspended(pull, true, disk());
                }
                case 4 -> {
                    stop(pull);
                    schedule.suspended(pull, begun.contains(pull), disk());
                }
                case 5 -> {
                    PullFailure unreachable = new Refused(Kind.REGISTRY_UNREACHABLE, 1, "");
                    heard(pull, Optional.of(unreachable));
                    backoff.failed(pull, unreachable);
                    end(pull, Seeds.End.FAILED);
                }
                case 6 -> {
                    boolean lost = random.nextInt(4) == 0;
                    if (lost) {
                        backoff.block(pull.node(), new RegistryBackoff.Blocked(Cause.NODE_LOST, ""));
                    }
                    end(pull, lost ? Seeds.End.NODE_LOST : Seeds.End.FAILED);
                }
                default -> end(pull, Seeds.End.HELD);
            }
        }

        private void heard(Pull pull, Optional<PullFailure> failure) {
            backoff.heard(pull, Optional.ofNullable(running.get(pull)).orElseThrow(), failure, now);
        }

        private void end(Pull pull, Seeds.End how) {
            stop(pull);
            ended(pull);
            schedule.ended(pull, how, disk());
            if (!pull.isRelay() && how == Seeds.End.HELD) {
                holders.merge(pull.image(), 1, Integer::sum);
            } else if (!pull.isRelay() && how == Seeds.End.FAILED && !holders.containsKey(pull.image())) {
                holders.put(pull.image(), 1000);
            }
            if (how == Seeds.End.FAILED && !pull.isRelay()) {
                known.add(pull.by(RELAY));
                schedule.add(pull.node(), List.of(pull.by(RELAY)), Optional.empty());
            }
        }

        private void stop(Pull pull) {
            assertThat(running.remove(pull)).isNotNull();
            answered.remove(pull);
        }

        private void ended(Pull pull) {
            assertThat(ended.add(pull)).as("it ends once").isTrue();
        }
    }
}
