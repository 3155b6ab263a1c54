package io.imagesync.lab.embedded.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.lab.embedded.Fault;
import io.imagesync.lab.embedded.Gate;
import io.imagesync.lab.embedded.NodeEvent;
import io.imagesync.lab.embedded.Pace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What runs remember for the next ones, however nodes are worked.
class MemoryOfRunsTest extends OnOneSite {
    private static final String APP = Site.REPOSITORY + "app:1.0";
    private static final String BAD = Site.REPOSITORY + "bad:1.0";
    private static final Ended SILENT = new Ended(3, "", "");
    private static final Pattern TIME = Pattern.compile("(\"at\" : \")([^\"]+)");

    private Path file() {
        return site.state().resolve("memory.json");
    }

    private void failFor(Fault fault) {
        site.holds("gpu01", "bad:1.0").node("gpu02").faults().always(BAD, fault);
    }

    private long tries(String image) {
        return site.node("gpu02").events().of(NodeEvent.PullStarted.class).stream()
                .filter(pull -> pull.reference().equals(image))
                .count();
    }

    /// Everything remembered is older by that.
    private void age(Duration by) throws IOException {
        Files.writeString(
                file(),
                TIME.matcher(Files.readString(file()))
                        .replaceAll(found ->
                                found.group(1) + Instant.parse(found.group(2)).minus(by)));
    }

