package io.imagesync.lab.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.lab.e2e.Await;
import io.imagesync.lab.e2e.Ended;
import io.imagesync.lab.embedded.EmbeddedNode;
import io.imagesync.lab.embedded.NodeSettings;
import io.imagesync.lab.embedded.e2e.Access;
import io.imagesync.lab.embedded.e2e.Site;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// Embedded nodes: gpu01 holds the image, gpu02 suffers, gpu03 is well.
final class EmbeddedStage extends Stage {
    private static final String NAME = "app:1.0";

    private final Site site;
    private final Path folder;

    EmbeddedStage(Path folder, Access access, UnaryOperator<NodeSettings> as) throws IOException {
        this.folder = folder;
        this.site = Site.of(folder, 3, as).by(access).holds("gpu01", NAME);
        set("RETRIES", 1).set("RETRY_DELAY", 1);
    }

    Site site() {
        return site;
    }

    EmbeddedNode sickNode() {
        return site.node(sick());
    }

    @Override
    String sick() {
        return "gpu02";
    }

    @Override
    String well() {
        return "gpu03";
    }

    @Override
    String image() {
        return Site.REPOSITORY + NAME;
    }

    /// What earlier runs have written is none of the run's that follows.
    void forgetLists() throws IOException {
        try (Stream<Path> files = Files.list(site.logs())) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }

    @Override
    Path sshConfig() {
        return site.fleet().ssh().config();
    }

    @Override
    Path folder() {
        return folder;
    }

    @Override
    Path logs() {
        return site.logs();
    }

    @Override
    Path lock() {
        return site.lock();
    }

    @Override
    EmbeddedStage set(String key, Object value) {
        site.set(key, value);
        return this;
    }

    @Override
    EmbeddedStage withShortTimeOut(int seconds) {
        try {
            site.launchedBy(ShortLimits.launcher(folder));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return set("TIME_OUT", seconds);
    }

    @Override
    Begun begin(String... options) throws IOException {
        var program = site.start(options);
        return new Begun() {
            @Override
            public void signal(String name) throws Exception {
                program.signal(name);
            }

            @Override
            public Ended end(Duration limit) throws Exception {
                var ended = program.end(limit);
                return new Ended(ended.exitCode(), ended.stdout(), ended.stderr());
            }

            @Override
            public void close() {
                program.close();
            }
        };
    }

    @Override
    List<String> log() throws IOException {
        return site.file("image-sync");
    }

    @Override
    List<String> failed() throws IOException {
        return site.file("failed_images");
    }

    @Override
    boolean holds(String node) {
        return site.isOn(NAME, node);
    }

    @Override
    void awaitNothingOnNodes() {
        for (EmbeddedNode node : site.fleet().nodes()) {
            Await.until("no connection to " + node.name(), node::openConnections, count -> count == 0);
            Await.until("no pull on " + node.name(), () -> node.pulls().current(), count -> count == 0);
        }
        assertThat(site.fleet().pulls().current()).isZero();
    }

    @Override
    void end() throws Exception {
        try (site) {
            super.end();
        }
    }
}
