package io.imagesync.lab.faults;

import io.imagesync.lab.e2e.Await;
import io.imagesync.lab.e2e.Ended;
import io.imagesync.lab.e2e.Program;
import io.imagesync.lab.e2e.RealLab;
import io.imagesync.lab.e2e.Running;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Real nodes: w1 holds the image, w2 suffers, w3 is well.
final class RealStage extends Stage {
    private static final int KILOBYTES = 300;

    private final RealLab lab;
    private final Path folder;
    private final String image;
    private final Program program;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private boolean keepsDownloads;

    /// @param name of the image's repository, this stage's own
    RealStage(RealLab lab, Path folder, String name) {
        this(lab, folder, name, KILOBYTES);
    }

    RealStage(RealLab lab, Path folder, String name, int kilobytes) {
        this.lab = lab;
        this.folder = folder;
        this.image = lab.push("faults/" + name + ":1", kilobytes);
        this.program = new Program(lab, folder);
        lab.load("w1", image);
        lab.nodes().forEach(lab::forgetPulls);
        set("NODES", "w1 w2 w3").set("PREFIX1", image).set("RETRIES", 1).set("RETRY_DELAY", 1);
    }

    RealLab lab() {
        return lab;
    }

    /// An address of the nodes' network that no packet ever comes back from.
    String swallowingAddress() {
        String[] gateway = lab.real("address", "registry").strip().split(":", 2);
        String address = gateway[0].replaceFirst("\\.1$", ".250");
        String device =
                Running.run("ip", "-o", "route", "get", address).stdout().replaceFirst("(?s).* dev (\\S+) .*", "$1");
        String neighbour =
                "ip neigh replace %s lladdr 02:00:00:00:00:fa nud permanent dev %s".formatted(address, device);
        Running.run("sh", "-c", neighbour);
        afterwards(() -> Running.run("ip", "neigh", "del", address, "dev", device));
        return address;
    }

    /// A verb of the lab, and the one that undoes it.
    RealStage real(List<String> words, List<String> undo) {
        afterwards(() -> lab.real(undo.toArray(String[]::new)));
        lab.real(words.toArray(String[]::new));
        return this;
    }

    /// A shell script on the node that suffers, and the one that undoes it.
    RealStage on(String text, String undo) {
        afterwards(() -> lab.on(sick(), undo));
        lab.on(sick(), text);
        return this;
    }

    @Override
    String sick() {
        return "w2";
    }

    @Override
    String well() {
        return "w3";
    }

    @Override
    String image() {
        return image;
    }

    @Override
    Path sshConfig() {
        return lab.sshConfig();
    }

    @Override
    Path folder() {
        return folder;
    }

    @Override
    Path logs() {
        return program.logFolder();
    }

    @Override
    Path lock() {
        return program.lock();
    }

    @Override
    RealStage set(String key, Object value) {
        settings.put(key, value.toString());
        return this;
    }

    @Override
    RealStage withShortTimeOut(int seconds) {
        try {
            program.launchedBy(ShortLimits.launcher(folder));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return set("TIME_OUT", seconds);
    }

    @Override
    Begun begin(String... options) {
        program.configure(settings.entrySet().stream()
                .filter(setting -> !setting.getValue().isEmpty())
                .map(setting -> setting.getKey() + "='" + setting.getValue() + "'")
                .toArray(String[]::new));
        Running running = program.start(options);
        return new Begun() {
            @Override
            public void signal(String name) {
                running.signal(name);
            }

            @Override
            public Ended end(Duration limit) {
                return running.end(limit);
            }

            @Override
            public void close() {
                running.close();
            }
        };
    }

    @Override
    List<String> log() {
        return program.log();
    }

    @Override
    List<String> failed() {
        return program.failed();
    }

    @Override
    boolean holds(String node) {
        return lab.images(node).contains(image);
    }

    /// A containerd that was killed keeps what it was downloading for the next pull, for a day.
    void keepsDownloads() {
        keepsDownloads = true;
        atTheEnd(() ->
                lab.on(sick(), "ctr -n k8s.io leases ls -q | xargs -r ctr -n k8s.io leases rm --sync >/dev/null"));
    }

    @Override
    void awaitNothingOnNodes() {
        for (String node : lab.nodes()) {
            Await.until("nothing of ours on " + node, () -> work(node), List::isEmpty);
        }
    }

    private List<String> work(String node) {
        return lab.work(node).stream()
                .filter(line -> !keepsDownloads || !line.matches("[a-z]+-sha256:.*"))
                .toList();
    }

    @Override
    void end() throws Exception {
        try {
            super.end();
        } finally {
            lab.nodes().forEach(lab::forgetPulls);
        }
    }
}
