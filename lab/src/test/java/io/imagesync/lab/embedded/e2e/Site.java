package io.imagesync.lab.embedded.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.lab.embedded.EmbeddedFleet;
import io.imagesync.lab.embedded.EmbeddedNode;
import io.imagesync.lab.embedded.NodeEvent;
import io.imagesync.lab.embedded.NodeSettings;
import io.imagesync.model.ImageRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// Embedded nodes with a configuration for them, and the program to run there. Unless set otherwise all nodes take
/// part, their runtimes are spoken to by crictl, the images of [#REPOSITORY] are synced, and what fails is tried once.
public final class Site implements AutoCloseable {
    /// What the images that are synced start with.
    public static final String REPOSITORY = "registry.example.com/bcm11/";

    /// Bytes of every image.
    private static final int SIZE = 1_000_000;
    private static final String LOG_LINE =
            "\\[\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d] \\[(DEBUG|INFO|SUCCESS|WARNING|ERROR)] \\P{Cntrl}+";

    private final Path folder;
    private final EmbeddedFleet fleet;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final Map<String, String> environment = new LinkedHashMap<>();

    private Damage damage = () -> {};
    private String launcher = Program.built();

    private Site(Path folder, EmbeddedFleet fleet) {
        this.folder = folder;
        this.fleet = fleet;
        for (int i = 0; i < fleet.nodes().size(); i++) {
            settings.put("NODE" + (i + 1), fleet.node(i).name());
        }
        settings.put("PREFIX1", "registry.example.com/bcm11");
        settings.put("LOG_DIR", logs().toString());
        settings.put("LOCK_FILE", lock().toString());
        settings.put("STATE_DIR", state().toString());
        settings.put("RETRIES", "0");
        settings.put("SSH_OPTIONS", "-F " + fleet.ssh().config());
        settings.put("RUNTIME_ACCESS", Access.CRICTL.toString());
        environment.put("PATH", fleet.ssh().path());
    }

    public static Site of(Path folder, int nodes) throws IOException {
        return of(folder, nodes, settings -> settings);
    }

    public static Site of(Path folder, int nodes, UnaryOperator<NodeSettings> as) throws IOException {
        return new Site(folder, EmbeddedFleet.start(nodes, as));
    }

    /// Sets a key; an empty value takes it out.
    public Site set(String key, Object value) {
        settings.put(key, value.toString());
        if (value.toString().isEmpty()) {
            settings.remove(key);
        }
        return this;
    }

    public Site by(Access access) {
        return set("RUNTIME_ACCESS", access);
    }

    /// Something that happens to the configuration after it was written.
    public interface Damage {
        void happen() throws IOException;
    }

    public void damagedBy(Damage other) {
        damage = other;
    }

    /// Has the program started by another launcher than the one that ships.
    public Site launchedBy(Path other) {
        launcher = other.toString();
        return this;
    }

    public Site environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /// Images of [#REPOSITORY] that the registry has, and that a node holds.
    public Site holds(String node, String... names) {
        for (String name : names) {
            if (fleet.registry().find(ImageRef.of(REPOSITORY + name)).isEmpty()) {
                fleet.registry().push(REPOSITORY + name, SIZE);
            }
            fleet.node(node).seed(REPOSITORY + name);
        }
        return this;
    }

    /// Writes the configuration and starts the program with it.
    public Program start(String... arguments) throws IOException {
        return Program.start(folder, environment, command(arguments));
    }

    /// Writes the configuration and runs another command line.
    Ended runAs(List<String> command) throws Exception {
        writeConfiguration();
        try (Program program = Program.start(folder, environment, command)) {
            return program.end();
        }
    }

    Ended run(String... arguments) throws Exception {
        try (Program program = start(arguments)) {
            return program.end();
        }
    }

    /// Runs it without arguments, so that it has to find its configuration.
    Ended runWithoutOptions() throws Exception {
        try (Program program = Program.start(folder, environment, List.of(Program.built()))) {
            return program.end();
        }
    }

    /// Starts it with its output going to a terminal; what is shown there is then in its stdout.
    Program startAtTerminal(String... arguments) throws IOException {
        String line = String.join(" ", command(arguments));
        return Program.start(folder, environment, List.of("script", "-qec", line, "/dev/null"));
    }

    /// Starts it in a shell that says something else first.
    Ended runAfter(String shell, String... arguments) throws Exception {
        String line = shell + "; exec " + String.join(" ", command(arguments));
        try (Program program = Program.start(folder, environment, List.of("sh", "-c", line))) {
            return program.end();
        }
    }

    private List<String> command(String... arguments) throws IOException {
        writeConfiguration();
        List<String> command = new ArrayList<>(List.of(launcher));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--config", configuration().toString()));
        return command;
    }

    private void writeConfiguration() throws IOException {
        StringBuilder text = new StringBuilder();
        settings.forEach(
                (key, value) -> text.append(key).append("='").append(value).append("'\n"));
        if (!Files.isRegularFile(configuration())
                || !Files.readString(configuration()).contentEquals(text)) {
            Files.writeString(configuration(), text);
        }
        damage.happen();
    }

    public Path configuration() {
        return folder.resolve("site.conf");
    }

    public Path lock() {
        return folder.resolve("site.lock");
    }

    public Path state() {
        return folder.resolve("state");
    }

    public Path logs() {
        return folder.resolve("logs");
    }

    public EmbeddedFleet fleet() {
        return fleet;
    }

    public EmbeddedNode node(String name) {
        return fleet.node(name);
    }

    public boolean isOn(String name, String node) {
        return node(node).store().holds(REPOSITORY + name);
    }

    /// The log without its times, after a look at the shape of every line.
    public List<String> log() throws IOException {
        List<String> lines = file("image-sync");
        assertThat(lines).allMatch(line -> line.matches(LOG_LINE));
        return lines.stream()
                .map(line -> line.substring(line.indexOf("] ") + 2))
                .toList();
    }

    /// The lines of the one file of that name with a day behind it; none when it is not there.
    public List<String> file(String name) throws IOException {
        try (Stream<Path> files = Files.list(logs())) {
            List<String> lines = new ArrayList<>();
            for (Path file : files.filter(f -> f.getFileName().toString().startsWith(name + "-"))
                    .sorted()
                    .toList()) {
                lines.addAll(Files.readAllLines(file));
            }
            return lines;
        }
    }

    /// Whether a node's runtime was asked for its images, or to pull, by that way.
    public static boolean wasAsked(EmbeddedNode node, Access way) {
        return switch (way) {
            case CRI ->
                node.events().of(NodeEvent.Called.class).stream()
                        .anyMatch(called -> !called.call().equals("Version"));
            case CRICTL -> node.verbs().stream().anyMatch(List.of("list", "pull")::contains);
        };
    }

    /// Sees to it that the runtimes were spoken to in the way that was wanted, and in no other.
    @Override
    public void close() {
        try (fleet) {
            for (Access way : Access.values()) {
                if (!way.toString().equals(settings.get("RUNTIME_ACCESS"))) {
                    continue;
                }
                Access other = way == Access.CRI ? Access.CRICTL : Access.CRI;
                assertThat(fleet.nodes()).noneMatch(node -> wasAsked(node, other));
            }
        }
    }
}
