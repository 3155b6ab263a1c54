package io.imagesync;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Which package may use which, and who does not keep to it.
final class Floors {
    private static final String ROOT = "io/imagesync/";
    private static final Set<String> ALL = Set.of(
            "model", "json", "config", "plan", "ssh", "cri", "node", "sync", "files", "state", "report", "doctor",
            "auth", "relay", "archive", "cluster", "cli");

    /// A package to those that it may use besides itself.
    private static final Map<String, Set<String>> ALLOWED = Map.ofEntries(
            Map.entry("model", Set.of()),
            Map.entry("json", Set.of()),
            Map.entry("config", Set.of("model", "files")),
            Map.entry("plan", Set.of("model")),
            Map.entry("ssh", Set.of("model", "files")),
            Map.entry("node", Set.of("model", "json", "ssh", "cri")),
            Map.entry("relay", Set.of("model", "json", "files", "node")),
            Map.entry("archive", Set.of("model", "json", "files", "node", "relay")),
            Map.entry("sync", Set.of("model", "plan", "node", "relay")),
            Map.entry("files", Set.of("model")),
            Map.entry("cluster", Set.of("model", "json", "files")),
            Map.entry("state", Set.of("model", "json", "files")),
            Map.entry("report", Set.of("model", "json", "files")),
            Map.entry("doctor", Set.of("model", "config", "files", "ssh", "node", "cluster")),
            Map.entry("auth", Set.of("model", "json", "files")),
            Map.entry("cli", ALL));

    /// A class in a descriptor, a signature or an annotation.
    private static final Pattern IN_DESCRIPTOR = Pattern.compile("L(" + ROOT + "[\\w/$]+)[;<]");

    private Floors() {}

    /// @return who breaks a floor, one line each
    static List<String> broken(Path classes) throws IOException {
        try (Stream<Path> files = Files.walk(classes)) {
            return files.filter(f -> f.toString().endsWith(".class"))
                    .sorted()
                    .flatMap(f -> broken(read(f)).stream())
                    .toList();
        }
    }

    static List<String> broken(byte[] classFile) {
        ClassModel model = ClassFile.of().parse(classFile);
        String user = model.thisClass().asInternalName();
        List<String> broken = new ArrayList<>();
        if (!ALLOWED.containsKey(packageOf(user))) {
            broken.add(user + " is in a package that no floor is laid for");
        }
        for (String used : references(model)) {
            if (!mayUse(packageOf(user), packageOf(used))) {
                broken.add(user + " must not use " + used);
            }
        }
        return broken;
    }

    private static boolean mayUse(String user, String used) {
        return user.equals(used) || ALLOWED.getOrDefault(user, ALL).contains(used);
    }

    private static Set<String> references(ClassModel model) {
        Set<String> references = new TreeSet<>();
        for (PoolEntry entry : model.constantPool()) {
            if (entry instanceof ClassEntry used && used.asInternalName().startsWith(ROOT)) {
                references.add(used.asInternalName());
            } else if (entry instanceof Utf8Entry text) {
                Matcher inText = IN_DESCRIPTOR.matcher(text.stringValue());
                while (inText.find()) {
                    references.add(inText.group(1));
                }
            }
        }
        return references;
    }

    private static String packageOf(String internalName) {
        String rest = internalName.substring(ROOT.length());
        int end = rest.lastIndexOf('/');
        return end < 0 ? "" : rest.substring(0, end);
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
