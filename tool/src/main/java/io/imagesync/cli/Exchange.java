package io.imagesync.cli;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// Makes two paths of one file system change places at once, by renameat2(2) with `RENAME_EXCHANGE`. The installer runs
/// it to put a new program in place of the old one: two renames would leave a moment without any program. Ends with 0
/// when done, with 1 when the file system or the kernel refuses, with 2 when not given two paths.
public final class Exchange {
    private static final int AT_FDCWD = -100;
    private static final int RENAME_EXCHANGE = 2;

    private Exchange() {}

    /// Two absolute paths.
    public static void main(String[] paths) throws Throwable {
        System.exit(paths.length != 2 ? 2 : exchange(paths[0], paths[1]) ? 0 : 1);
    }

    static boolean exchange(String one, String other) throws Throwable {
        Linker linker = Linker.nativeLinker();
        FunctionDescriptor signature = FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_INT);
        MemorySegment function = linker.defaultLookup().findOrThrow("renameat2");
        MethodHandle renameat2 = linker.downcallHandle(function, signature);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment from = arena.allocateFrom(one);
            MemorySegment to = arena.allocateFrom(other);
            return (int) renameat2.invokeExact(AT_FDCWD, from, AT_FDCWD, to, RENAME_EXCHANGE) == 0;
        }
    }
}
