package io.imagesync.cli;

import io.imagesync.model.EventListener;
import io.imagesync.model.Memory;
import io.imagesync.model.RemovalPlan;
import io.imagesync.model.RunReport;
import io.imagesync.model.SyncEvent;
import io.imagesync.plan.Choice;
import io.imagesync.report.RemovalJson;
import io.imagesync.report.RemovalText;
import io.imagesync.state.RunMemory;
import io.imagesync.sync.PendingRemovals;
import io.imagesync.sync.RemovalForGood;
import io.imagesync.sync.Time;
import io.imagesync.sync.Wish;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/// `image-sync remove`: takes images from the nodes and keeps them away.
@Command(
        name = "remove",
        description = "Remove images from all nodes, or from those of --nodes, and keep them away. Shows the plan, then"
                + " asks (or takes --yes). Images stay if a container uses them, even a stopped one, or if somebody else"
                + " pinned them.")
final class RemoveCommand implements Callable<Integer> {
    @ParentCommand
    private ImageSync parent = new ImageSync();

    @Parameters(
            arity = "0..*",
            paramLabel = "PATTERN",
            description = "a name, or a pattern over NAME:TAG in which * matches any text; only images that a prefix"
                    + " matches")
    private List<String> patterns = List.of();

    @Option(
            names = "--pending",
            description = "instead of patterns: remove what was removed before from nodes that were down then")
    private boolean pending;

    @Option(
            names = "--superseded",
            description =
                    "instead of patterns: remove tags that KEEP_TAGS no longer wants because there are newer ones; they"
                            + " may come back")
    private boolean superseded;

    @Option(names = "--dry-run", description = "show the plan and stop; change nothing")
    private boolean dryRun;

    @Mixin
    private Consent consent = new Consent();

    private final List<String> told = Collections.synchronizedList(new ArrayList<>());

    @Override
    public Integer call() throws Exception {
        if ((patterns.isEmpty() ? 0 : 1) + (pending ? 1 : 0) + (superseded ? 1 : 0) != 1) {
            throw new Refusal(ExitCode.USAGE, "name what to remove: PATTERN..., --pending or --superseded");
        }
        Wiring wiring = parent.options().wiring();
        if (superseded && wiring.config().upkeep().keepTags().isEmpty()) {
            throw new Refusal(
                    ExitCode.NOT_DONE, "KEEP_TAGS is not set, so no tag is superseded", "set it, as in KEEP_TAGS=3");
        }
        RemovalPlan agreed = null;
        if (dryRun || !consent.isGiven()) {
            RunReport report = plan();
            agreed = report.removals().plan();
            if (dryRun || agreed.count() == 0) {
                return (report.complete() ? ExitCode.OK : ExitCode.INCOMPLETE).number();
            }
            consent.ask(parent, "Remove this?");
        }
        parent.screen().logged();
        int code = LockedRun.underLock(parent, wiring, maker(agreed), false, false);
        parent.screen().answer(List.copyOf(told));
        return code;
    }

    private RunReport plan() throws Exception {
        Wiring wiring = parent.options().looking();
        List<String> warnings = wiring.warnings();
        RunMemory memory =
                RunMemory.lookAtRemoved(wiring.config().files().state(), Clock.system(ZoneId.systemDefault()));
        warnings.addAll(memory.warnings());
        RunReport report = wiring.plan(maker(null), memory, warnings);
        RemovalPlan plan = report.removals().plan();
        parent.answer(
                report,
                warnings,
                () -> RemovalJson.plan(report.surveys(), plan, warnings),
                room -> RemovalText.lines(report.surveys(), plan, room));
        return report;
    }

    private RunMaker maker(@Nullable RemovalPlan agreed) {
        return (wiring, connector, memory, events) ->
                wiring.remove(connector, wish(wiring, memory, events), agreed, listening(events));
    }

    private Wish wish(Wiring wiring, Memory memory, EventListener events) {
        OptionalInt keep = wiring.config().upkeep().keepTags();
        if (superseded && keep.isPresent()) {
            return wiring.superseded(keep.getAsInt(), events);
        }
        return pending
                ? new PendingRemovals(memory.removed())
                : new RemovalForGood(Choice.Named.of(patterns), memory.removed(), Time.SYSTEM, user());
    }

    /// Who runs this; behind sudo the one who has called it.
    private static String user() {
        String caller = System.getenv("SUDO_USER");
        return caller == null || caller.isEmpty() ? System.getProperty("user.name", "unknown") : caller;
    }

    /// Where nothing is shown as it happens, what it came to is the answer.
    private EventListener listening(EventListener events) {
        if (!parent.options().answersAtTheEnd(parent.screen())) {
            return events;
        }
        return event -> {
            events.on(event);
            if (event instanceof SyncEvent.RemovalPlanned(var plan)) {
                told.addAll(RemovalText.left(plan));
            } else if (event instanceof SyncEvent.Finished(var report)) {
                told.add(RemovalText.result(report.removals(), report.leftOut().size()));
            }
        };
    }
}
