package io.imagesync.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.ConnectFailure;
import io.imagesync.model.Given;
import io.imagesync.model.NodeName;
import io.imagesync.model.Outcome;
import io.imagesync.model.Outcome.Cause;
import io.imagesync.model.Plan;
import io.imagesync.model.PullFailure.Kind;
import io.imagesync.model.PullFailure.Refused;
import io.imagesync.model.RunReport;
import io.imagesync.model.Skip;
import io.imagesync.model.Survey;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the mail of cron says.
class ComplaintsTest {
    private static List<String> ofOutcomes(List<Outcome> outcomes) {
        return Complaints.of(Samples.report(List.of(), Samples.plan(), outcomes));
    }

    private static Outcome failed(int i, String detail) {
        return new Outcome.Failed(
                Samples.pull(Samples.A, "r.io/i" + i + ":1", 1),
                new Refused(Kind.UNAUTHORIZED, 1, detail),
                Samples.STARTED,
                Duration.ZERO,
                1);
    }

    @Test
    void aCompleteRunHasNone() {
        assertThat(Complaints.of(Samples.report(List.of(), Samples.nothingToDo(), List.of())))
                .isEmpty();
    }

    @Test
    void everyThingThatIsNotDoneHasALineWithItsRemedy() {
        assertThat(Complaints.of(Samples.report()))
                .containsExactly(
                        "left out: c: connection refused by 10.0.0.3:22;"
                                + " check that sshd runs on the node and that SSH_PORT (or Port) is right",
                        "failed: r.io/gone:1 on a: the registry does not have it: r.io/gone:1: not found;"
                                + " check the tag; it may have been deleted since",
                        "failed: r.io/slow:1 on b: not finished within TIME_OUT, 1800s;"
                                + " raise TIME_OUT, or look at the speed of the registry and of the node's disk",
                        "not tried: r.io/late:1 on b: RUN_LIMIT was reached;"
                                + " the next run continues, or raise RUN_LIMIT",
                        "not tried: r.io/huge:1 on b: no room within DISK_LIMIT;"
                                + " free space on the node, or raise DISK_LIMIT");
    }

    @Test
    void aNodeThatWasToldOnStdoutIsNotToldAgain() {
        assertThat(Complaints.withoutLeftOut(Samples.report()))
                .hasSize(Complaints.of(Samples.report()).size() - 1)
                .noneMatch(line -> line.startsWith("left out: "));
    }

    @ParameterizedTest
    @EnumSource(Cause.class)
    void everyCauseHasARemedy(Cause cause) {
        assertThat(ofOutcomes(List.of(new Outcome.NotTried(Samples.LATE, cause, "detail"))))
                .singleElement()
                .asString()
                .matches("not tried: r.io/late:1 on b: .+; .+");
    }

