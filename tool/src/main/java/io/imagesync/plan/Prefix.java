package io.imagesync.plan;

import io.imagesync.model.HeldImage;
import io.imagesync.model.ImageRef;
import io.imagesync.model.Listing;
import io.imagesync.model.Plan.PlainTextMatch;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// One PREFIX: which image names are synced. It ends where a part of a name ends, so `bcm11` takes `bcm11/app`
/// and `bcm11:5000/app` but not `bcm111/app`; a `*` at its end leaves it open, and `*` alone takes everything.
/// What is on Docker Hub goes by its full and by its short name, however a runtime lists it.
///
/// @param text as configured
public record Prefix(String text) {
    /// Those prefixes that take no image, tagged or not, of any of the listings.
    public static List<String> idle(List<Prefix> prefixes, List<Listing> listings) {
        Set<ImageRef> held = listings.stream()
                .flatMap(listing -> listing.images().stream())
                .flatMap(HeldImage::names)
                .collect(Collectors.toSet());
        return prefixes.stream()
                .filter(prefix -> held.stream().noneMatch(prefix::takes))
                .map(Prefix::text)
                .distinct()
                .toList();
    }

    /// What prefixes would take as plain text, for each prefix that would take any.
    ///
    /// @param untaken what no prefix takes
    static List<PlainTextMatch> plainTextMatches(List<Prefix> prefixes, List<ImageRef> untaken) {
        return prefixes.stream()
                .distinct()
                .flatMap(prefix -> prefix.plainTextMatch(untaken).stream())
                .toList();
    }

    boolean takes(ImageRef image) {
        return image.spellings().stream().anyMatch(this::takes);
    }

    private boolean takes(String name) {
        if (text.endsWith("*")) {
            return name.startsWith(text.substring(0, text.length() - 1));
        }
        return name.startsWith(text) && (name.length() == text.length() || endsPart(name));
    }

    /// What it would take as the beginning of a plain text, as `bcm11` is one of `bcm111/app`.
    ///
    /// @param untaken what no prefix takes
    Optional<PlainTextMatch> plainTextMatch(List<ImageRef> untaken) {
        List<ImageRef> images = untaken.stream().filter(this::takesAsPlainText).toList();
        return images.isEmpty()
                ? Optional.empty()
                : Optional.of(new PlainTextMatch(text, images.getFirst(), images.size()));
    }

    private boolean takesAsPlainText(ImageRef image) {
        return !text.endsWith("*") && image.spellings().stream().anyMatch(name -> name.startsWith(text));
    }

    private boolean endsPart(String name) {
        return !isPartCharacter(text.charAt(text.length() - 1)) || !isPartCharacter(name.charAt(text.length()));
    }

    private static boolean isPartCharacter(char c) {
        return Character.isLetterOrDigit(c);
    }
}
