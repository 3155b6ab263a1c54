package io.imagesync.sync;

import io.imagesync.model.DiskLimit;
import io.imagesync.model.Given;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Limits;
import io.imagesync.model.NodeName;
import io.imagesync.model.Pull;
import io.imagesync.model.RelayMode;
import io.imagesync.model.RelaySettings;
import io.imagesync.model.Retry;
import io.imagesync.model.SeedFirst;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// One large image for many nodes, as the [Schedule] lets them pull it, by the clock of a simulation. All pulls that
/// go at once share one link: the uplink of the site, or that of a cache in it; or each has a peer of its own.
record ManyNodes(SeedFirst seedFirst, Way way) {
    private static final double GIGABYTE = 1e9;
    private static final double IMAGE = 10 * GIGABYTE;
    /// Bytes a second: 1 Gbit/s to the registry, 10 Gbit/s within the site.
    private static final double UPLINK = GIGABYTE / 8;

    private static final double INSIDE = 10 * UPLINK;
    private static final double UNPACKING_SECONDS = 60;
    private static final double NANOS = 1e9;

    /// What stands between the nodes and the registry.
    enum Way {
        NOTHING,
        /// A cache that the first pull of an image fills.
        CACHE,
        /// Nodes that serve what they have to others.
        PEERS
    }

    /// @param seconds until all nodes have the image
    /// @param overUplink how many times the image came through the uplink
    record Result(double seconds, long overUplink) {}

    /// @param nodes that lack it; one more has it
    Result pull(int nodes) {
        Schedule schedule = new Schedule(limits(), new RegistryBackoff(), 0);
        for (int i = 0; i < nodes; i++) {
            Pull pull = Given.pull(new NodeName("n" + i), ImageRef.of("r.io/large:1"), OptionalLong.of((long) IMAGE));
            schedule.add(pull.node(), List.of(pull), Optional.empty());
        }
        double now = 0;
        long overUplink = 0;
        List<Pull> running = schedule.decide(0).starts();
        while (!running.isEmpty()) {
            boolean first = now == 0;
            boolean outside = way == Way.NOTHING || first;
            overUplink += outside ? running.size() : 0;
            now += seconds(running.size(), outside);
            running.forEach(pull -> schedule.ended(pull, Seeds.End.HELD, Optional.empty()));
            running = new ArrayList<>(schedule.decide((long) (now * NANOS)).starts());
        }
        return new Result(now, overUplink);
    }

    /// All that started together end together.
    private double seconds(int pulls, boolean outside) {
        double bytesASecond = outside ? UPLINK / pulls : way == Way.CACHE ? INSIDE / pulls : INSIDE;
        return IMAGE / bytesASecond + UNPACKING_SECONDS;
    }

    private Limits limits() {
        return new Limits(
                64,
                4,
                0,
                0,
                Duration.ZERO,
                Duration.ofMinutes(3),
                Duration.ofDays(365),
                Duration.ZERO,
                seedFirst,
                new Retry(0, Duration.ofSeconds(2), () -> 0.5),
                new DiskLimit(0),
                new RelaySettings(RelayMode.NO, 1, 0, true));
    }
}
