package io.imagesync.state;

import io.imagesync.model.Texts;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/// What is remembered of one image on one node.
///
/// @param times of failures, that it failed in a row; else that it was pulled before and was gone again
/// @param at when it came to be so, or that was seen
/// @param what the failure, one line; empty where none is
/// @param remedy what to do, one line; empty too in what an earlier release wrote
/// @param again whether the node had an image of that name when the pull failed
/// @param told whether a run has said that the image vanishes
record Entry(State state, int times, Instant at, String what, String remedy, boolean again, boolean told) {
    /// Counts go no further.
    static final int MAX_TIMES = 9999;
    static final int MAX_WHAT = 300;
    /// An image that vanished so many times is not pulled for a day.
    private static final int VANISHES = 3;
    private static final int DAY = 24;

    enum State {
        /// Its last pull failed for a reason that does not pass by itself.
        FAILED,
        /// It was pulled, and is there as far as is known.
        PULLED,
        /// It was pulled, and is gone.
        VANISHED;

        /// Its name in the file.
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    Entry {
        times = Math.min(times, MAX_TIMES);
    }

    /// Of the failure's own words as many as there is room for.
    static Entry failed(String what, String remedy, int times, Instant at, boolean again) {
        return new Entry(
                State.FAILED,
                times,
                at,
                Texts.printable(what, MAX_WHAT),
                Texts.printable(remedy, MAX_WHAT),
                again,
                false);
    }

    static Entry pulled(int times, Instant at) {
        return new Entry(State.PULLED, times, at, "", "", false, false);
    }

    static Entry vanished(int times, Instant at, boolean told) {
        return new Entry(State.VANISHED, times, at, "", "", false, told);
    }

    boolean is(State other) {
        return state == other;
    }

    Entry noLaterThan(Instant now) {
        return at.isAfter(now) ? new Entry(state, times, now, what, remedy, again, told) : this;
    }

    /// Whether it says nothing any more.
    boolean isOver(Instant now) {
        Duration lifetime = Duration.ofDays(is(State.PULLED) ? 7 : 14);
        return Duration.between(at, now).compareTo(lifetime) >= 0;
    }

    /// What it is now that the node has told what it holds; nothing when that leaves nothing to be remembered.
    /// An image that is there has not failed, unless it was pulled there again.
    Optional<Entry> seen(boolean isThere, Instant now) {
        if (is(State.PULLED) && !isThere) {
            return Optional.of(vanished(times + 1, now, false));
        }
        return is(State.FAILED) && isThere && !again ? Optional.empty() : Optional.of(this);
    }

    /// Until when the image is not pulled, if at all; in whole minutes, so that a run that cron starts just so long
    /// after it pulls.
    Optional<Instant> heldUntil() {
        if (is(State.PULLED) || (is(State.VANISHED) && times < VANISHES)) {
            return Optional.empty();
        }
        long hours = is(State.FAILED) ? Math.min(DAY, 1L << Math.min(times - 1, 10)) : DAY;
        return Optional.of(at.plus(Duration.ofHours(hours)).truncatedTo(ChronoUnit.MINUTES));
    }
}
