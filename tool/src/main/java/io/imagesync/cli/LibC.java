package io.imagesync.cli;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;

/// The system calls that Java has no words for. open(2), close(2) and flock(2), since Java's own file locks are
/// fcntl(2)
/// locks, which do not exclude those of `flock` and of Bash scripts. _exit(2), since the JVM's own end waits 0.3 s for
/// threads that wait in the kernel, and the one that waits for the sockets of virtual threads always does (HotSpot,
/// `VM_Exit::wait_for_threads_in_native_to_block`).
final class LibC {
    private static final int O_RDWR = 2;
    private static final int O_CLOEXEC = 02000000;
    private static final int LOCK_EX_NB = 2 | 4;
    private static final int EWOULDBLOCK = 11;

    private static final StructLayout ERRNO = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO_VALUE = ERRNO.varHandle(PathElement.groupElement("errno"));

    private static final MethodHandle OPEN = handle(
            "open",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT),
            Linker.Option.firstVariadicArg(2));
    private static final MethodHandle FLOCK =
            handle("flock", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private static final MethodHandle CLOSE =
            handle("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    private static final MethodHandle EXIT =
            handle("_exit", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    private LibC() {}

    /// Makes the calls ready, which takes 20 ms and would otherwise be done when the first is needed.
    static void prepare() {
        // The class is initialized by that.
    }

    /// Ends the process at once; nothing that is to run at its end is run.
    static void exit(int code) {
        try (Arena arena = Arena.ofConfined()) {
            int ignored = (int) EXIT.invokeExact(arena.allocate(ERRNO), code);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static MethodHandle handle(String name, FunctionDescriptor descriptor, Linker.Option... options) {
        Linker linker = Linker.nativeLinker();
        Linker.Option[] all = new Linker.Option[options.length + 1];
        all[0] = Linker.Option.captureCallState("errno");
        System.arraycopy(options, 0, all, 1, options.length);
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor, all);
    }

    /// Opens for reading and writing; the descriptor is not handed on to child processes.
    ///
    /// @return the descriptor
    static int open(Path file) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = arena.allocate(ERRNO);
            int fd = (int) OPEN.invokeExact(errno, arena.allocateFrom(file.toString()), O_RDWR | O_CLOEXEC, 0);
            if (fd < 0) {
                throw new IOException("open(2) failed, errno " + errno(errno));
            }
            return fd;
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /// Takes an exclusive lock without waiting.
    ///
    /// @return false when another open file holds it
    static boolean tryLock(int fd) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = arena.allocate(ERRNO);
            if ((int) FLOCK.invokeExact(errno, fd, LOCK_EX_NB) == 0) {
                return true;
            }
            if (errno(errno) == EWOULDBLOCK) {
                return false;
            }
            throw new IOException("flock(2) failed, errno " + errno(errno));
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    static void close(int fd) {
        try (Arena arena = Arena.ofConfined()) {
            int ignored = (int) CLOSE.invokeExact(arena.allocate(ERRNO), fd);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static int errno(MemorySegment segment) {
        return (int) ERRNO_VALUE.get(segment, 0L);
    }
}
