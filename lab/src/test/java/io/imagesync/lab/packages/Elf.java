package io.imagesync.lab.packages;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// A shared library as small as can be: it needs one version of one library.
final class Elf {
    private static final int HEADER = 64;
    private static final int SECTION = 64;
    private static final int STRING_TABLE = 3;
    private static final int NEEDED_VERSIONS = 0x6ffffffe;

    private Elf() {}

    /// The content of the file.
    static byte[] needing(String library, String version) {
        byte[] strings = ("\0" + library + "\0" + version + "\0").getBytes(StandardCharsets.US_ASCII);
        int sections = HEADER;
        int versions = sections + 3 * SECTION;
        int texts = versions + 32;
        ByteBuffer file = ByteBuffer.allocate(texts + strings.length).order(ByteOrder.LITTLE_ENDIAN);
        file.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1});
        file.putLong(40, sections).putShort(58, (short) SECTION).putShort(60, (short) 3);
        section(file, sections + SECTION, NEEDED_VERSIONS, versions, 32, 2);
        section(file, sections + 2 * SECTION, STRING_TABLE, texts, strings.length, 0);
        // One library with one version, each followed by no other: in all four numbers and two of 16 bits each.
        file.putShort(versions, (short) 1).putShort(versions + 2, (short) 1);
        file.putInt(versions + 4, 1).putInt(versions + 8, 16);
        file.putInt(versions + 16 + 8, library.length() + 2);
        return file.put(texts, strings).array();
    }

    private static void section(ByteBuffer file, int at, int type, int offset, int size, int strings) {
        file.putInt(at + 4, type).putLong(at + 24, offset).putLong(at + 32, size);
        // How many libraries there are; no other section counts it.
        file.putInt(at + 40, strings).putInt(at + 44, 1);
    }
}
