package io.imagesync.config;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// Finds what was probably meant by a name that does not exist.
final class DidYouMean {
    private static final int LONGEST = 64;

    private DidYouMean() {}

    /// The nearest of the known names, when it is near: at most two letters off, one in a short name, with no
    /// difference made between small and capital ones.
    static Optional<String> nearest(String name, Collection<String> known) {
        if (name.length() > LONGEST) {
            return Optional.empty();
        }
        int allowed = name.length() < 5 ? 1 : 2;
        return known.stream()
                .filter(k -> distance(name, k) <= allowed)
                .min(Comparator.comparingInt(k -> distance(name, k)));
    }

    /// The same among the keys of the configuration file.
    static Optional<String> key(String name) {
        String number = name.replaceFirst("^(?:.*[^0-9])?0*", "");
        return nearest(
                name,
                Arrays.stream(Key.values())
                        .flatMap(k -> k.isNumbered()
                                ? Stream.of(k.name() + (number.isEmpty() ? "1" : number))
                                : Stream.of(k.name()))
                        .toList());
    }

    /// How many letters must be changed, added, taken away or swapped with their neighbour.
    private static int distance(String name, String known) {
        String a = name.toUpperCase(Locale.ROOT);
        String b = known.toUpperCase(Locale.ROOT);
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                d[i][j] = i == 0 || j == 0 ? i + j : step(a, b, i, j, d);
            }
        }
        return d[a.length()][b.length()];
    }

    private static int step(String a, String b, int i, int j, int[][] d) {
        int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int best = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + cost);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(best, d[i - 2][j - 2] + 1) : best;
    }
}
