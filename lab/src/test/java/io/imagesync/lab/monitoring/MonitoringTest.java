package io.imagesync.lab.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.lab.embedded.Fault;
import io.imagesync.lab.embedded.StoredImage;
import io.imagesync.lab.embedded.e2e.Program;
import io.imagesync.lab.embedded.e2e.Site;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The metrics of a run, and what is made of them: the dashboard, the rules and the page about them.
class MonitoringTest {
    private static final Path DOCS = Path.of("../docs").toAbsolutePath().normalize();
    private static final Path RULES = DOCS.resolve("alert-rules.yml");
    private static final String RULES_TEST = "alert-rules-test.yml";

    @TempDir
    private static Path site;

    @TempDir
    private Path folder;

    /// Of a run in which a pull goes well, one fails, an image is left alone, and a node is down.
    private static Path metrics() {
        return site.resolve("image-sync.prom");
    }

    @BeforeAll
    static void runOnce() throws Exception {
        try (Site all = Site.of(site, 2).holds("gpu01", "app:1.0", "app:2.0")) {
            all.set("METRICS_FILE", metrics()).set("NODE3", "absent.invalid");
            all.set("IMAGES_FROM", "workloads").set("KUBECTL", emptyCluster());
            all.node("gpu01").store().add(StoredImage.loaded(Site.REPOSITORY + "hand:1", 5));
            all.node("gpu02").faults().always(Site.REPOSITORY + "app:2.0", Fault.Known.NOT_FOUND);
            try (Program program = all.start()) {
                assertThat(program.end().exitCode()).isEqualTo(3);
            }
        }
    }

    /// In place of `kubectl`: each list that is asked for is empty.
    private static Path emptyCluster() throws IOException {
        Path kubectl = site.resolve("kubectl");
        Files.writeString(kubectl, """
                #!/bin/sh
                for last; do :; done
                case ${last##*/} in
                nodes*) kind=Node ;; deployments*) kind=Deployment ;; statefulsets*) kind=StatefulSet ;;
                daemonsets*) kind=DaemonSet ;; replicasets*) kind=ReplicaSet ;; jobs*) kind=Job ;;
                cronjobs*) kind=CronJob ;; pods*) kind=Pod ;;
                esac
                echo "{\\"kind\\":\\"${kind}List\\",\\"items\\":[]}"
                """);
        Files.setPosixFilePermissions(kubectl, PosixFilePermissions.fromString("rwxr-xr-x"));
        return kubectl;
    }

    private static Set<String> written() throws IOException {
        return found("(?m)^# TYPE (\\S+) gauge$", metrics()).collect(Collectors.toSet());
    }

    private static Stream<String> found(String pattern, Path file) throws IOException {
        return Pattern.compile(pattern)
                .matcher(Files.readString(file))
                .results()
                .map((MatchResult result) -> Objects.requireNonNull(result.group(1)));
    }

    private static Dashboard dashboard() throws IOException {
        return Dashboard.read(DOCS.resolve("grafana-dashboard.json"));
    }

    @Test
    void thePageHasTheMetricsThatARunWrites() throws Exception {
        assertThat(found("(?m)^\\| `(\\w+)` \\|", DOCS.resolve("metrics.md")))
                .containsExactlyInAnyOrderElementsOf(written());
    }

    @Test
    void theDashboardNamesOnlyMetricsThatARunWrites() throws Exception {
        assertThat(dashboard().expressions()).isNotEmpty().allSatisfy(MonitoringTest::namesWhatIsWritten);
        assertThat(dashboard().variables().stream().map(variable -> variable.get("definition")))
                .filteredOn(Objects::nonNull)
                .allSatisfy(definition -> assertThat(written())
                        .contains(definition.toString().replaceFirst("^label_values\\((\\w+), \\w+\\)$", "$1")));
    }

    @Test
    void theRulesNameOnlyMetricsThatARunWrites() throws Exception {
        assertThat(found("(?m)^ +expr: (.+)$", RULES))
                .hasSameSizeAs(found("(?m)^ +- alert: (.+)$", RULES).toList())
                .allSatisfy(MonitoringTest::namesWhatIsWritten);
    }

    private static void namesWhatIsWritten(String expression) throws IOException {
        assertThat(new PromQl(expression).metrics()).as(expression).isNotEmpty().isSubsetOf(written());
    }

    @Test
    void theDashboardAsksTheChosenDataSource() throws Exception {
        assertThat(dashboard().variables())
                .filteredOn(variable -> Objects.equals(variable.get("type"), "datasource"))
                .singleElement()
                .satisfies(variable -> assertThat(variable.get("name")).isEqualTo("datasource"))
                .satisfies(variable -> assertThat(variable.get("query")).isEqualTo("prometheus"));
        assertThat(dashboard().panels())
                .isNotEmpty()
                .allSatisfy(panel -> assertThat(String.valueOf(panel.get("datasource")))
                        .contains("type=prometheus", "${datasource}"));
    }

    @Test
    void theDashboardsPanelsHaveNumbersOfTheirOwnAndATitle() throws Exception {
        assertThat(dashboard().panels()).extracting(panel -> panel.get("id")).doesNotHaveDuplicates();
        assertThat(dashboard().panels())
                .allSatisfy(panel -> assertThat(panel.get("title")).asString().isNotBlank());
    }

    @Test
    void everyAlertHasATestInWhichItFires() throws Exception {
        assertThat(found("(?m)^ +- alertname: (.+)$", rulesTest()))
                .containsAll(found("(?m)^ +- alert: (.+)$", RULES).toList());
    }

    private Path rulesTest() throws IOException {
        Path copy = folder.resolve(RULES_TEST);
        try (InputStream test = Objects.requireNonNull(getClass().getResourceAsStream(RULES_TEST))) {
            Files.write(copy, test.readAllBytes());
        }
        return copy;
    }

    @Test
    @Tag("promtool")
    void promtoolTakesTheMetrics() {
        Promtool.installed().agrees(folder, metrics(), "check", "metrics");
    }

    @Test
    @Tag("promtool")
    void promtoolTakesTheRulesAndTheyAlertWhenTheyShould() throws Exception {
        Promtool promtool = Promtool.installed();
        Files.copy(RULES, folder.resolve(RULES.getFileName()));

        promtool.agrees(folder, "check", "rules", RULES.toString());
        promtool.agrees(folder, "test", "rules", rulesTest().toString());
    }

    /// It has no word for an expression alone, so each becomes a rule.
    @Test
    @Tag("promtool")
    void promtoolTakesTheExpressionsOfTheDashboard() throws Exception {
        List<String> rules = dashboard().expressions().stream()
                .map(expression -> "  - {record: 'x', expr: '" + expression.replace("'", "''") + "'}")
                .toList();
        Path file = folder.resolve("dashboard.yml");
        Files.writeString(file, "groups:\n- name: x\n  rules:\n" + String.join("\n", rules) + "\n");

        Promtool.installed().agrees(folder, "check", "rules", "--lint=none", file.toString());
    }
}
