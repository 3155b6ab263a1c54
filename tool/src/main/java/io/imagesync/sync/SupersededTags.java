package io.imagesync.sync;

import io.imagesync.model.CreationTimes;
import io.imagesync.model.EventListener;
import io.imagesync.model.Limits;
import io.imagesync.model.Survey;
import io.imagesync.plan.Choice;
import io.imagesync.plan.Rules;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What newer tags have taken the place of goes, and may come again: nothing of it is remembered.
public final class SupersededTags implements Wish {
    private final int keep;
    private final CreationTimes times;
    private final Rules rules;
    private final Limits limits;
    private final Time time;
    private final EventListener events;
    private volatile @Nullable NewestTags newest;

    /// @param keep tags of each repository
    /// @param rules of what is wanted
    public SupersededTags(int keep, CreationTimes times, Rules rules, Limits limits, Time time, EventListener events) {
        this.keep = keep;
        this.times = times;
        this.rules = rules;
        this.limits = limits;
        this.time = time;
        this.events = events;
    }

    /// Which tags are the newest depends on all nodes.
    @Override
    public boolean asksAll() {
        return true;
    }

    @Override
    public Choice choice(List<Survey> surveys, OpenNodes openNodes) throws InterruptedException {
        NewestTags tags = new NewestTags(keep, times, openNodes, limits, time, events);
        newest = tags;
        return new Choice.Superseded(tags.superseded(surveys, rules));
    }

    @Override
    public void stop() {
        NewestTags asking = newest;
        if (asking != null) {
            asking.stop();
        }
    }
}
