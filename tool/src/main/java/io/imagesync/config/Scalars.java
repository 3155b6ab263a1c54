package io.imagesync.config;

import io.imagesync.model.SeedFirst;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The syntax of single values: numbers, sizes, words with a meaning, and paths.
final class Scalars {
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+");
    private static final Pattern SIZE = Pattern.compile("0*([0-9]{1,12})([KMGT]?)(?:I?B)?");
    private static final Map<String, Boolean> YES_NO =
            Map.of("yes", true, "true", true, "1", true, "no", false, "false", false, "0", false);

    private Scalars() {}

    /// A decimal number, whatever zeros it begins with.
    static int number(String text, Key.Range range) throws WrongValue {
        String remedy = "write a whole number from " + range.least() + " to " + range.most();
        if (!NUMBER.matcher(text).matches()) {
            throw new WrongValue(text, "is not a number", remedy);
        }
        String digits = text.replaceFirst("^0+(?=[0-9])", "");
        long number = digits.length() < 18 ? Long.parseLong(digits) : Long.MAX_VALUE;
        if (digits.startsWith("-") || number < range.least()) {
            throw new WrongValue(text, "is too small", remedy);
        }
        if (number > range.most()) {
            throw new WrongValue(text, "is too large", remedy);
        }
        return (int) number;
    }

    /// Bytes, with a power of 1024 behind the number: `20G`, `512MiB`.
    static long size(String text) throws WrongValue {
        Matcher m = SIZE.matcher(text.toUpperCase(Locale.ROOT));
        if (!m.matches()) {
            throw new WrongValue(text, "is not a size", "write a whole number and K, M, G or T, such as 20G");
        }
        long number = Long.parseLong(m.group(1));
        int power = " KMGT".indexOf(m.group(2).isEmpty() ? " " : m.group(2));
        if (number == 0 || number > Long.MAX_VALUE >> (10 * power)) {
            throw new WrongValue(text, "is too " + (number == 0 ? "small" : "large"), "write a size such as 20G");
        }
        return number << (10 * power);
    }

    /// Bytes a second; zero for no limit.
    static long rate(String text) throws WrongValue {
        return text.equals("0") ? 0 : size(text);
    }

    static boolean yesNo(String text) throws WrongValue {
        Boolean value = YES_NO.get(text.toLowerCase(Locale.ROOT));
        if (value == null) {
            throw new WrongValue(text, "is neither yes nor no", "write yes or no");
        }
        return value;
    }

    /// Yes, no or a further word.
    static SeedFirst seedFirst(String text) throws WrongValue {
        Boolean yes = YES_NO.get(text.toLowerCase(Locale.ROOT));
        return yes == null ? oneOf(SeedFirst.class, text) : yes ? SeedFirst.YES : SeedFirst.NO;
    }

    /// One of the constants, as they are shown, without regard to capitals.
    static <E extends Enum<E>> E oneOf(Class<E> type, String text) throws WrongValue {
        for (E constant : type.getEnumConstants()) {
            if (constant.toString().equalsIgnoreCase(text)) {
                return constant;
            }
        }
        String choice =
                Arrays.stream(type.getEnumConstants()).map(Enum::toString).collect(Collectors.joining(", "));
        throw new WrongValue(text, "is not understood", "write one of: " + choice);
    }

    /// A program's absolute path and its arguments, and `always` in front of them if every run counts.
    static Config.OnResult onResult(String text) throws WrongValue {
        List<String> words = SshWords.split(text);
        boolean always = words.getFirst().equals("always");
        List<String> command = always ? words.subList(1, words.size()) : words;
        if (command.isEmpty()) {
            throw new WrongValue(text, "has no program", "write the absolute path of a program after it");
        }
        path(command.getFirst());
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new WrongValue(text, "has control characters", "write it on one line");
        }
        return new Config.OnResult(command, always);
    }

    /// An absolute path without `..`; a slash at its end and doubled ones are dropped.
    static Path path(String text) throws WrongValue {
        if (!text.startsWith("/")) {
            throw new WrongValue(text, "is not an absolute path", "write it from the root: /...");
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new WrongValue(text, "has control characters", "write the path on one line");
        }
        if (Arrays.asList(text.split("/")).contains("..")) {
            throw new WrongValue(text, "has .. in it", "write the path without ..");
        }
        try {
            return Path.of(text).normalize();
        } catch (InvalidPathException e) {
            throw new WrongValue(text, "cannot be a path on this host", "use plain ASCII characters");
        }
    }
}
