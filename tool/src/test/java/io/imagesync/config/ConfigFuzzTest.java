package io.imagesync.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.fuzz.Fuzzing;
import io.imagesync.model.NodeName;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class ConfigFuzzTest {
    private static final List<String> FILES = List.of(
            Conf.BASE,
            Conf.BASE + "TIME_OUT=1800; MAX_PARALLEL=08 # comment\nexport DISK_LIMIT=\"80\"\n",
            Conf.BASE + "NODES=\"w3 gpu[01-16,20]\n[user@]x\"\nEXCLUDE='*:dev-*'\nIMAGES=nginx\n",
            "\ufeffNODE1=a\r\nNODE2='b'\r\nPREFIXES=\"bcm11* nvcr.io/nvidia\"\r\nLOG_DIR=/var/log/x\r\n",
            Conf.BASE + "MAX_IMAGE_SIZE=20G\nRETRIES=2\nSSH_PORT=22\nLOG_LEVEL=DEBUG\nSUDO=yes\n",
            Conf.BASE
                    + "NODE_SELECTOR='gpu=yes,zone in (a, b),!edge'\nNODE_SKIP='cordoned deleting'\nKUBE_MAX_AGE=7d\n",
            Conf.BASE + "IMAGES_FROM=workloads\nNAMESPACES='team-* web'\nKUBECTL='k3s kubectl'\nKUBE_CONTEXT=a@b\n",
            Conf.BASE + "X=$(touch x)\nY=`y`\nif true; then Z=\"${HOME}\"; fi\nA+=b\n");
    private static final List<String> LISTS =
            List.of("w1 w2 gpu[01-16,20]", "root@gpu[1-3]x[0-9],::1", "fe80::1%eth0\n10.0.0.1", "a[1-99999]b[1-99999]");

    private static final int MOST_SHOWN = 1000;

    @Property(tries = 150)
    void filesAreUnderstoodOrRefusedInWords(@ForAll long seed) {
        Fuzzing.texts(seed, FILES, text -> {
            switch (ConfigReader.parse(text, Conf.LOCATION)) {
                case ConfigResult.Loaded loaded -> {
                    inRange(loaded.config());
                    loaded.warnings().forEach(ConfigFuzzTest::fitToBeShown);
                }
                case ConfigResult.Rejected rejected -> {
                    assertThat(rejected.problems()).isNotEmpty();
                    rejected.problems().forEach(ConfigFuzzTest::fitToBeShown);
                }
            }
        });
    }

    private static void inRange(Config config) {
        assertThat(config.limits().pull()).isGreaterThanOrEqualTo(Duration.ofSeconds(60));
        assertThat(config.limits().pullsANode()).isPositive();
        assertThat(config.limits().connections()).isPositive();
        assertThat(config.limits().disk().percent()).isBetween(0, 100);
        assertThat(config.logs().folder()).isAbsolute();
        assertThat(config.logs().folder().toString()).doesNotContain("/../");
        assertThat(config.cluster().maxAge().toSeconds()).isBetween(0L, (long) Integer.MAX_VALUE);
        config.cluster()
                .selector()
                .ifPresentOrElse(
                        selector -> assertThat(selector).matches("[A-Za-z0-9_./=!,() *-]{1,2000}"),
                        () -> assertThat(config.fleet().takingPart()).isNotEmpty());
    }

    private static void fitToBeShown(Problem problem) {
        assertThat(problem.toString().length()).isLessThan(MOST_SHOWN);
        assertThat(problem.toString()).matches("\\P{Cntrl}+");
    }

    @Property(tries = 70)
    void nodeListsHaveNamesAndNotTooMany(@ForAll long seed) {
        Fuzzing.texts(seed, LISTS, text -> {
            try {
                List<NodeName> names = NodeList.parse(text);
                assertThat(names.size()).isLessThanOrEqualTo(NodeList.MOST);
                names.stream()
                        .limit(20)
                        .forEach(name ->
                                assertThat(NodeName.isValid(name.text())).isTrue());
            } catch (WrongValue e) {
                assertThat(e.faults()).isNotEmpty();
            }
        });
    }
}
