package io.imagesync.lab.embedded;

import java.time.Duration;
import java.util.List;

/// A command line as the helper understands it: `... image-sync-node VERB SECONDS CRICTL ENDPOINT [SUBJECT]`,
/// whatever stands before it, such as `sudo -n` and the helper's own text.
sealed interface HelperCall {
    /// The helper is to run.
    ///
    /// @param limit for each command it runs
    /// @param endpoint of the runtime, or `-` to find it
    /// @param subject the reference of an image or, for `list` and `disk`, a folder; empty if none was given
    record Valid(String verb, Duration limit, String endpoint, String subject) implements HelperCall {}

    /// The helper, or the shell, refuses.
    record Refused(int exitCode, String stderr) implements HelperCall {}

    static HelperCall parse(String line) {
        List<String> words = ShellWords.of(line);
        for (int i = words.size() - 1; i >= 0; i--) {
            if (words.get(i).equals("image-sync-node") || words.get(i).endsWith("/image-sync-node")) {
                return checked(words.subList(i + 1, words.size()));
            }
        }
        String command = words.isEmpty() ? "" : words.getFirst();
        return new Refused(127, "sh: 1: " + command + ": not found\n");
    }

    private static HelperCall checked(List<String> arguments) {
        String verb = word(arguments, 0, "");
        String seconds = word(arguments, 1, "60");
        String endpoint = word(arguments, 3, "-");
        String subject = word(arguments, 4, "");
        if (!seconds.matches("[0-9]{1,9}")) {
            return refused("SECONDS is no number");
        } else if (!word(arguments, 2, "crictl").matches("[A-Za-z0-9_./:=@+,-]+")) {
            return refused("CRICTL has characters that it may not have");
        } else if (!endpoint.matches("[A-Za-z0-9_./:-]+")) {
            return refused("ENDPOINT has characters that it may not have");
        } else if (!subject.matches("[A-Za-z0-9_./:@+\\[\\]-]*")) {
            return refused("REFERENCE has characters that it may not have");
        } else if (subject.startsWith("-")) {
            return refused("REFERENCE starts with a dash");
        }
        return new Valid(verb, Duration.ofSeconds(Integer.parseInt(seconds)), endpoint, subject);
    }

    private static String word(List<String> arguments, int index, String otherwise) {
        return index < arguments.size() && !arguments.get(index).isEmpty() ? arguments.get(index) : otherwise;
    }

    private static Refused refused(String why) {
        return new Refused(64, "image-sync-node: " + why + "\n");
    }
}
