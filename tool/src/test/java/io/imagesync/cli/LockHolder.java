package io.imagesync.cli;

import io.imagesync.files.UnusableFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/// Takes a lock in a process of its own, says whether it has it or why not, and holds it until its stdin ends.
final class LockHolder {
    private LockHolder() {}

    /// The file, and seconds that taking it may last.
    public static void main(String[] args) throws Exception {
        try {
            Duration limit = Duration.ofSeconds(args.length > 1 ? Integer.parseInt(args[1]) : 10);
            Optional<InstanceLock> lock = InstanceLock.take(Path.of(args[0]), Clock.systemUTC(), limit);
            System.out.println(lock.isPresent() ? "held" : "busy");
            while (System.in.read() >= 0) {}
            lock.ifPresent(InstanceLock::close);
        } catch (UnusableFileException e) {
            System.out.println(e.getMessage() + "; " + e.remedy());
        }
    }
}
