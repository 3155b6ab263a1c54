package io.imagesync.report;

import io.imagesync.model.Plan.PlainTextMatch;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The one warning for images that prefixes match only as plain text, as the original did.
final class PlainText {
    private PlainText() {}

    static Optional<String> words(List<PlainTextMatch> matches) {
        return matches.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "Images that begin with the text of a prefix but go on within the same part of the name are"
                                + " left alone: "
                                + matches.stream().map(PlainText::words).collect(Collectors.joining("; ")));
    }

    private static String words(PlainTextMatch match) {
        return match.count() + " for " + match.prefix() + ", such as " + match.example() + " (to take them write "
                + match.prefix() + "*)";
    }
}
