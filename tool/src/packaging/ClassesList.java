import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.InvokeDynamicEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/// `java ClassesList.java DISTRIBUTION LIST...` writes the distribution's `lib/classes.list`: the classes of the lists,
/// which a JVM has written (`-XX:DumpLoadedClassList`), and all of image-sync's own.
///
/// What such a list says of the constants that were in use (`@cp`) and of lambdas depends on which thread was first. So
/// all constants are listed instead, as they are in the class files. The same classes give the same bytes.
final class ClassesList {
    /// What a training meets only when it is slow, or when two threads meet.
    private static final List<String> NOW_AND_THEN =
            List.of("java/util/ImmutableCollections$SubList", "java/util/concurrent/atomic/Striped64$Cell");

    private static final String OURS = "io/imagesync/";

    private final TreeMap<String, Path> files = new TreeMap<>();

    public static void main(String[] arguments) throws IOException {
        Path distribution = Path.of(arguments[0]).toAbsolutePath();
        TreeSet<String> lines = new TreeSet<>(NOW_AND_THEN);
        for (int i = 1; i < arguments.length; i++) {
            lines.addAll(read(Path.of(arguments[i])));
        }
        List<String> constants = new ClassesList().list(distribution, lines);
        // A class has to come before what is said of it.
        Files.write(
                distribution.resolve("lib/classes.list"),
                Stream.concat(lines.reversed().stream(), constants.stream()).toList());
    }

    private static List<String> read(Path list) throws IOException {
        return Files.readAllLines(list).stream()
                .filter(line -> !line.startsWith("#") && !line.startsWith("@cp ") && !line.startsWith("@lambda-proxy "))
                .map(line -> line.replaceFirst(" id: [0-9]*$", ""))
                .toList();
    }

    /// Adds our classes to the lines, and returns the lines on constants.
    private List<String> list(Path distribution, TreeSet<String> lines) throws IOException {
        List<FileSystem> opened = new ArrayList<>();
        try {
            opened.add(FileSystems.newFileSystem(
                    URI.create("jrt:/"),
                    Map.of("java.home", distribution.resolve("runtime").toString())));
            find(opened.getFirst().getPath("/modules"), 2);
            for (Path jar : jars(distribution)) {
                opened.add(FileSystems.newFileSystem(jar));
                find(opened.getLast().getPath("/"), 0);
            }
            files.keySet().stream().filter(name -> name.startsWith(OURS + "cli/")).findAny().orElseThrow();
            files.keySet().stream().filter(ClassesList::isOurs).forEach(lines::add);
            List<String> constants = new ArrayList<>();
            for (String name : lines) {
                if (files.containsKey(name)) {
                    constants.add("@cp " + name + constants(files.get(name)));
                }
            }
            return constants;
        } finally {
            for (FileSystem system : opened) {
                system.close();
            }
        }
    }

    private static boolean isOurs(String name) {
        return name.startsWith(OURS) && !name.startsWith(OURS + "cri/");
    }

    private static List<Path> jars(Path distribution) throws IOException {
        try (Stream<Path> jars = Files.list(distribution.resolve("lib"))) {
            return jars.filter(jar -> jar.toString().endsWith(".jar")).sorted().toList();
        }
    }

    private void find(Path root, int above) throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            paths.filter(path -> path.toString().endsWith(".class")).forEach(path -> {
                String name = path.subpath(above, path.getNameCount()).toString();
                files.putIfAbsent(name.substring(0, name.length() - ".class".length()), path);
            });
        }
    }

    private static String constants(Path file) throws IOException {
        StringBuilder numbers = new StringBuilder();
        for (PoolEntry entry : ClassFile.of().parse(Files.readAllBytes(file)).constantPool()) {
            boolean listed =
                    switch (entry) {
                        case ClassEntry type -> !type.asInternalName().startsWith("[");
                        case MemberRefEntry member -> true;
                        case InvokeDynamicEntry call -> true;
                        default -> false;
                    };
            if (listed) {
                numbers.append(' ').append(entry.index());
            }
        }
        return numbers.toString();
    }
}
