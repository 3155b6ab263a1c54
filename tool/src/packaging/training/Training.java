import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Runs the program by each way to a runtime, with three nodes that [TrainingNode] and `node` play. An image is to be
/// pulled to two of them.
final class Training {
    private static final String IMAGE = "%s/app:%d.0 sha256:%2$064x";
    /// The first is not wanted, the last is to be pulled.
    private static final List<String> ALL = List.of(
            IMAGE.formatted("other.example.com", 1),
            IMAGE.formatted("registry.example.com", 2),
            IMAGE.formatted("registry.example.com", 3));

    private final Path folder;

    private Training(Path folder) {
        this.folder = folder;
    }

    /// @param arguments an empty folder but for `bin`, which has the launcher and what it is to find in PATH
    public static void main(String[] arguments) throws Exception {
        Training training = new Training(Path.of(arguments[0]));
        for (Path node : training.nodes()) {
            Files.createDirectory(node);
            new TrainingNode(node).serve();
        }
        training.run("crictl");
        training.run("cri");
        System.exit(0);
    }

    private List<Path> nodes() {
        return List.of(folder.resolve("node01"), folder.resolve("node02"), folder.resolve("node03"));
    }

    private void run(String access) throws IOException, InterruptedException {
        for (Path node : nodes()) {
            Files.write(images(node), node.endsWith("node01") ? ALL : ALL.subList(0, 2));
        }
        Path configuration = Files.writeString(folder.resolve("conf"), """
                NODE1=node01
                NODES="node[02-03]"
                PREFIX1=registry.example.com
                PREFIXES="registry.example.com/app docker.io/library"
                RUNTIME_ACCESS=%s
                SSH_CONNECT_TIMEOUT=60
                SSH_OPTIONS='-F none'
                LOG_DIR=%2$s/logs
                STATE_DIR=%2$s/state
                LOCK_FILE=%2$s/lock
                """.formatted(access, folder));
        ProcessBuilder builder = new ProcessBuilder("sh", folder + "/bin/image-sync", "-c", configuration.toString());
        String path = System.getenv("PATH");
        builder.environment().clear();
        builder.environment().put("PATH", folder + "/bin:" + path);
        builder.environment().put("TRAINING", folder.toString());
        builder.environment().put("ACCESS", access);
        int code = builder.inheritIO().start().waitFor();
        for (Path node : nodes()) {
            if (code != 0 || !Files.readAllLines(images(node)).equals(ALL)) {
                throw new IllegalStateException("the training by " + access + " went wrong, exit code " + code);
            }
        }
    }

    static Path images(Path node) {
        return node.resolve("images");
    }
}
