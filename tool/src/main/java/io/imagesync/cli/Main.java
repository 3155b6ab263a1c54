package io.imagesync.cli;

import io.imagesync.files.UnusableFileException;
import io.imagesync.model.Texts;
import java.io.Console;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Where the program starts, and the one place where exceptions become words and exit codes.
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        Screen screen = new Screen(System.out, System.err, isTerminal());
        int code = run(screen, args);
        System.out.flush();
        System.err.flush();
        System.exit(code);
    }

    /// In a runtime without the module jdk.internal.le, such as ours, there is no console where there is no terminal.
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    static int run(Screen screen, String... args) {
        Optional<CommonOptions> plain = PlainLine.read(args);
        return plain.isPresent() ? run(screen, plain.get()) : FullLine.execute(screen, args);
    }

    private static int run(Screen screen, CommonOptions options) {
        try {
            return new ImageSync(screen, options).call();
        } catch (Exception e) {
            return stopped(screen, e);
        }
    }

    /// The innermost cause of a mistake of ours and the first place of ours in it.
    static String words(Exception e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String place = Arrays.stream(cause.getStackTrace())
                .filter(frame -> frame.getClassName().startsWith("io.imagesync."))
                .map(StackTraceElement::toString)
                .findFirst()
                .orElse("an unknown place");
        return Texts.shown(cause + " at " + place, 400);
    }

    /// @return the exit code
    static int stopped(Screen screen, Exception e) {
        return switch (e) {
            case Refusal refusal -> {
                screen.complain(refusal.lines());
                yield refusal.code().number();
            }
            case UnusableFileException unusable -> {
                screen.complain(List.of(unusable.getMessage() + "; " + unusable.remedy()));
                yield ExitCode.NOT_DONE.number();
            }
            default -> {
                screen.complain(List.of("this is a bug in image-sync: " + words(e) + "; please report it"));
                yield ExitCode.NOT_DONE.number();
            }
        };
    }
}
