package io.imagesync.cli;

import io.imagesync.model.Texts;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine.Option;

/// Whether whoever runs a command wants what it is going to do: said beforehand by `--yes`, or asked for on a terminal.
final class Consent {
    private static final int LONGEST = 80;
    private static final Set<String> YES = Set.of("y", "yes");

    @Option(names = "--yes", description = "do it without asking")
    private boolean given;

    private final InputStream answers;

    Consent() {
        this(System.in);
    }

    Consent(InputStream answers) {
        this.answers = answers;
    }

    /// Whether there is no question.
    boolean isGiven() {
        return given;
    }

    /// To be called when it was shown what is going to be done, and before anything is.
    ///
    /// @param question such as `Remove 3 images from 2 nodes?`
    /// @throws Refusal when nobody can be asked, [ExitCode#USAGE], or says no, [ExitCode#NOT_DONE]
    void ask(ImageSync parent, String question) throws Refusal, IOException {
        if (given) {
            return;
        }
        if (!parent.screen().interactive() || parent.options().json()) {
            throw new Refusal(ExitCode.USAGE, "nothing was done: image-sync asks only on a terminal; use --yes");
        }
        parent.screen().ask(question + " [y/N] ");
        if (!YES.contains(line())) {
            throw new Refusal(ExitCode.NOT_DONE, "nothing was done");
        }
    }

    /// Of what was typed no more than any answer may have.
    private String line() throws IOException {
        byte[] bytes = new byte[LONGEST];
        int length = 0;
        for (int c = answers.read(); c >= 0 && c != '\n' && length < LONGEST; c = answers.read()) {
            bytes[length++] = (byte) c;
        }
        return Texts.printable(new String(bytes, 0, length, StandardCharsets.UTF_8).strip(), LONGEST)
                .toLowerCase(Locale.ROOT);
    }
}
