package io.imagesync.cli;

import io.imagesync.config.Fault;
import io.imagesync.config.WrongValue;
import io.imagesync.files.UnusableFileException;
import io.imagesync.model.Texts;
import java.io.Console;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/// Where the program starts, and the one place where exceptions become words and exit codes.
public final class Main {
    /// Set by the launcher, which can ask.
    private static final String ERR_IS_TERMINAL = "imagesync.stderr.terminal";

    /// Longer than the JVM needs to end the program.
    private static final Duration MEMORY_IS_OUT = Duration.ofSeconds(10);

    private Main() {}

    public static void main(String[] args) {
        Stdout stdout = new Stdout();
        System.setOut(stdout.stream());
        Screen screen = new Screen(System.out, System.err, isTerminal(), !Boolean.getBoolean(ERR_IS_TERMINAL));
        Thread.setDefaultUncaughtExceptionHandler((_, e) -> uncaught(screen, e));
        int code = run(screen, args);
        System.exit(written(screen, stdout, code));
    }

    /// What could not be written was the answer, or a part of it. Who has closed a pipe has read enough.
    static int written(Screen screen, Stdout stdout, int code) {
        stdout.stream().flush();
        Optional<String> failure = stdout.failure();
        failure.ifPresent(why -> screen.refuse(
                List.of("cannot write to stdout: " + why + "; free space there, or write to another place")));
        System.err.flush();
        return failure.isPresent() && code < ExitCode.ofSignal(0) ? ExitCode.NOT_DONE.number() : code;
    }

    /// In a runtime without the module jdk.internal.le, such as ours, there is no console where there is no terminal.
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    static int run(Screen screen, String... args) {
        Optional<CommonOptions> plain = PlainLine.read(args);
        return plain.isPresent() ? run(screen, plain.get()) : ImageSync.execute(screen, args);
    }

    private static int run(Screen screen, CommonOptions options) {
        try {
            return new ImageSync(screen, options).call();
        } catch (Exception e) {
            return stopped(screen, e);
        }
    }

    /// What ended a thread. Without memory the JVM ends the program and says so in the launcher's words,
    /// while other threads find no memory either: they wait for that, since the end of the main one would
    /// be another.
    static void uncaught(Screen screen, Throwable e) {
        if (e instanceof OutOfMemoryError) {
            LockSupport.parkNanos(MEMORY_IS_OUT.toNanos());
        } else {
            screen.complain(List.of(bug(e)));
        }
    }

    private static String bug(Throwable e) {
        return "this is a bug in image-sync: " + words(e) + "; please report it";
    }

    /// The innermost cause of a mistake of ours and the first place of ours in it.
    static String words(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String place = Arrays.stream(cause.getStackTrace())
                .filter(frame -> frame.getClassName().startsWith("io.imagesync."))
                .map(StackTraceElement::toString)
                .findFirst()
                .orElse("an unknown place");
        return Texts.printable(cause + " at " + place, 400);
    }

    /// @return the exit code
    static int stopped(Screen screen, Exception e) {
        Refusal refusal = refusal(e);
        if (refusal.code() == ExitCode.NOT_DONE) {
            screen.refuse(refusal.lines());
        } else {
            screen.complain(refusal.lines());
        }
        return refusal.code().number();
    }

    private static Refusal refusal(Exception e) {
        return switch (e) {
            case Refusal refusal -> refusal;
            case WrongValue wrong ->
                new Refusal(
                        ExitCode.USAGE,
                        wrong.faults().stream().map(Fault::toString).toList());
            case UnusableFileException unusable ->
                new Refusal(ExitCode.NOT_DONE, unusable.getMessage() + "; " + unusable.remedy());
            default -> new Refusal(ExitCode.NOT_DONE, bug(e));
        };
    }
}
