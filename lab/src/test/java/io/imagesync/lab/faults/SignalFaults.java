package io.imagesync.lab.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.lab.e2e.Await;
import io.imagesync.lab.e2e.Ended;
import io.imagesync.lab.embedded.Fault;
import io.imagesync.lab.embedded.Gate;
import io.imagesync.lab.embedded.Pace;
import io.imagesync.lab.embedded.Reply;
import io.imagesync.lab.embedded.SilentHost;
import io.imagesync.lab.embedded.e2e.Access;
import io.imagesync.lab.embedded.e2e.Site;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// What somebody does to a run, and what runs do to each other.
final class SignalFaults {
    private static final Duration CANCELLED_WITHIN = Duration.ofSeconds(10);

    private SignalFaults() {}

    private enum Signal {
        HUP(129),
        INT(130),
        TERM(143);

        private final int exitCode;

        Signal(int exitCode) {
            this.exitCode = exitCode;
        }
    }

    /// Where a run is when the signal comes.
    private enum Phase {
        CONNECTING("connecting to nodes") {
            @Override
            void arrange(EmbeddedStage stage) throws IOException {
                SilentHost host = SilentHost.start("127.0.9.9", 0);
                stage.afterwards(host::close);
                stage.reachedWith("HostName 127.0.9.9", "Port " + host.port());
                stage.set("SSH_CONNECT_TIMEOUT", 60);
            }

            @Override
            void await(EmbeddedStage stage) {
                awaitLog(stage, "SSH OK: " + stage.well());
            }
        },
        LISTING("listing the images of nodes") {
            @Override
            void arrange(EmbeddedStage stage) {
                stage.sickNode().script().next("list", new Reply.Silence());
            }

            @Override
            void await(EmbeddedStage stage) {
                Await.until(
                        "the question",
                        () -> Site.wasAsked(stage.sickNode(), Access.CRI)
                                || Site.wasAsked(stage.sickNode(), Access.CRICTL),
                        asked -> asked);
            }
        },
        PULLING("pulling images") {
            @Override
            void arrange(EmbeddedStage stage) {
                hold(stage);
            }

            @Override
            void await(EmbeddedStage stage) {
                awaitPull(stage);
            }
        },
        WAITING("waiting before a retry") {
            @Override
            void arrange(EmbeddedStage stage) {
                stage.set("RETRY_DELAY", 60);
                stage.sickNode().faults().always(stage.image(), Fault.Known.SERVICE_UNAVAILABLE);
                stage.afterwards(() -> stage.sickNode().faults().clear());
                stage.afterwards(() -> stage.set("RETRY_DELAY", 1));
            }

            @Override
            void await(EmbeddedStage stage) {
                awaitLog(stage, "Trying " + stage.image() + " on " + stage.sick() + " again");
            }
        };

        private final String words;

        Phase(String words) {
            this.words = words;
        }

        abstract void arrange(EmbeddedStage stage) throws IOException;

        abstract void await(EmbeddedStage stage);

        boolean pullHasBegun() {
            return this == PULLING || this == WAITING;
        }
    }

    static final List<Row<EmbeddedStage>> SIGNALS = Stream.of(Signal.values())
            .flatMap(signal -> Stream.of(Phase.values()).map(phase -> row(signal, phase)))
            .toList();

    private static Row<EmbeddedStage> row(Signal signal, Phase phase) {
        Row<EmbeddedStage> row = Row.<EmbeddedStage>of("SIG" + signal + " while " + phase.words, phase::arrange)
                .during((stage, run) -> {
                    phase.await(stage);
                    run.signal(signal.name());
                    run.end(CANCELLED_WITHIN);
                })
                .says("[WARNING] SIG" + signal + " received: cancelling running pulls")
                .says("[INFO] === IMAGE SYNC CANCELLED ===")
                .complains("ended by a signal; running pulls were cancelled; ", "run it again");
        if (phase.pullHasBegun()) {
            row.fails("CANCELLED");
        }
        row.ends(signal.exitCode);
        return signal == Signal.TERM ? row : row.slow();
    }

    static final List<Row<EmbeddedStage>> INSTANCES = List.of(
            Row.<EmbeddedStage>of("20 runs start at the same time", SignalFaults::hold)
                    .during((stage, run) -> {
                        awaitPull(stage);
                        allAreRefused(stage, 19);
                        stage.restore();
                    })
                    .says("[SUCCESS] <IMAGE> on <NODE>"),
            Row.<EmbeddedStage>of("Five runs follow one another", _ -> {}).andThen(stage -> {
                for (int i = 0; i < 4; i++) {
                    try (Stage.Begun run = stage.begin()) {
                        assertThat(run.end(Duration.ofSeconds(60))).isEqualTo(new Ended(0, "", ""));
                    }
                }
                assertThat(stage.log().stream().filter(line -> line.endsWith("=== IMAGE SYNC COMPLETE ===")))
                        .hasSize(5);
            }));

    private static void allAreRefused(EmbeddedStage stage, int count) throws Exception {
        List<Stage.Begun> others = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                others.add(stage.begin());
            }
            for (Stage.Begun other : others) {
                Ended ended = other.end(Duration.ofSeconds(60));
                assertThat(ended.exitCode()).isEqualTo(1);
                assertThat(ended.stderr()).contains("] [ERROR] Script already running. Lock active: " + stage.lock());
            }
        } finally {
            others.forEach(Stage.Begun::close);
        }
    }

    static void hold(EmbeddedStage stage) {
        Gate gate = new Gate();
        stage.sickNode().pace(Pace.behind(gate));
        stage.afterwards(() -> {
            gate.open();
            stage.sickNode().pace(Pace.immediate());
        });
    }

    static void awaitPull(EmbeddedStage stage) {
        Await.until("a pull", () -> stage.sickNode().pulls().current(), count -> count == 1);
    }

    private static void awaitLog(EmbeddedStage stage, String text) {
        Await.until(text, () -> logOf(stage), lines -> lines.stream().anyMatch(line -> line.contains(text)));
    }

    private static List<String> logOf(EmbeddedStage stage) {
        try {
            return Files.isDirectory(stage.logs()) ? stage.log() : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
