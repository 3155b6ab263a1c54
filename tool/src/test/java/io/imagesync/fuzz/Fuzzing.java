package io.imagesync.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/// Gives a parser inputs made from a corpus, many for one seed. One run of all fuzz tests has a million of them; the
/// system property `fuzz.times` asks for so many times more.
public final class Fuzzing {
    /// Inputs for one seed.
    public static final int BATCH = 1000 * Integer.getInteger("fuzz.times", 1);

    private static final int SHOWN = 4000;

    private Fuzzing() {}

    /// What is looked at for one input; it throws when something is wrong.
    public interface Look {
        void at(byte[] input) throws Exception;
    }

    /// The same for a text.
    public interface TextLook {
        void at(String input) throws Exception;
    }

    /// @param seed to see the same inputs again
    /// @param corpus inputs that are good, or bad in an interesting way
    public static void batch(long seed, List<byte[]> corpus, Look look) {
        Random random = new Random(seed);
        Mutator mutator = new Mutator(random, corpus);
        for (int i = 0; i < BATCH; i++) {
            byte[] input = mutator.next();
            try {
                look.at(input);
            } catch (Exception | AssertionError | StackOverflowError e) {
                throw new AssertionError("seed " + seed + ", input " + i + ": " + escaped(input), e);
            }
        }
    }

    public static void texts(long seed, List<String> corpus, TextLook look) {
        List<byte[]> bytes = corpus.stream()
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
        batch(seed, bytes, input -> look.at(new String(input, StandardCharsets.UTF_8)));
    }

    private static String escaped(byte[] input) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Math.min(input.length, SHOWN); i++) {
            char c = (char) (input[i] & 0xff);
            text.append(c >= ' ' && c < 0x7f && c != '\\' ? String.valueOf(c) : String.format("\\x%02x", (int) c));
        }
        return text.append(input.length > SHOWN ? "... " + input.length + " bytes" : "")
                .toString();
    }
}
