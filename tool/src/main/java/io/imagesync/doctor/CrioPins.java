package io.imagesync.doctor;

import io.imagesync.model.Finding;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Listing;
import io.imagesync.model.RuntimeKind;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// What CRI-O has to be told by its own configuration, so that it pins what PIN names. It matches a whole name, a name
/// up to a `*` at the end, or a part of a name between two `*` (`crio.conf.d(5)`, `pinned_images`).
///
/// @param patterns of PIN
/// @param takes whether an image of that name is to be pinned
public record CrioPins(List<String> patterns, Predicate<ImageRef> takes) {
    public CrioPins {
        patterns = List.copyOf(patterns);
    }

    /// Nothing where nothing lacks its pin.
    Optional<Finding> finding(String node, Listing listing) {
        boolean lacks = listing.runtime() == RuntimeKind.CRIO
                && listing.images().stream()
                        .filter(image -> !image.pinned())
                        .flatMap(image -> image.tags().stream())
                        .anyMatch(takes);
        return lacks
                ? Optional.of(Finding.warning(
                        node,
                        "pins: images that PIN names are not pinned: CRI-O takes pins only from its configuration",
                        "write into /etc/crio/crio.conf.d/10-pins.conf, below [crio.image], and run systemctl reload"
                                + " crio: " + line()))
                : Optional.empty();
    }

    String line() {
        return patterns.stream()
                .map(CrioPins::pattern)
                .distinct()
                .collect(Collectors.joining("\", \"", "pinned_images = [\"", "\"]"));
    }

    /// One that takes at least as much: of what lies between wildcards the longest part is kept.
    private static String pattern(String glob) {
        String text = isShort(glob) ? "*" + glob : glob;
        String first = text.split("[*?]", 2)[0];
        if (!first.isEmpty()) {
            return isWild(text) ? first + "*" : text;
        }
        String longest = "";
        for (String part : text.split("[*?]+", -1)) {
            longest = part.length() > longest.length() ? part : longest;
        }
        return longest.isEmpty() ? "*" : "*" + longest + "*";
    }

    private static boolean isWild(String text) {
        return text.contains("*") || text.contains("?");
    }

    /// Whether it is written as Docker shortens what is on Docker Hub; CRI-O knows names in full.
    private static boolean isShort(String glob) {
        String first = glob.substring(0, Math.max(0, glob.indexOf('/')));
        return !isWild(first)
                && !glob.startsWith("*")
                && !first.contains(".")
                && !first.contains(":")
                && !first.equals("localhost");
    }
}
