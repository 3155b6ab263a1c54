package io.imagesync.state;

import io.imagesync.model.Texts;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// What is remembered of one image on one node.
sealed interface Entry {
    /// Counts go no further.
    int MAX_TIMES = 9999;

    /// An image that vanished so many times is not pulled for a day.
    int VANISHES = 3;

    Duration DAY = Duration.ofHours(24);

    /// Its name in the file.
    String state();

    /// How many times it came to be so.
    int times();

    /// When it came to be so.
    Instant at();

    /// The same, but no later.
    Entry noLaterThan(Instant now);

    /// What it is now that the node has told what it holds; nothing when that leaves nothing to be remembered.
    Optional<Entry> seen(boolean isThere, Instant now);

    /// After that it says nothing any more.
    Duration lifetime();

    default boolean isOver(Instant now) {
        return Duration.between(at(), now).compareTo(lifetime()) >= 0;
    }

    /// One that can hold a pull back.
    sealed interface Hold extends Entry {
        /// Until when the image is not pulled, if at all; in whole minutes, so that a run that cron starts just so long
        /// after it pulls.
        Optional<Instant> until();
    }

    /// Its last pull failed for a reason that does not pass by itself.
    ///
    /// @param what the failure, one line
    /// @param remedy what to do, one line; empty in what an earlier release wrote
    /// @param times in a row
    /// @param again whether the node had an image of that name
    record Failed(String what, String remedy, int times, Instant at, boolean again) implements Hold {
        static final int MAX_WHAT = 300;

        /// Of the failure's own words as many as there is room for.
        static Failed of(String what, String remedy, int times, Instant at, boolean again) {
            return new Failed(
                    Texts.shown(what, MAX_WHAT), Texts.shown(remedy, MAX_WHAT), Math.min(times, MAX_TIMES), at, again);
        }

        @Override
        public String state() {
            return EntryFields.FAILED;
        }

        @Override
        public Optional<Entry> seen(boolean isThere, Instant now) {
            return isThere && !again ? Optional.empty() : Optional.of(this);
        }

        @Override
        public Failed noLaterThan(Instant now) {
            return at.isAfter(now) ? new Failed(what, remedy, times, now, again) : this;
        }

        @Override
        public Optional<Instant> until() {
            Duration pause = Duration.ofHours(1L << Math.min(times - 1, 10));
            return Optional.of(minuteAfter(at, pause.compareTo(DAY) < 0 ? pause : DAY));
        }

        @Override
        public Duration lifetime() {
            return Duration.ofDays(14);
        }
    }

    /// It was pulled, and is there as far as is known.
    ///
    /// @param times that it was pulled before and was gone again
    record Pulled(int times, Instant at) implements Entry {
        @Override
        public String state() {
            return EntryFields.PULLED;
        }

        @Override
        public Optional<Entry> seen(boolean isThere, Instant now) {
            return Optional.of(isThere ? this : new Vanished(Math.min(times + 1, MAX_TIMES), now, false));
        }

        @Override
        public Pulled noLaterThan(Instant now) {
            return at.isAfter(now) ? new Pulled(times, now) : this;
        }

        @Override
        public Duration lifetime() {
            return Duration.ofDays(7);
        }
    }

    /// It was pulled, and is gone.
    ///
    /// @param times that it was pulled and was gone again
    /// @param at when that was seen
    /// @param told whether a run has said so
    record Vanished(int times, Instant at, boolean told) implements Hold {
        @Override
        public String state() {
            return EntryFields.VANISHED;
        }

        @Override
        public Optional<Entry> seen(boolean isThere, Instant now) {
            return Optional.of(this);
        }

        @Override
        public Vanished noLaterThan(Instant now) {
            return at.isAfter(now) ? new Vanished(times, now, told) : this;
        }

        @Override
        public Optional<Instant> until() {
            return times < VANISHES ? Optional.empty() : Optional.of(minuteAfter(at, DAY));
        }

        @Override
        public Duration lifetime() {
            return Duration.ofDays(14);
        }
    }

    private static Instant minuteAfter(Instant at, Duration pause) {
        return at.plus(pause).truncatedTo(ChronoUnit.MINUTES);
    }
}
