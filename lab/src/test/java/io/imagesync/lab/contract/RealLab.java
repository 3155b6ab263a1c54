package io.imagesync.lab.contract;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Real nodes of `lab/real/real`, with their state in a folder of its own.
final class RealLab {
    private static final int LIMIT_SECONDS = 120;

    private final Path folder;

    private RealLab(Path folder) {
        this.folder = folder;
    }

    static RealLab up(int nodes) throws Exception {
        RealLab lab = new RealLab(Files.createTempDirectory("image-sync-lab"));
        lab.real("up", String.valueOf(nodes));
        return lab;
    }

    /// What a verb prints, without the line breaks at its end.
    String real(String... words) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(Path.of("real/real").toAbsolutePath().toString(), "--dir", state().toString()));
        command.addAll(List.of(words));
        Path out = Files.createTempFile(folder, "out", "");
        Process process = new ProcessBuilder(command)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IOException("still running: " + command);
        }
        String text = Files.readString(out, StandardCharsets.UTF_8).stripTrailing();
        Files.delete(out);
        if (process.exitValue() != 0) {
            throw new IOException(command + " ended with " + process.exitValue() + ": " + text);
        }
        return text;
    }

    /// What a shell script says on a node.
    String shell(String node, String script) throws Exception {
        return real("exec", node, "sh", "-c", script);
    }

    Path sshConfig() {
        return state().resolve("ssh_config");
    }

    private Path state() {
        return folder.resolve("state");
    }

    void down() throws Exception {
        real("down");
        Files.deleteIfExists(state());
        Files.delete(folder);
    }
}
