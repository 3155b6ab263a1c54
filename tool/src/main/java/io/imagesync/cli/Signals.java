package io.imagesync.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import sun.misc.Signal;

/// SIGHUP, SIGINT and SIGTERM: the first one cancels the run, which then reports and ends; a second one, or a run that
/// takes too long to end, ends the process at once.
final class Signals {
    /// The contract gives a cancelled run ten seconds.
    private static final Duration PATIENCE = Duration.ofMillis(9500);

    private final AtomicInteger first = new AtomicInteger();

    /// @param cancel hears the name of the first signal
    void handle(Consumer<String> cancel) {
        for (String name : List.of("HUP", "INT", "TERM")) {
            if (!isIgnored(new Signal(name))) {
                Signal.handle(new Signal(name), signal -> received(signal, cancel));
            }
        }
    }

    /// The number of the first signal, 0 if there was none.
    int received() {
        return first.get();
    }

    private void received(Signal signal, Consumer<String> cancel) {
        if (!first.compareAndSet(0, signal.getNumber())) {
            Runtime.getRuntime().halt(ExitCode.ofSignal(signal.getNumber()));
        }
        Thread.ofPlatform().daemon().start(() -> haltLater(signal.getNumber()));
        cancel.accept("SIG" + signal.getName());
    }

    private static void haltLater(int number) {
        try {
            Thread.sleep(PATIENCE);
            Runtime.getRuntime().halt(ExitCode.ofSignal(number));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Whoever started us with `nohup` wants the signal ignored.
    private static boolean isIgnored(Signal signal) {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("SigIgn:"))
                    .map(line -> Long.parseUnsignedLong(
                            line.substring("SigIgn:".length()).strip(), 16))
                    .anyMatch(mask -> (mask >> (signal.getNumber() - 1) & 1) == 1);
        } catch (IOException | NumberFormatException e) {
            return false;
        }
    }
}
