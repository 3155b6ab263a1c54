import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Says which libraries, and which versions of them, the programs and libraries below a folder need of the system they
/// run on. Reads ELF files of 64 bits, little-endian: those of amd64 and arm64.
///
/// `java Libraries.java FOLDER` prints a line for each library, with the newest of each kind of version, such as
/// `libc.so.6 GLIBC_2.17`. `java Libraries.java FOLDER GLIBC_2.28` also ends with 1 when a newer one is needed.
final class Libraries {
    private static final int NEEDED_VERSIONS = 0x6ffffffe;
    private static final int DYNAMIC = 6;

    private final ByteBuffer file;

    private Libraries(ByteBuffer file) {
        this.file = file;
    }

    public static void main(String[] arguments) throws IOException {
        TreeMap<String, TreeSet<String>> needs = new TreeMap<>();
        TreeSet<String> shipped = new TreeSet<>();
        try (Stream<Path> paths = Files.walk(Path.of(arguments[0]))) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                shipped.add(path.getFileName().toString());
                ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
                if (bytes.capacity() > 64 && bytes.getInt(0) == 0x464c457f && bytes.getShort(4) == 0x0102) {
                    new Libraries(bytes).read(needs);
                }
            }
        }
        needs.keySet().removeAll(shipped);
        needs.forEach((library, versions) ->
                System.out.println((library + " " + String.join(" ", newest(versions))).strip()));
        if (arguments.length > 1) {
            check(needs, arguments[1]);
        }
    }

    private static void check(TreeMap<String, TreeSet<String>> needs, String limit) {
        List<String> newer = needs.values().stream()
                .flatMap(TreeSet::stream)
                .filter(version -> kind(version).equals(kind(limit)) && compare(version, limit) > 0)
                .toList();
        if (!newer.isEmpty()) {
            System.err.println("needed, and newer than " + limit + ": " + String.join(" ", newer));
            System.exit(1);
        }
    }

    /// The newest version of each kind.
    private static List<String> newest(TreeSet<String> versions) {
        TreeMap<String, String> newest = new TreeMap<>();
        for (String version : versions) {
            newest.merge(kind(version), version, (one, other) -> compare(one, other) > 0 ? one : other);
        }
        return List.copyOf(newest.values());
    }

    private static String kind(String version) {
        return version.replaceFirst("_[0-9.]+$", "");
    }

    private static int compare(String one, String other) {
        String[] parts = one.replaceFirst(".*_", "").split("\\.");
        String[] others = other.replaceFirst(".*_", "").split("\\.");
        for (int i = 0; i < Math.max(parts.length, others.length); i++) {
            int order = Integer.compare(number(parts, i), number(others, i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private static int number(String[] parts, int i) {
        return i < parts.length && parts[i].matches("[0-9]+") ? Integer.parseInt(parts[i]) : 0;
    }

    private void read(TreeMap<String, TreeSet<String>> needs) {
        int sections = file.getShort(60);
        for (int i = 0; i < sections; i++) {
            int header = section(i);
            int strings = offset(section(file.getInt(header + 40)));
            switch (file.getInt(header + 4)) {
                case DYNAMIC -> readDynamic(header, strings, needs);
                case NEEDED_VERSIONS -> readVersions(header, strings, needs);
                default -> {}
            }
        }
    }

    private int section(int number) {
        return (int) file.getLong(40) + number * file.getShort(58);
    }

    private int offset(int header) {
        return (int) file.getLong(header + 24);
    }

    private void readDynamic(int header, int strings, TreeMap<String, TreeSet<String>> needs) {
        int end = offset(header) + (int) file.getLong(header + 32);
        for (int at = offset(header); at < end; at += 16) {
            if (file.getLong(at) == 1) {
                needs.computeIfAbsent(text(strings + (int) file.getLong(at + 8)), name -> new TreeSet<>());
            }
        }
    }

    /// Each library has a chain of versions; both are linked by distances, 0 at the end.
    private void readVersions(int header, int strings, TreeMap<String, TreeSet<String>> needs) {
        int library = offset(header);
        for (int left = file.getInt(header + 44); left > 0; left--) {
            TreeSet<String> versions =
                    needs.computeIfAbsent(text(strings + file.getInt(library + 4)), name -> new TreeSet<>());
            int version = library + file.getInt(library + 8);
            for (int more = file.getShort(library + 2); more > 0; more--) {
                versions.add(text(strings + file.getInt(version + 8)));
                version += file.getInt(version + 12);
            }
            library += file.getInt(library + 12);
        }
    }

    private String text(int at) {
        int end = at;
        while (file.get(end) != 0) {
            end++;
        }
        return new String(file.array(), at, end - at, StandardCharsets.US_ASCII);
    }
}
