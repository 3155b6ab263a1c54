package io.imagesync.lab.manual;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Goes through a page and runs the commands of its blocks, as the package says.
final class Captures implements AutoCloseable {
    static final String BEGIN = "```console";
    private static final String END = "```";
    private static final String PROMPT = "$ ";
    private static final Pattern REASON = Pattern.compile("<!-- capture: \\S.* -->");
    /// A command with its output, or lines of the log.
    private static final Pattern OUTPUT =
            Pattern.compile("\\s*(\\$ .*|(\\[[-0-9 :]{19}] )?\\[(DEBUG|INFO|SUCCESS|WARNING|ERROR)] .*)");
    private static final Pattern SCENE = Pattern.compile("<!-- scene: (\\S+) -->");

    private final List<String> page;
    private final Path folder;
    private final List<String> anew = new ArrayList<>();

    private Console console;
    private int scenes;

    /// @param folder for the nodes, empty
    Captures(List<String> page, Path folder) throws IOException {
        this.page = page;
        this.folder = folder;
        this.console = open(Scene.DEMO);
    }

    /// The page as it is to be: the same where it shows what the commands print.
    List<String> run() throws IOException, InterruptedException {
        int at = 0;
        while (at < page.size()) {
            String line = page.get(at++);
            anew.add(line);
            Matcher scene = SCENE.matcher(line);
            if (scene.matches()) {
                console.close();
                console = open(Scene.named(Objects.requireNonNull(scene.group(1))));
            } else if (line.equals(BEGIN)) {
                int end = at + page.subList(at, page.size()).indexOf(END);
                if (isNotRun(page.subList(end + 1, page.size()))) {
                    anew.addAll(page.subList(at, end));
                } else {
                    block(page.subList(at, end));
                }
                at = end;
            }
        }
        return anew;
    }

    /// Whether the first line that is not empty says why.
    private static boolean isNotRun(List<String> below) {
        return below.stream()
                .filter(line -> !line.isEmpty())
                .findFirst()
                .filter(line -> REASON.matcher(line.strip()).matches())
                .isPresent();
    }

    /// Lines of output that no test compares, in blocks with no reason below them.
    static List<String> byHand(List<String> page) {
        List<String> found = new ArrayList<>();
        List<String> block = new ArrayList<>();
        boolean inside = false;
        boolean run = false;
        for (int at = 0; at < page.size(); at++) {
            String line = page.get(at);
            if (line.strip().startsWith(END)) {
                run = !inside && line.equals(BEGIN);
                inside = !inside;
            } else if (!run && OUTPUT.matcher(line).matches()) {
                block.add(line);
            }
            if (!inside && !isNotRun(page.subList(at + 1, page.size()))) {
                found.addAll(block);
            }
            if (!inside) {
                block.clear();
            }
        }
        return found;
    }

    private void block(List<String> block) throws IOException, InterruptedException {
        if (block.isEmpty() || !block.getFirst().startsWith(PROMPT)) {
            throw new IllegalStateException("a block of console has to begin with a command: " + block);
        }
        int at = 0;
        while (at < block.size()) {
            String command = block.get(at);
            int end = at + 1;
            while (end < block.size() && !block.get(end).startsWith(PROMPT)) {
                end++;
            }
            anew.add(command);
            output(command.substring(PROMPT.length()), block.subList(at + 1, end), end == block.size());
            at = end;
        }
    }

    /// An empty line between two commands belongs to the page.
    private void output(String command, List<String> shown, boolean last) throws IOException, InterruptedException {
        boolean gap = !last && !shown.isEmpty() && shown.getLast().isEmpty();
        Output output = new Output(gap ? shown.subList(0, shown.size() - 1) : shown);
        List<String> printed = console.run(command);
        anew.addAll(output.shows(printed) ? output.lines() : output.anew(printed));
        if (gap) {
            anew.add("");
        }
    }

    private Console open(Scene scene) throws IOException {
        return Console.open(Files.createDirectory(folder.resolve("scene" + scenes++)), scene);
    }

    @Override
    public void close() {
        console.close();
    }
}