    @Test
    void whoeverSuffersFromTheSameSharesALine() {
        List<Outcome> outcomes =
                IntStream.range(0, 40).mapToObj(i -> failed(i, "401")).toList();
        assertThat(ofOutcomes(outcomes))
                .containsExactly(
                        "failed: r.io/i0:1 on a, r.io/i1:1 on a, r.io/i2:1 on a and 37 more:"
                                + " the registry asks for credentials: 401; configure registry credentials on the node, or set AUTH_FILE");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "mkdir /var/lib/a/1: no space left on device | mkdir /var/lib/b/22: no space left on device",
                "Head \"https://r.io/v2/a/manifests/1\": EOF | Head \"https://r.io/v2/b/manifests/2\": EOF",
                "...io/a/manifests/1\": EOF | ...o/b/manifests/22\": EOF",
                "blob sha256:0123456789abcdef0123456789abcdef: EOF | blob sha256:ffff456789abcdef0123456789abcdef: EOF",
                "ref 0123456789ab locked | ref ffff456789ab locked",
                "read tcp 10.0.0.1:40112->r.io:443: reset | read tcp 10.0.0.1:51234->r.io:443: reset",
                "r.io/a:1: not found | r.io/b/c:2: not found",
            })
    void oneCauseHadALineForEachPathUrlDigestOrPort(String one, String other) {
        assertThat(ofOutcomes(List.of(failed(1, one), failed(2, other))))
                .singleElement()
                .asString()
                .startsWith("failed: r.io/i1:1 on a, r.io/i2:1 on a: ")
                .contains(one);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "no space left on device | read-only file system",
                "Head \"https://one.io/v2/a\": EOF | Head \"https://two.io/v2/a\": EOF",
                "status 502 | status 503",
                "one.io/a:1: not found | two.io/a:1: not found",
            })
    void otherCausesKeepTheirLines(String one, String other) {
        assertThat(ofOutcomes(List.of(failed(1, one), failed(2, other)))).hasSize(2);
    }

    @Test
    void ofFortyNodesWithTheSameFailureThreeWereNamed() {
        List<Outcome> outcomes = IntStream.rangeClosed(1, 40)
                .<Outcome>mapToObj(i -> new Outcome.NotTried(
                        Samples.pull(new NodeName("gpu%02d".formatted(i)), i == 7 ? "r.io/b:1" : "r.io/a:1", 7),
                        Cause.RUN_LIMIT,
                        ""))
                .toList();
        assertThat(ofOutcomes(outcomes))
                .singleElement()
                .asString()
                .startsWith("not tried: r.io/a:1 on gpu[01-06,08-40], r.io/b:1 on gpu07: RUN_LIMIT");
    }

    @Test
    void imagesWithoutRoomShareALineWhereverThatWasFound() {
        Skip early = Samples.skip(Samples.A, "r.io/early:1", Skip.Reason.DISK, "12 GiB needed");
        Plan plan = Samples.plan(Given.part(Samples.A, 0, List.of(), List.of(early)));
        List<Outcome> outcomes = List.of(
                new Outcome.NotTried(Samples.LATE, Cause.DISK, "9 GiB needed"),
                new Outcome.NotTried(Samples.SLOW, Cause.DISK, "8 GiB needed"));
        assertThat(Complaints.of(Samples.report(List.of(), plan, outcomes)))
                .singleElement()
                .asString()
                .startsWith("not tried: r.io/late:1 on b, r.io/slow:1 on b, r.io/early:1 on a: ");
    }

    @Test
    void whatAnEarlierRunHasSaidIsNotSaidAgain() {
        RunReport report = Samples.report(List.of(), Samples.skipping(Samples.BEFORE, Samples.GC_TOLD), List.of());
        assertThat(report.complete()).isFalse();
        assertThat(Complaints.of(report)).isEmpty();
    }

    @Test
    void imagesThatAreFoundToVanishAreComplainedAboutOnceWithTheRemedy() {
        Skip other = Samples.skip(Samples.B, "r.io/gc:2", Skip.Reason.VANISHES, Samples.GC.detail());
        assertThat(Complaints.of(Samples.report(
                        List.of(), Samples.skipping(Samples.GC, Samples.BEFORE, other), List.of(failed(1, "401")))))
                .hasSize(2)
                .last()
                .isEqualTo("vanishes: r.io/gc:1 on a, r.io/gc:2 on b: gone 3 times; free space");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 9, 10, 11, 500})
    void thereAreTenLinesAtMost(int causes) {
        List<Outcome> outcomes = IntStream.range(0, causes)
                .mapToObj(i -> failed(i, "cause " + i))
                .toList();
        List<String> lines = ofOutcomes(outcomes);
        assertThat(lines).hasSizeBetween(Math.min(causes, 9), 10);
        if (lines.size() < causes) {
            assertThat(lines.getLast()).isEqualTo("and " + (causes - lines.size() + 1) + " more causes, see the log");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8, 9, 10, 200})
    void aRunThatWasNotPossibleHasTenLinesAtMostToo(int nodes) {
        List<Survey> surveys = IntStream.range(0, nodes)
                .<Survey>mapToObj(i ->
                        new Survey.LeftOut(new NodeName("n" + i), new ConnectFailure.Refused("10.0.0." + i + ":22")))
                .toList();
        List<String> lines = Complaints.of(surveys, "too few", "mend them");
        assertThat(lines).hasSizeBetween(2, 10).startsWith("too few; mend them");
        if (lines.size() <= nodes) {
            assertThat(lines.getLast()).endsWith("more causes, see the log");
        }
    }
}
