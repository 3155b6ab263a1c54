package io.imagesync.cli;

import io.imagesync.config.Config;
import io.imagesync.files.SafeFolders;
import io.imagesync.files.UnusableFileException;
import io.imagesync.model.Failure;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Level;
import io.imagesync.model.Texts;
import io.imagesync.model.Tombstone;
import io.imagesync.plan.Glob;
import io.imagesync.report.DayLog;
import io.imagesync.report.RemovedWords;
import io.imagesync.state.RunMemory;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/// `image-sync restore`: forgets that images were removed. Asks no node; the next run spreads those that a node has.
@Command(
        name = "restore",
        description =
                "Let removed images come back: the next run copies those that a node still has. Connects to no node.")
final class RestoreCommand implements Callable<Integer> {
    @ParentCommand
    private ImageSync parent = new ImageSync();

    @Parameters(
            arity = "1..*",
            paramLabel = "PATTERN",
            description = "a name, or a pattern over NAME:TAG in which * matches any text")
    private List<String> patterns = List.of();

    @Mixin
    private Consent consent = new Consent();

    @Override
    public Integer call() throws Exception {
        Wiring wiring = parent.options().wiring();
        Clock clock = Clock.system(ZoneId.systemDefault());
        List<Tombstone> matching = matching(removed(wiring.config(), clock));
        parent.answer(() -> RemovedWords.restoredJson(matching), room -> RemovedWords.restored(matching, room));
        consent.ask(parent, "Let " + images(matching.size()) + " come back?");
        parent.screen().logged();
        try (InstanceLock _ = LockedRun.lock(wiring.config(), clock)) {
            restore(wiring.config(), clock, matching);
        }
        return ExitCode.OK.number();
    }

    private static String images(int count) {
        return count == 1 ? "this image" : "these " + count + " images";
    }

    private static RunMemory removed(Config config, Clock clock) throws UnusableFileException {
        RunMemory memory = RunMemory.lookAtRemoved(config.files().state(), clock);
        memory.check();
        return memory;
    }

    /// Those that any pattern takes, in the order of their names.
    private List<Tombstone> matching(RunMemory memory) throws Refusal {
        List<Tombstone> matching = new ArrayList<>();
        for (Tombstone one : memory.removed().all()) {
            if (patterns.stream().anyMatch(text -> takes(text, one.image()))) {
                matching.add(one);
            }
        }
        if (matching.isEmpty()) {
            throw new Refusal(ExitCode.NOT_DONE, noneOf(memory));
        }
        matching.sort(Comparator.comparing(Tombstone::image));
        return matching;
    }

    private String noneOf(RunMemory memory) {
        return memory.removed().all().isEmpty()
                ? "no image is remembered as removed; there is nothing to restore"
                : "no removed image has the name " + Texts.printable(String.join(" ", patterns), 300)
                        + "; image-sync restore '*' shows all removed images, and asks";
    }

    /// A name is taken too that leaves out what is understood: `nginx` is `docker.io/library/nginx:latest`.
    private static boolean takes(String text, ImageRef image) {
        return new Glob(text).matches(image)
                || ImageRef.parse(text).filter(image::equals).isPresent();
    }

    private void restore(Config config, Clock clock, List<Tombstone> tombstones) throws Refusal, UnusableFileException {
        Config.Logs logs = config.logs();
        SafeFolders.prepare(logs.folder());
        try (DayLog log = new DayLog(logs.folder(), clock, logs.level(), logs.maxBytes(), this::complain)) {
            log.open();
            Optional<Failure> failure = removed(config, clock)
                    .removed()
                    .forget(tombstones.stream().map(Tombstone::image).toList());
            if (failure.isPresent()) {
                throw new Refusal(
                        ExitCode.NOT_DONE,
                        failure.get().what() + "; " + failure.get().remedy());
            }
            tombstones.forEach(one ->
                    log.write(Level.INFO, "Restored: " + one.image() + " (removed " + RemovedWords.since(one) + ")"));
        }
    }

    private void complain(String text) {
        parent.screen().complain(List.of(text));
    }
}
