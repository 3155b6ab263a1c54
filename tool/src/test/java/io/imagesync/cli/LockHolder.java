package io.imagesync.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/// Takes a lock in a process of its own, says whether it has it, and holds it until its stdin ends.
final class LockHolder {
    private LockHolder() {}

    public static void main(String[] args) throws Exception {
        Optional<InstanceLock> lock = InstanceLock.take(Path.of(args[0]), Clock.systemUTC());
        System.out.println(lock.isPresent() ? "held" : "busy");
        while (System.in.read() >= 0) {}
        lock.ifPresent(InstanceLock::close);
    }
}