    private static String rights(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    @Test
    void whatFailedForGoodIsComplainedAboutOnceAndNotTriedForAnHour() throws Exception {
        failFor(Fault.Known.NOT_FOUND);
        Ended first = site.run();
        assertThat(first.exitCode()).isEqualTo(3);
        assertThat(first.stderr()).contains("failed: " + BAD + " on gpu02: the registry does not have it");

        assertThat(site.run()).isEqualTo(SILENT);

        assertThat(tries(BAD)).isEqualTo(1);
        assertThat(site.file("failed_images")).hasSize(1);
        assertThat(site.log()
                        .subList(
                                site.log().indexOf("[INFO] === IMAGE SYNC COMPLETE ==="),
                                site.log().size()))
                .anyMatch(line -> line.matches("\\[INFO] Skipped: " + BAD
                        + " on gpu02 \\(failed before\\): the registry does not have it: .* \\(once\\);"
                        + " check the tag; it may have been deleted since; gpu\\d+ still holds it;"
                        + " add it to EXCLUDE to stop the attempts; next attempt after"
                        + " \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d, or with --retry-failed"))
                .contains("[INFO] Skipped images (this session): 1")
                .doesNotContain("[INFO] All images are already synced");

        age(Duration.ofHours(1));
        assertThat(site.run().stderr()).contains("failed: " + BAD);
        assertThat(tries(BAD)).isEqualTo(2);
        age(Duration.ofHours(1));
        assertThat(site.run()).isEqualTo(SILENT);
    }

    @Test
    void plansSayWhatIsRememberedAndChangeNothing() throws Exception {
        failFor(Fault.Known.UNAUTHORIZED);
        site.run();
        String remembered = Files.readString(file());

        Ended plan = site.run("plan", "--exit-code");

        assertThat(plan.exitCode()).isZero();
        assertThat(plan.stdout())
                .containsPattern("(?m)^skip +gpu02 +" + BAD + " +failed before: the registry asks for credentials: ");
        assertThat(site.run("plan", "-o", "json").stdout()).contains("\"reason\" : \"failed before\"");
        assertThat(site.run("--dry-run").stdout()).contains("failed before", "Nothing to pull.");
        assertThat(site.run("--dry-run", "--retry-failed").stdout()).contains("1 pull on 1 node");
        assertThat(file()).hasContent(remembered);
    }

    @Test
    void saysItToThoseWhoLookOn() throws Exception {
        failFor(Fault.Known.FORBIDDEN);
        site.run();

        Ended ended = site.run("-v");

        assertThat(ended.exitCode()).isEqualTo(3);
        assertThat(ended.stderr()).isEmpty();
        assertThat(ended.stdout()).contains("gpu02  " + BAD + "  not pulled: failed before, ");
    }

    @Test
    void newFailuresAreComplainedAboutWithoutTheOldOnes() throws Exception {
        failFor(Fault.Known.NOT_FOUND);
        site.run();
        site.holds("gpu01", "worse:1.0")
                .node("gpu02")
                .faults()
                .always(Site.REPOSITORY + "worse:1.0", Fault.Known.FORBIDDEN);

        Ended ended = site.run();

        assertThat(ended.exitCode()).isEqualTo(3);
        assertThat(ended.complaints()).hasSize(2);
        assertThat(ended.stderr()).contains("worse:1.0").doesNotContain("bad:1.0");
    }

    @Test
    void retryFailedForgetsThem() throws Exception {
        failFor(Fault.Known.NOT_FOUND);
        site.run();

        assertThat(site.run("--retry-failed").stderr()).contains("failed: " + BAD);
        assertThat(tries(BAD)).isEqualTo(2);
        site.node("gpu02").faults().clear();
        assertThat(site.run()).isEqualTo(SILENT);

        assertThat(site.run("sync", "--retry-failed")).isEqualTo(new Ended(0, "", ""));
        assertThat(site.isOn("bad:1.0", "gpu02")).isTrue();
        assertThat(site.run()).isEqualTo(new Ended(0, "", ""));
    }

    @Test
    void whatSomebodyElsePulledIsForgotten() throws Exception {
        failFor(Fault.Known.NOT_FOUND);
        site.run();
        site.holds("gpu02", "bad:1.0");

        assertThat(site.run()).isEqualTo(new Ended(0, "", ""));
        assertThat(file()).content().doesNotContain("failed");
    }

    @Test
    void whatMayPassIsTriedInEveryRun() throws Exception {
        failFor(Fault.Known.SERVICE_UNAVAILABLE);
        site.run();

        assertThat(site.run().stderr()).contains("failed: " + BAD);
        assertThat(tries(BAD)).isEqualTo(2);
    }

    /// So many runs that pull the image, after each of which the node deletes it.
    private void pullAndDelete(int times) throws Exception {
        for (int i = 0; i < times; i++) {
            assertThat(site.run()).isEqualTo(new Ended(0, "", ""));
            site.node("gpu02").store().remove(APP);
        }
    }

    @Test
    void whatVanishedThreeTimesIsComplainedAboutOnceAndNotPulledForADay() throws Exception {
        pullAndDelete(3);

        Ended found = site.run();

        assertThat(found.exitCode()).isEqualTo(3);
        assertThat(found.stderr())
                .contains("vanishes: " + APP + " on gpu02: ", "3 times", "DISK_LIMIT", "pin", "imageMaximumGCAge");
        assertThat(site.log())
                .anyMatch(line -> line.startsWith("[WARNING] Skipped: " + APP + " on gpu02 (vanishes): "));
        assertThat(site.run()).isEqualTo(SILENT);
        assertThat(site.log()).anyMatch(line -> line.startsWith("[INFO] Skipped: " + APP + " on gpu02 (vanishes): "));
        assertThat(site.run("plan").stdout()).containsPattern("skip +gpu02 +" + APP + " +vanishes: ");
        assertThat(tries(APP)).isEqualTo(3);

        age(Duration.ofDays(1));
        pullAndDelete(1);
        assertThat(site.run().stderr()).contains("vanishes: " + APP, "4 times");
        assertThat(site.run("--retry-failed")).isEqualTo(new Ended(0, "", ""));
        assertThat(tries(APP)).isEqualTo(5);
    }

    /// One pull at a time: when the second has started, the first has failed.
    @Test
    void aCancelledRunRemembersToo() throws Exception {
        String slow = Site.REPOSITORY + "slow:1.0";
        site.set("MAX_PARALLEL", 1).holds("gpu01", "slow:1.0").node("gpu02").pace(Pace.behind(new Gate()));
        site.node("gpu02").faults().always(APP, Fault.Known.NOT_FOUND);
        try (Program program = site.start()) {
            site.node("gpu02").events().await(new NodeEvent.PullStarted(slow, ""), Duration.ofSeconds(60));
            program.signal("TERM");
            assertThat(program.end().exitCode()).isEqualTo(143);
        }
        assertThat(file()).content().contains(APP).doesNotContain(slow);
    }

    @ParameterizedTest
    @ValueSource(strings = {"000", "022", "077"})
    void modesDoNotDependOnTheUmask(String umask) throws Exception {
        assertThat(site.runAfter("umask " + umask).exitCode()).isZero();

        assertThat(rights(site.state())).isEqualTo("rwxr-x---");
        for (String name : List.of("memory.json", "last-run.json", "history.jsonl")) {
            assertThat(rights(site.state().resolve(name))).isEqualTo("rw-------");
        }
    }

    @Test
    void aBrokenFileIsAWarningAndKeptAside() throws Exception {
        Files.createDirectory(site.state());
        Files.writeString(file(), "{\"version\":1,\"entries\":[{\u0007");

        assertThat(site.run("plan").stdout()).contains("warning: STATE_DIR: " + file() + " cannot be used: ");
        assertThat(site.run()).isEqualTo(new Ended(0, "", ""));

        assertThat(site.log())
                .filteredOn(line -> line.startsWith("[WARNING] STATE_DIR: " + file() + " cannot be used: "))
                .hasSize(1);
        assertThat(site.state().resolve("memory.json.broken")).content().startsWith("{\"version\":1");
        assertThat(file()).content().contains("app:1.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"touch %s", "ln -s . %s", "mkdir -m 777 %s"})
    void aFolderThatCannotBeUsedIsAWarning(String command) throws Exception {
        Ended ended = site.runAfter(command.formatted(site.state()));

        assertThat(ended).isEqualTo(new Ended(0, "", ""));
        assertThat(site.isOn("app:1.0", "gpu02")).isTrue();
        assertThat(site.log())
                .anyMatch(line -> line.startsWith("[WARNING] STATE_DIR: ")
                        && line.contains(site.state().toString())
                        && line.endsWith("; nothing is remembered from run to run"));
        assertThat(site.run()).isEqualTo(new Ended(0, "", ""));
    }

    @Test
    void aFileThatCannotBeWrittenIsSaidOnStderr() throws Exception {
        site.run();
        Files.writeString(file(), "broken");
        Files.createDirectories(site.state().resolve("memory.json.broken/below"));

        Ended ended = site.run();

        assertThat(ended.exitCode()).isEqualTo(3);
        assertThat(ended.complaints())
                .singleElement()
                .asString()
                .contains("cannot rename " + file(), "move it away by hand");
        assertThat(site.isOn("app:1.0", "gpu02")).isTrue();
    }

    @Test
    void aClockThatWasWrongHoldsNothingForLongerThanADay() throws Exception {
        failFor(Fault.Known.NOT_FOUND);
        site.run();
        age(Duration.ofDays(3650).negated());

        assertThat(site.run()).isEqualTo(SILENT);

        String at = TIME.matcher(Files.readString(file()))
                .results()
                .map(found -> found.group(2))
                .max(String::compareTo)
                .orElseThrow();
        assertThat(Instant.parse(at)).isBeforeOrEqualTo(Instant.now().plus(1, ChronoUnit.MINUTES));
    }
}
