package io.imagesync.lab.embedded.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.lab.embedded.Fault;
import io.imagesync.lab.embedded.NodeEvent;
import io.imagesync.lab.embedded.RegistryImage;
import io.imagesync.lab.embedded.StoredImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Names and texts that somebody chose to do harm with: they are shown harmlessly and sent nowhere.
@BothWays
class HostileNamesTest extends OnOneSite {
    private static final int MEGABYTE = 1_000_000;

    private static Stream<String> names() {
        return Stream.of(
                "a$(touch x):v1",
                "a`touch x`:v1",
                "a;touch x:v1",
                "a' ; touch x ; ':v1",
                "-oProxyCommand=touch:x",
                "a:v1\n[2026-01-01 00:00:00] [ERROR] forged",
                "a:v1\r\u001b[2K\u001b]0;owned\u0007",
                "a:v1\u2028forged\u202egnp",
                "a:" + "v".repeat(MEGABYTE),
                "a/".repeat(MEGABYTE / 2) + ":v1");
    }

    @Test
    void skipsNamesThatAreNoReferencesWithAWarningEach() throws Exception {
        names().forEach(name -> hold(Site.REPOSITORY + name));

        assertThat(site.run()).isEqualTo(new Ended(0, "", ""));

        assertThat(site.log())
                .filteredOn(line -> line.startsWith("[WARNING] Invalid image reference, left alone: "))
                .hasSize((int) names().count())
                .allMatch(line -> line.endsWith(" on gpu01") && line.length() < 400);
        assertThat(site.node("gpu02").events().of(NodeEvent.PullStarted.class))
                .containsExactly(new NodeEvent.PullStarted(Site.REPOSITORY + "app:1.0", ""));
        assertNothingWasExecuted();
    }

    /// Held as if it had been pulled, so that nothing but its name keeps it from being wanted elsewhere.
    private void hold(String name) {
        String digest = Site.REPOSITORY + "a@" + RegistryImage.sha256("manifest of " + name);
        site.node("gpu01")
                .store()
                .add(new StoredImage(RegistryImage.sha256(name), List.of(name), List.of(digest), 1, false));
    }

    @Test
    void showsThemHarmlesslyInAPlan() throws Exception {
        names().forEach(name -> hold(Site.REPOSITORY + name));

        Ended ended = site.run("plan");

        assertThat(ended.exitCode()).isZero();
        assertThat(ended.stderr()).isEmpty();
        assertThat(ended.stdout().lines())
                .allMatch(line -> line.matches("[\\P{Cntrl}&&[^\\u2028\\u202e]]{0,500}"))
                .filteredOn(line -> line.startsWith("invalid   "))
                .hasSize((int) names().count());
        assertNothingWasExecuted();
    }

    @Test
    void showsHarmlesslyWhatARegistrySays() throws Exception {
        String text = "FATA[0000] pulling image: rpc error: code = Unknown desc = \u001b[31m$(touch x)\u0007\r"
                + "https://user:secret@registry.example.com/?token=secret " + "x".repeat(MEGABYTE) + "\n";
        site.node("gpu02").faults().everything(new Fault.Says(1, text));

        Ended ended = site.run();

        assertThat(ended.exitCode()).isEqualTo(3);
        assertThat(ended.complaints()).hasSize(2).allMatch(line -> line.matches("\\P{Cntrl}{1,2000}"));
        assertThat(String.join("\n", site.log())).doesNotContain("secret");
        assertThat(site.file("failed_images"))
                .singleElement()
                .asString()
                .endsWith("gpu02 " + Site.REPOSITORY + "app:1.0 (EXIT 1) - FAILED");
        assertNothingWasExecuted();
    }

    private void assertNothingWasExecuted() {
        assertThat(List.of(folder, Path.of("").toAbsolutePath(), Path.of(System.getProperty("user.home"))))
                .noneMatch(place -> Files.exists(place.resolve("x")));
    }
}
