package io.imagesync.cli;

import java.lang.reflect.Proxy;

/// The JVM's own hook for signals, `sun.misc.Signal`. Called by reflection, because javac warns of its name and no
/// option turns that warning off. It needs the module `jdk.unsupported` at run time.
final class SignalHook {
    private SignalHook() {}

    /// Has the task run, on a thread of the JVM's, each time the signal arrives.
    ///
    /// @param name without `SIG`
    static void install(String name, Runnable task) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object hook = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, (_, _, _) -> {
                task.run();
                return null;
            });
            Object named = signal.getConstructor(String.class).newInstance(name);
            signal.getMethod("handle", signal, handler).invoke(null, named, hook);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot handle SIG" + name, e);
        }
    }
}
