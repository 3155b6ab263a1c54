package io.imagesync.cli;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// SIGHUP, SIGINT and SIGTERM: the first one cancels the run, which then reports and ends; a second one, or a run that
/// takes too long to end, ends the process at once.
final class Signals {
    /// The contract gives a cancelled run ten seconds.
    private static final Duration PATIENCE = Duration.ofMillis(9500);

    /// Outputs that have not ended by then are given up, so that there is time to say so.
    static final Duration PATIENCE_WITH_OUTPUTS = Duration.ofSeconds(9);

    private enum Kind {
        HUP(1),
        INT(2),
        TERM(15);

        private final int number;

        Kind(int number) {
            this.number = number;
        }
    }

    private final AtomicInteger first = new AtomicInteger();
    private String name = "";
    private @Nullable Consumer<String> cancel;

    /// In place of whoever heard of signals before.
    ///
    /// @param next hears the name of the first signal, at once where there was one
    void handle(Consumer<String> next) {
        boolean isFirst = replace(next);
        for (Kind kind : Kind.values()) {
            if (isFirst && !isIgnored(kind)) {
                install(kind, () -> received(kind));
            }
        }
    }

    /// By the JVM's own hook, `sun.misc.Signal`, which needs the module `jdk.unsupported` at run time. Called by
    /// reflection, because javac warns of its name and no option turns that warning off.
    private static void install(Kind kind, Runnable task) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object hook = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, (_, _, _) -> {
                task.run();
                return null;
            });
            Object named = signal.getConstructor(String.class).newInstance(kind.name());
            signal.getMethod("handle", signal, handler).invoke(null, named, hook);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot handle SIG" + kind, e);
        }
    }

    /// The number of the first signal, 0 if there was none.
    int received() {
        return first.get();
    }

    private synchronized boolean replace(Consumer<String> next) {
        boolean isFirst = cancel == null;
        cancel = next;
        if (!name.isEmpty()) {
            next.accept(name);
        }
        return isFirst;
    }

    private void received(Kind kind) {
        if (!first.compareAndSet(0, kind.number)) {
            Runtime.getRuntime().halt(ExitCode.ofSignal(kind.number));
        }
        Thread.ofPlatform().daemon().start(() -> haltLater(kind));
        tell("SIG" + kind);
    }

    private synchronized void tell(String signal) {
        name = signal;
        if (cancel != null) {
            cancel.accept(signal);
        }
    }

    private static void haltLater(Kind kind) {
        try {
            Thread.sleep(PATIENCE);
            Runtime.getRuntime().halt(ExitCode.ofSignal(kind.number));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Whoever started us with `nohup` wants the signal ignored.
    private static boolean isIgnored(Kind kind) {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("SigIgn:"))
                    .map(line -> Long.parseUnsignedLong(
                            line.substring("SigIgn:".length()).strip(), 16))
                    .anyMatch(mask -> (mask >> (kind.number - 1) & 1) == 1);
        } catch (IOException | NumberFormatException e) {
            return false;
        }
    }
}
