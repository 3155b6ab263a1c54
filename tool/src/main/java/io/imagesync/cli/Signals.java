package io.imagesync.cli;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// SIGHUP, SIGINT and SIGTERM: the first one cancels the run, which then reports and ends; a second one, or a run that
/// takes too long to end, ends the process at once.
///
/// `sun.misc.Signal` of the module jdk.unsupported is the JDK's only way to hear of signals and go on. It is reached by
/// reflection because the compiler warns of its name in a way that nothing turns off.
final class Signals {
    private static final Map<String, Integer> NUMBERS = Map.of("HUP", 1, "INT", 2, "TERM", 15);

    /// The contract gives a cancelled run ten seconds.
    private static final Duration PATIENCE = Duration.ofMillis(9500);

    private final AtomicInteger first = new AtomicInteger();

    /// @param cancel hears the name of the first signal
    void handle(Consumer<String> cancel) {
        long ignored = ignoredMask();
        NUMBERS.forEach((name, number) -> {
            // Whoever started us with nohup wants the signal ignored.
            if ((ignored >> (number - 1) & 1) == 0) {
                handle(name, () -> received(name, number, cancel));
            }
        });
    }

    private static void handle(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy =
                    Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, (self, method, _) -> {
                        switch (method.getName()) {
                            case "handle" -> action.run();
                            case "hashCode" -> {
                                return System.identityHashCode(self);
                            }
                            default -> throw new UnsupportedOperationException(method.getName());
                        }
                        return null;
                    });
            Object named = signal.getConstructor(String.class).newInstance(name);
            signal.getMethod("handle", signal, handler).invoke(null, named, proxy);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot handle SIG" + name, e);
        }
    }

    /// The number of the first signal, 0 if there was none.
    int received() {
        return first.get();
    }

    private void received(String name, int number, Consumer<String> cancel) {
        if (!first.compareAndSet(0, number)) {
            Runtime.getRuntime().halt(ExitCode.ofSignal(number));
        }
        Thread.ofPlatform().daemon().start(() -> haltLater(number));
        cancel.accept("SIG" + name);
    }

    private static void haltLater(int number) {
        try {
            Thread.sleep(PATIENCE);
            Runtime.getRuntime().halt(ExitCode.ofSignal(number));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static long ignoredMask() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("SigIgn:"))
                    .mapToLong(line -> Long.parseUnsignedLong(
                            line.substring("SigIgn:".length()).strip(), 16))
                    .findFirst()
                    .orElse(0);
        } catch (IOException | NumberFormatException e) {
            return 0;
        }
    }
}
