package io.imagesync.lab.manual;

import io.imagesync.lab.Demo;
import io.imagesync.lab.embedded.e2e.Ended;
import io.imagesync.lab.embedded.e2e.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A shell on the management host of the demo, where the program and its files are in the places that the manual names.
final class Console implements AutoCloseable {
    private static final Duration SHORTEST_PULL = Duration.ofMillis(100);

    private final Path folder;
    private final Demo demo;
    private final Map<String, String> places = new LinkedHashMap<>();

    private Console(Path folder, Demo demo) {
        this.folder = folder;
        this.demo = demo;
        places.put(folder.resolve("logs").toString(), "/var/log/giindia/image-sync");
        places.put(folder.resolve("image-sync.lock").toString(), "/var/run/image-sync.lock");
        places.put(folder.resolve("state").toString(), "/var/lib/image-sync");
        places.put(demo.configuration().toString(), "/etc/image-sync/image-sync.conf");
    }

    /// @param folder that is empty
    static Console open(Path folder, Scene scene) throws IOException {
        Demo demo = Demo.start(folder, SHORTEST_PULL, scene::settings);
        try {
            scene.set(demo);
            Path sudo = demo.fleet().ssh().binFolder().resolve("sudo");
            Files.writeString(sudo, "#!/bin/sh\nexec \"$@\"\n");
            Files.setPosixFilePermissions(sudo, PosixFilePermissions.fromString("rwx------"));
            return new Console(folder, demo);
        } catch (IOException e) {
            demo.close();
            throw e;
        }
    }

    /// What a command prints on stdout and stderr, which are no terminal.
    List<String> run(String line) throws IOException, InterruptedException {
        String command = line;
        for (Map.Entry<String, String> place : places.entrySet()) {
            command = command.replace(place.getValue(), place.getKey());
        }
        Path program = Path.of(Program.built()).resolveSibling("");
        Map<String, String> environment = Map.of(
                "PATH",
                demo.fleet().ssh().binFolder() + ":" + program + ":/usr/bin:/bin",
                "HOME",
                folder.toString(),
                "LC_ALL",
                "C.UTF-8",
                "IMAGE_SYNC_CONFIG",
                demo.configuration().toString());
        try (Program shell = Program.start(folder, environment, List.of("bash", "-c", "exec 2>&1\n" + command))) {
            Ended ended = shell.end();
            return asDocumented(ended.stdout().stripTrailing()).lines().toList();
        }
    }

    private String asDocumented(String output) {
        String text = output.replace("-F " + demo.fleet().ssh().config() + " ", "");
        for (Map.Entry<String, String> place : places.entrySet()) {
            text = text.replace(place.getKey(), place.getValue());
        }
        return text;
    }

    @Override
    public void close() {
        demo.close();
    }
}
