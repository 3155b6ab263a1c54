package io.imagesync.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Makes inputs from those of a corpus: with bytes changed, taken out, doubled or put in, ends cut off, and halves of
/// two put together.
final class Mutator {
    private static final int MOST_CHANGES = 6;
    private static final int LONGEST_PIECE = 40;
    private static final List<byte[]> TOKENS = List.of(
                    "\"",
                    "'",
                    "\\",
                    "\\\"",
                    "\\u0000",
                    "\\ud800",
                    "{",
                    "}",
                    "[",
                    "]",
                    "[[[[[[[[",
                    ",",
                    ":",
                    "@",
                    "/",
                    "=",
                    "\n",
                    "\r\n",
                    "\u0000",
                    "\u001b[31m",
                    "\u0007",
                    "\ufeff",
                    "\u2028",
                    "\u202e",
                    "\u00e9",
                    "$(x)",
                    "`x`",
                    ";",
                    "|",
                    "&&",
                    "#",
                    "*",
                    "..",
                    "-",
                    "_",
                    "__",
                    " ",
                    "\t",
                    "null",
                    "true",
                    "[]",
                    "{}",
                    "-1",
                    "0",
                    "1e999",
                    "9223372036854775808",
                    "18446744073709551616",
                    "sha256:",
                    "sha512:",
                    "localhost",
                    ":5000",
                    "export ",
                    "+=",
                    "rpc error: code = ",
                    "401 Unauthorized",
                    "NODE1=",
                    "[1-3]",
                    "%")
            .stream()
            .map(token -> token.getBytes(StandardCharsets.UTF_8))
            .toList();

    private final Random random;
    private final List<byte[]> corpus;

    Mutator(Random random, List<byte[]> corpus) {
        this.random = random;
        this.corpus = corpus;
    }

    byte[] next() {
        byte[] input = any(corpus);
        for (int i = random.nextInt(MOST_CHANGES); i >= 0; i--) {
            input = changed(input);
        }
        return input;
    }

    private byte[] changed(byte[] input) {
        int at = random.nextInt(input.length + 1);
        int to = Math.min(input.length, at + random.nextInt(LONGEST_PIECE));
        byte[] piece = Arrays.copyOfRange(input, at, to);
        return switch (random.nextInt(8)) {
            case 0 -> flipped(input);
            case 1 -> joined(input, at, any(TOKENS), at);
            case 2 -> joined(input, at, any(TOKENS), to);
            case 3 -> joined(input, at, new byte[0], to);
            case 4 -> joined(input, to, piece, to);
            case 5 -> Arrays.copyOf(input, at);
            case 6 -> joined(input, at, new byte[] {(byte) random.nextInt(256)}, at);
            default -> spliced(input, at);
        };
    }

    private byte[] flipped(byte[] input) {
        if (input.length == 0) {
            return input;
        }
        byte[] copy = input.clone();
        copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
        return copy;
    }

    private byte[] spliced(byte[] input, int at) {
        byte[] other = any(corpus);
        int from = random.nextInt(other.length + 1);
        return joined(input, at, Arrays.copyOfRange(other, from, other.length), input.length);
    }

    /// The input up to one place, something, and the input from another place on.
    private static byte[] joined(byte[] input, int end, byte[] middle, int from) {
        ByteArrayOutputStream all = new ByteArrayOutputStream(end + middle.length + input.length - from);
        all.write(input, 0, end);
        all.writeBytes(middle);
        all.write(input, from, input.length - from);
        return all.toByteArray();
    }

    private byte[] any(List<byte[]> of) {
        return of.get(random.nextInt(of.size()));
    }
}
