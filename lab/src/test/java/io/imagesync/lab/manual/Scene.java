package io.imagesync.lab.manual;

import io.imagesync.lab.Demo;
import io.imagesync.lab.embedded.NodeSettings;
import io.imagesync.lab.embedded.StoredContainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;

/// What the nodes of the demo are like before the commands of a page.
enum Scene {
    DEMO("demo") {
        @Override
        void set(Demo demo) {}
    },
    UNKNOWN_HOST_KEY("unknown-host-key") {
        @Override
        void set(Demo demo) throws IOException {
            Path known = demo.fleet().ssh().knownHosts();
            List<String> lines = Files.readAllLines(known);
            Files.write(known, lines.subList(0, lines.size() - 1));
        }
    },
    /// The key that image-sync has opens no socket, only the helper's crictl works.
    RESTRICTED_KEY("restricted-key") {
        @Override
        NodeSettings settings(NodeSettings settings) {
            return settings.forwardingProhibited().portsProhibited();
        }

        @Override
        void set(Demo demo) throws IOException {
            Path file = demo.configuration();
            Files.writeString(file, Files.readString(file).replace("RELAY=loaded", "RELAY=no"));
        }
    },
    /// gpu01 and gpu02 are in step, gpu03 is new.
    NODE_JOINS("node-joins") {
        @Override
        void set(Demo demo) {
            demo.fleet().node("gpu01").seed(NVIDIA + "tritonserver:25.09-py3", BCM + "jupyter:4.4.7");
            demo.fleet().node("gpu02").seed(NVIDIA + "pytorch:25.09-py3", BCM + "slurm-worker:25.05");
        }
    },
    /// All nodes have two versions of an image, the newer is used.
    IN_USE("in-use") {
        @Override
        void set(Demo demo) {
            for (String tag : List.of("1.0", "1.1")) {
                demo.fleet().registry().push(BCM + "app:" + tag, 64_000_000);
                demo.fleet().nodes().forEach(node -> node.seed(BCM + "app:" + tag));
            }
            demo.fleet()
                    .node("gpu01")
                    .containers(new StoredContainer("app-7d4b9", BCM + "app:1.1", StoredContainer.Kind.EXITED));
        }
    },
    /// Two images were removed; each is on a node again.
    REMOVED("removed") {
        @Override
        void set(Demo demo) throws IOException {
            state(
                    demo,
                    "removed.json",
                    "{\"version\":1,\"removed\":["
                            + removed(demo, "app:1", "gpu03", "2026-11-01T10:22:00Z", "alice", "\"gpu01\",\"gpu02\"")
                            + ","
                            + removed(
                                    demo,
                                    "db:7",
                                    "gpu01",
                                    "2026-11-02T08:00:00Z",
                                    "bob",
                                    "\"gpu01\",\"gpu02\",\"gpu03\"")
                            + "]}");
        }
    },
    /// The first of two runs left something to be pulled.
    EARLIER_RUNS("earlier-runs") {
        @Override
        void set(Demo demo) throws IOException {
            state(
                    demo,
                    "history.jsonl",
                    ended("2026-11-25T21:26:06Z", 3.0, false, 10, 1, 43_000_000_000L)
                            + ended("2026-11-25T21:26:31Z", 2.3, true, 1, 0, 11_400_000_000L));
        }
    },
    WORKLOADS("workloads") {
        @Override
        void set(Demo demo) throws IOException {
            configure(demo, "SOURCE_NODES=none");
            configure(demo, "IMAGES_FROM=workloads");
            configure(demo, "KUBECTL=" + Cluster.by(demo.configuration().resolveSibling("kubectl")));
        }
    },
    NODE_OFF("node-off") {
        @Override
        void set(Demo demo) {
            demo.fleet().node("gpu03").close();
        }
    };

    private static final String NVIDIA = "nvcr.io/nvidia/";
    private static final String BCM = "registry.example.com/bcm11/";

    private final String title;

    Scene(String title) {
        this.title = title;
    }

    /// What its nodes are like when they start.
    NodeSettings settings(NodeSettings settings) {
        return settings;
    }

    abstract void set(Demo demo) throws IOException;

    /// @param node that has it all the same
    /// @param without nodes on which it was gone
    private static String removed(Demo demo, String image, String node, String at, String by, String without) {
        demo.fleet().registry().push(BCM + image, 64_000_000);
        demo.fleet().node(node).seed(BCM + image);
        String id =
                demo.fleet().node(node).store().find(BCM + image).orElseThrow().id();
        return """
                {"image":"%s","at":"%s","by":"%s","contradicted":"%s","ids":["%s"],"confirmed":[%s]}""".formatted(BCM + image, at, by, Instant.now().truncatedTo(ChronoUnit.SECONDS), id, without);
    }

    private static String ended(String at, double seconds, boolean complete, int pulled, int missing, long bytes) {
        return """
                {"version":1,"kind":"history","started":"%s","seconds":%s,"complete":%s,"cancelled":false,"nodes":3,"leftOut":0,\
                "pulled":%d,"failed":0,"notTried":0,"missing":%d,"skipped":0,"bytes":%d}
                """.formatted(at, seconds, complete, pulled, missing, bytes);
    }

    private static void state(Demo demo, String name, String text) throws IOException {
        Path folder = Files.createDirectory(demo.configuration().resolveSibling("state"));
        Path file = Files.writeString(folder.resolve(name), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    static Scene named(String title) {
        return Arrays.stream(values())
                .filter(scene -> scene.title.equals(title))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("no scene is called " + title));
    }

    /// Adds a line to the end of the configuration.
    static void configure(Demo demo, String line) throws IOException {
        Files.writeString(demo.configuration(), line + "\n", StandardOpenOption.APPEND);
    }
}
