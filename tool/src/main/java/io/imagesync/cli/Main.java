package io.imagesync.cli;

import io.imagesync.files.UnusableFileException;
import io.imagesync.model.Texts;
import java.io.Console;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;

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
        CommandLine run = dressed(new CommandLine(new ImageSync(screen)), screen);
        CommandLine line = isUnderstood(run, args) ? run : dressed(ImageSync.withCommands(screen), screen);
        return line.execute(args);
    }

    /// Most runs have no command and do without the others, which would take a good part of the time to start.
    private static boolean isUnderstood(CommandLine run, String... args) {
        try {
            return !run.parseArgs(args).isUsageHelpRequested();
        } catch (ParameterException e) {
            return false;
        }
    }

    private static CommandLine dressed(CommandLine line, Screen screen) {
        return line.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((e, _) -> wrongUse(screen, e))
                .setExecutionExceptionHandler((e, _, _) -> stopped(screen, e));
    }

    private static int wrongUse(Screen screen, ParameterException e) {
        List<String> lines =
                new ArrayList<>(List.of(Texts.shown(String.valueOf(e.getMessage()), 300), "try: image-sync --help"));
        screen.complain(lines);
        return ExitCode.USAGE.number();
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

    private static int stopped(Screen screen, Exception e) {
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
