package io.imagesync.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.imagesync.files.UnusableFileException;
import io.imagesync.json.StrictJson;
import io.imagesync.model.NodeName;
import io.imagesync.model.Outcome;
import io.imagesync.model.Pull;
import io.imagesync.model.PullProgress;
import io.imagesync.model.PullProgress.Phase;
import io.imagesync.model.RuntimeKind;
import io.imagesync.model.SyncEvent;
import io.imagesync.model.Way;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressFileTest {
    private static final Duration TIME_OUT = Duration.ofMinutes(30);

    private final SettableClock clock = new SettableClock("2026-01-02T03:04:05Z");

    @TempDir
    private Path folder = Path.of("");

    private Path file() {
        return folder.resolve("progress.json");
    }

    private Progress read() throws UnusableFileException {
        return Progress.read(folder).orElseThrow();
    }

    /// Something of everything that bars show.
    private static List<SyncEvent> events() {
        Pull relay = Samples.LATE.by(new Way.Relay("a", OptionalLong.of(6)));
        Pull about = new Pull(
                Samples.A,
                Samples.GONE.image(),
                OptionalLong.of(9),
                true,
                RuntimeKind.CONTAINERD,
                RuntimeKind.CRIO,
                Way.REGISTRY);
        return List.of(
                new SyncEvent.Started(List.of(Samples.A, Samples.B, Samples.C)),
                new SyncEvent.Surveyed(Samples.surveys().getLast()),
                new SyncEvent.Planned(Samples.everything()),
                new SyncEvent.PullStarted(Samples.BIG),
                new SyncEvent.PullStarted(relay),
                new SyncEvent.PullStarted(about),
                new SyncEvent.PullStarted(Samples.SLOW),
                new SyncEvent.Progressed(
                        Samples.BIG, new PullProgress(Phase.DOWNLOADING, 500, OptionalLong.of(2_500_000_000L))),
                new SyncEvent.Progressed(about, new PullProgress(Phase.UNPACKING, 9, OptionalLong.empty())),
                new SyncEvent.PullEnded(Samples.outcomes().get(1)),
                new SyncEvent.Ticked());
    }

    @Test
    void whatIsReadIsShownAsTheRunItselfWouldShowIt() throws Exception {
        ProgressFile written = new ProgressFile(folder, clock, TIME_OUT);
        LiveFrame own = new LiveFrame(clock, TIME_OUT);
        for (SyncEvent event : events()) {
            clock.pass(Duration.ofSeconds(1));
            written.on(event);
            own.on(event);
        }
        Progress read = read();

        assertThat(read.state()).usingRecursiveComparison().isEqualTo(own.state());
        assertThat(read.pid()).isEqualTo(ProcessHandle.current().pid());
        assertThat(read.lines(Columns.ANY))
                .startsWith("c  left out: " + Samples.UNREACHABLE.what() + "; " + Samples.UNREACHABLE.remedy())
                .endsWith(own.lines(Columns.ANY, 20).toArray(new String[0]))
                .hasSize(2 + 5);
        assertThat(read.lines(60)).contains(own.lines(60, 20).getLast());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }

    @Test
    void aRunThatIsSoonOverWritesNothing() {
        ProgressFile written = new ProgressFile(folder, clock, TIME_OUT);
        events().forEach(written::on);
        clock.pass(Duration.ofMillis(1999));
        written.on(new SyncEvent.Ticked());
        assertThat(folder).isEmptyDirectory();
        clock.pass(Duration.ofSeconds(5));
        written.on(new SyncEvent.Finished(Samples.report()));
        written.on(new SyncEvent.Impossible("what", "remedy"));
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void isWrittenOnceASecondAtMostAndGoneAtTheEnd() throws Exception {
        ProgressFile written = new ProgressFile(folder, clock, TIME_OUT);
        events().forEach(written::on);
        clock.pass(Duration.ofSeconds(2));
        written.on(new SyncEvent.Ticked());
        Object first = Files.getAttribute(file(), "unix:ino");
        for (int i = 0; i < 9; i++) {
            clock.pass(Duration.ofMillis(100));
            written.on(new SyncEvent.Ticked());
        }
        assertThat(Files.getAttribute(file(), "unix:ino")).isEqualTo(first);
        clock.pass(Duration.ofMillis(100));
        written.on(new SyncEvent.PullEnded(Samples.outcomes().getFirst()));
        assertThat(read().state().ended().all()).isEqualTo(2);
        assertThat(read().state().at()).isEqualTo(clock.instant());

        written.on(new SyncEvent.Finished(Samples.report()));
        written.end();
        assertThat(folder).isEmptyDirectory();
        assertThat(Progress.read(folder)).isEmpty();
    }

    @Test
    void whatAKilledRunHasLeftGoesWithTheNextOne() throws Exception {
        Files.writeString(file(), "{}");
        new ProgressFile(folder, clock, TIME_OUT).end();
        assertThat(folder).isEmptyDirectory();
    }

    /// As the bars are: no more than a screen has.
    @Test
    void fortyNodesWithAThousandPullsAreBounded() throws Exception {
        ProgressFile written = new ProgressFile(folder, clock, TIME_OUT);
        for (int i = 0; i < 1000; i++) {
            NodeName node = new NodeName("gpu%02d".formatted(i % 40));
            written.on(new SyncEvent.PullStarted(Samples.pull(node, "r.io/x:" + i, 1_000_000)));
            written.on(new SyncEvent.Warned("number " + i + " " + "x".repeat(600)));
            written.on(new SyncEvent.PullEnded(
                    new Outcome.NotTried(Samples.pull(node, "r.io/full:1", 7), Outcome.Cause.DISK, "full")));
        }
        clock.pass(Duration.ofSeconds(3));
        written.on(new SyncEvent.Ticked());

        assertThat(Files.size(file())).isLessThan(1 << 17);
        assertThat(read().state().running()).hasSize(LiveState.MOST_RUNNING);
        assertThat(read().said()).hasSize(Progress.MOST_SAID).allMatch(line -> line.length() <= 503);
        assertThat(read().lines(Columns.ANY))
                .hasSizeLessThan(Progress.MOST_SAID + 30)
                .startsWith("and 951 lines before these, which the log has")
                .endsWith("and 976 more pulls");
    }

    private String sound() throws IOException {
        ProgressFile written = new ProgressFile(folder, clock, TIME_OUT);
        clock.pass(Duration.ofSeconds(5));
        events().forEach(written::on);
        clock.pass(Duration.ofSeconds(1));
        written.on(new SyncEvent.Ticked());
        return Files.readString(file());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "version":1              | "version":2
            "version":1,             |
            "pid":[0-9]+             | "pid":-1
            "nodes":3                | "nodes":99999999999999999999999
            "nodes":3                | "nodes":3,"nodes":3
            "nodes":3                | "nodes":"3"
            "started":"2026          | "started":"+1000000000
            "started":"2026          | "started":"1926
            "at":"[^"]*"             | "at":"now"
            "node":"a"               | "node":"-oProxyCommand=x"
            "image":"r.io/big:1"     | "image":"r.io/big:1 x"
            "runtime":"CONTAINERD"   | "runtime":"X"
            "phase":"DOWNLOADING"    | "phase":"X"
            "transferred":500        | "transferred":9223372036854775807
            "bytesPulled":0          | "bytesPulled":4503599627370497
            "rateSince":"[^"]*"      |
            "said":\\[               | "said":[[
            \\}$                     |
            \\}\\s*$                 | }{}
            """)
    void oneThatIsNotOursIsRefused(String sound, String instead) throws Exception {
        String text = sound();
        String broken = text.replaceFirst(sound, instead == null ? "" : instead);
        assertThat(broken).isNotEqualTo(text);
        Files.writeString(file(), broken);

        assertThatThrownBy(this::read)
                .isInstanceOf(UnusableFileException.class)
                .hasMessageStartingWith(file() + " cannot be used: ");
    }

    /// Of whatever is changed in one that is sound: it is refused in the usual way, or it can be shown.
    @Test
    void whateverIsWrittenThereIsRefusedOrShown() throws Exception {
        byte[] sound = sound().getBytes(StandardCharsets.UTF_8);
        String other = "0123456789{}[]\",:ax-.\0\u00ff";
        Random random = new Random(16);
        int refused = 0;
        for (int i = 0; i < 3000; i++) {
            byte[] changed = sound.clone();
            for (int n = random.nextInt(3); n >= 0; n--) {
                changed[random.nextInt(changed.length)] =
                        other.getBytes(StandardCharsets.ISO_8859_1)[random.nextInt(other.length())];
            }
            try {
                Progress read = ProgressJson.read(changed);
                assertThat(read.lines(80)).allMatch(line -> line.matches("\\P{Cntrl}*"));
            } catch (StrictJson.Broken e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(1000, 2900);
    }

    @Test
    void whatIsOddIsShownAllTheSame() throws Exception {
        String text = sound().replaceFirst("\"bytesPulled\":0", "\"bytesPulled\":4503599627370496")
                .replaceFirst("\"timeOut\":1800", "\"timeOut\":4503599627370496")
                .replaceFirst("\"running\":4", "\"running\":0,\"future\":{\"x\":[1]}")
                .replaceFirst("\"rateSince\":\"2026", "\"rateSince\":\"9998")
                .replaceFirst("\"said\":\\[\"c", "\"said\":[\"\\\\u001b[2J");
        Files.writeString(file(), text);

        assertThat(read().lines(40)).isNotEmpty().allMatch(line -> line.matches("\\P{Cntrl}*"));
        assertThat(read().json()).contains("\"kind\" : \"progress\"").doesNotContain("\u001b");
    }

    @Test
    void aLinkOrSomethingHugeIsNotRead() throws Exception {
        Files.createSymbolicLink(file(), Path.of("/etc/passwd"));
        assertThatThrownBy(this::read).isInstanceOf(UnusableFileException.class).hasMessageContaining("is a link");
        Files.delete(file());
        Files.write(file(), new byte[(1 << 20) + 1]);
        assertThatThrownBy(this::read).isInstanceOf(UnusableFileException.class).hasMessageContaining("has more than");
    }
}
