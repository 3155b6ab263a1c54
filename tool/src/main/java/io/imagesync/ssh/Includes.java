package io.imagesync.ssh;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The files that the system's configuration of `ssh` includes. A relative Include is meant from its folder, in
/// whatever file it stands, but `ssh` looks in the user's folder for all that `-F` leads to. So a file that has
/// one is copied, with whole paths.
///
/// @param folder of the system's configuration
/// @param places for copies
/// @param known files, and what is to be read in their place: themselves, or a copy
record Includes(Path folder, Supplier<Path> places, Map<Path, Path> known) {
    private static final Pattern LINE = Pattern.compile("(?im)^(\\s*Include[\\s=]+)(.*)$");
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|[^\\s\"]+");
    private static final Pattern GLOB = Pattern.compile("[*?\\[]");

    Includes(Path folder, Supplier<Path> places) {
        this(folder, places, new HashMap<>());
    }

    /// The text with whole paths in place of relative ones.
    String whole(String text) throws IOException {
        StringBuilder all = new StringBuilder();
        Matcher line = LINE.matcher(text);
        while (line.find()) {
            line.appendReplacement(all, Matcher.quoteReplacement(line.group(1) + words(line.group(2))));
        }
        return line.appendTail(all).toString();
    }

    private String words(String words) throws IOException {
        StringBuilder all = new StringBuilder();
        int end = 0;
        Matcher word = WORD.matcher(words);
        while (word.find() && !word.group().startsWith("#")) {
            word.appendReplacement(all, Matcher.quoteReplacement(word(word.group(), word.group(1))));
            end = word.end();
        }
        return all.append(words, end, words.length()).toString();
    }

    private String word(String written, @Nullable String unquoted) throws IOException {
        String name = unquoted == null ? written : unquoted;
        String path = name.startsWith("/") || name.startsWith("~") ? name : folder + "/" + name;
        List<Path> meant = meant(path);
        List<Path> read = new ArrayList<>();
        for (Path file : meant) {
            read.add(inPlaceOf(file));
        }
        if (read.equals(meant)) {
            return path.equals(name) ? written : quoted(path);
        }
        return read.stream().map(file -> quoted(file.toString())).collect(Collectors.joining(" "));
    }

    private static String quoted(String path) {
        return '"' + path + '"';
    }

    /// A file that leads to itself is left to `ssh`, which refuses that.
    private Path inPlaceOf(Path file) throws IOException {
        if (known.putIfAbsent(file, file) == null && Files.isRegularFile(file)) {
            try {
                String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
                String whole = whole(text);
                if (!whole.equals(text)) {
                    known.put(file, Files.writeString(places.get(), whole));
                }
            } catch (NoSuchFileException | AccessDeniedException _) {
                // That is left to `ssh` too.
            }
        }
        return known.getOrDefault(file, file);
    }

    /// The files of a path whose last name may be a pattern, in the order in which they are read.
    private static List<Path> meant(String path) throws IOException {
        int end = path.lastIndexOf('/');
        if (!path.startsWith("/")
                || path.indexOf('\0') >= 0
                || GLOB.matcher(path.substring(0, end)).find()) {
            return List.of();
        }
        String name = path.substring(end + 1);
        if (!GLOB.matcher(name).find()) {
            return List.of(Path.of(path));
        }
        List<Path> files = new ArrayList<>();
        String pattern = name.replaceAll("[{}\\\\]", "\\\\$0");
        try (DirectoryStream<Path> found = Files.newDirectoryStream(Path.of(path.substring(0, end + 1)), pattern)) {
            for (Path file : found) {
                if (name.startsWith(".") || !file.getFileName().toString().startsWith(".")) {
                    files.add(file);
                }
            }
        } catch (NoSuchFileException | NotDirectoryException | AccessDeniedException | PatternSyntaxException _) {
            return List.of();
        }
        files.sort(null);
        return files;
    }
}
