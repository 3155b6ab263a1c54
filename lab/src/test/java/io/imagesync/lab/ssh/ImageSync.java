package io.imagesync.lab.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.lab.e2e.Ended;
import io.imagesync.lab.e2e.Program;
import io.imagesync.lab.e2e.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The built program in a [Room]. Its nodes' runtimes are spoken to by crictl, and what fails is tried once.
final class ImageSync {
    /// What the images that are synced start with.
    static final String PREFIX = "registry.example.com/team";

    private static final Duration LIMIT = Duration.ofSeconds(90);

    private final Room room;
    private final List<String> nodes;
    private final Map<String, String> settings = new LinkedHashMap<>();

    ImageSync(Room room, String... nodes) {
        this.room = room;
        this.nodes = List.of(nodes);
        Path folder = room.folder().resolve("image-sync");
        settings.put("NODES", String.join(" ", nodes));
        settings.put("PREFIX1", PREFIX);
        settings.put("LOG_DIR", folder.resolve("logs").toString());
        settings.put("LOCK_FILE", folder.resolve("lock").toString());
        settings.put("STATE_DIR", folder.resolve("state").toString());
        settings.put("RETRIES", "0");
        settings.put("DISK_LIMIT", "0");
        settings.put("RUNTIME_ACCESS", "crictl");
    }

    ImageSync set(String key, String value) {
        settings.put(key, value);
        return this;
    }

    Ended run(String... arguments) throws IOException {
        try (Running running = start(arguments)) {
            return running.end(LIMIT);
        }
    }

    Running start(String... arguments) throws IOException {
        Path folder = Files.createDirectories(room.folder().resolve("image-sync"));
        Path configuration = folder.resolve("image-sync.conf");
        List<String> lines = new ArrayList<>();
        settings.forEach((key, value) -> lines.add(key + "='" + value + "'"));
        Files.write(configuration, lines);
        List<String> words = new ArrayList<>(
                List.of(Program.DISTRIBUTION.resolve("bin/image-sync").toString()));
        words.addAll(List.of(arguments));
        words.addAll(List.of("--config", configuration.toString()));
        return room.start(words.toArray(String[]::new));
    }

    /// Plans, and sees to it that every node told of itself, and of nothing else.
    Ended reachesAll() throws IOException {
        Ended ended = run("plan", "-o", "json");
        assertThat(ended.exitCode()).as(ended.stdout() + ended.stderr()).isZero();
        for (String node : nodes) {
            assertThat(ended.stdout().replaceAll("\\s", ""))
                    .containsPattern("\\{\"name\":\"" + Pattern.quote(node) + "\"[^}]*(\\{[^}]*}[^}]*)?"
                            + "\"pulls\":\\[" + missing(node) + "]");
        }
        return ended;
    }

    private String missing(String node) {
        return nodes.stream()
                .filter(other -> !other.equals(node))
                .sorted()
                .map(other -> "\\{\"image\":\"" + Pattern.quote(RealSshd.onlyOn(other)) + "\",\"bytes\":\\d+}")
                .collect(Collectors.joining(","));
    }

    /// Examines the nodes, and gives what has failed on one, with its remedies. It must not take long to find out.
    String failureOf(String node) throws IOException {
        long start = System.nanoTime();
        Ended ended = run("doctor");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
        assertThat(ended.exitCode()).as(ended.stdout() + ended.stderr()).isEqualTo(3);
        Matcher matcher = Pattern.compile("(?m)^failed +" + Pattern.quote(node) + " .*(\n .*)*")
                .matcher(ended.stdout());
        assertThat(matcher.find()).as(ended.stdout()).isTrue();
        return matcher.group();
    }
}
