package io.imagesync.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.DiskLimit;
import io.imagesync.model.Level;
import io.imagesync.model.Limits;
import io.imagesync.model.RelayMode;
import io.imagesync.model.RelaySettings;
import io.imagesync.model.Retry;
import io.imagesync.model.RuntimeAccess;
import io.imagesync.model.RuntimeSettings;
import io.imagesync.model.SeedFirst;
import io.imagesync.model.SshOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigReaderTest {
    @Test
    void whatIsNotSetHasItsDefault() {
        Config config = Conf.config("");
        assertThat(config.limits())
                .isEqualTo(new Limits(
                        64,
                        4,
                        64,
                        16,
                        Duration.ofSeconds(5),
                        Duration.ofMinutes(3),
                        Duration.ofMinutes(30),
                        Duration.ZERO,
                        SeedFirst.NO,
                        new Retry(2, Duration.ofSeconds(2)),
                        new DiskLimit(80),
                        new RelaySettings(RelayMode.NO, 4, 0, true)));
        assertThat(config.wanted().imageSize()).isEmpty();
        assertThat(config.ssh())
                .isEqualTo(new SshOptions(
                        Optional.empty(),
                        OptionalInt.empty(),
                        Optional.empty(),
                        Duration.ofSeconds(10),
                        false,
                        List.of(),
                        Optional.empty(),
                        true));
        assertThat(config.runtime())
                .isEqualTo(new RuntimeSettings(RuntimeAccess.AUTO, List.of("crictl"), Optional.empty(), false));
        assertThat(config.wanted().drift()).isEqualTo(Config.Drift.REPORT);
        assertThat(config.wanted().digests()).isFalse();
        assertThat(config.logs().level()).isEqualTo(Level.INFO);
        assertThat(config.logs().maxBytes()).isEqualTo(10_485_760);
        assertThat(config.logs().retentionDays()).isEqualTo(30);
        assertThat(config.files().lock()).hasToString("/var/run/image-sync.lock");
        assertThat(config.files().state()).hasToString("/var/lib/image-sync");
        assertThat(config.files().metrics()).isEmpty();
        assertThat(config.files().auth()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Key.class)
    void anEmptyValueIsAsIfTheKeyWereAbsent(Key key) {
        String name = key.isNumbered() ? key.name() + "9" : key.name();
        if (key == Key.LOG_DIR) {
            assertThat(Conf.errorsOfWhole("NODES='a b'\nPREFIX1=x\nLOG_DIR=\n"))
                    .containsExactly("Missing required configuration variables: LOG_DIR; set them in F");
        } else {
            assertThat(Conf.config(name + "=\"\"\n")).isEqualTo(Conf.config(""));
            assertThat(Conf.config(name + "=' '\n")).isEqualTo(Conf.config(""));
        }
    }

    @ParameterizedTest
    @EnumSource(RelayMode.class)
    void whichImagesAreRelayedAndHow(RelayMode mode) {
        Config config = Conf.config("RELAY=" + mode + "\nMAX_RELAYS=7\nRELAY_RATE=10M\nRELAY_PIN=no\n");
        assertThat(config.limits().relay()).isEqualTo(new RelaySettings(mode, 7, 10 << 20, false));
    }

    @Test
    void whatIsPinnedAndHowManyTagsAreKept() {
        Config.Upkeep upkeep =
                Conf.config("PIN='nvcr.io/*:1 */app:*'\nKEEP_TAGS=3\n").upkeep();
        assertThat(upkeep.pin()).containsExactly("nvcr.io/*:1", "*/app:*");
        assertThat(upkeep.keepTags()).hasValue(3);
        assertThat(Conf.config("").upkeep()).isEqualTo(new Config.Upkeep(List.of(), OptionalInt.empty(), false));
        assertThat(Conf.loaded("KEEP_TAGS=0\n").config().upkeep().keepTags()).isEmpty();
        assertThat(Conf.warnings("PIN=*\nRUNTIME_ACCESS=crictl\n"))
                .singleElement()
                .asString()
                .startsWith("F:5: PIN: pins need CRI");
    }

    @Test
    void byCrictlNothingIsRelayed() {
        assertThat(Conf.warnings("RELAY=loaded\nRUNTIME_ACCESS=crictl\n"))
                .singleElement()
                .asString()
                .startsWith("F:5: RELAY: ")
                .contains("RUNTIME_ACCESS=auto");
        assertThat(Conf.warnings("RELAY=no\nRUNTIME_ACCESS=crictl\n")).isEmpty();
    }

    @Test
    void theLastAssignmentWinsWithAWarning() {
        ConfigResult.Loaded loaded = Conf.loaded("TIME_OUT=100\n\nTIME_OUT=200\n");
        assertThat(loaded.config().limits().pull()).hasSeconds(200);
        assertThat(loaded.warnings())
                .extracting(Problem::toString)
                .containsExactly("F:7: TIME_OUT: set before on line 5, this line counts; remove one of the two");
        assertThat(Conf.loaded("TIME_OUT=100; TIME_OUT=").config().limits().pull())
                .hasSeconds(1800);
    }

    @Test
    void anUnknownKeyIsAWarning() {
        assertThat(Conf.warnings("TIMEOUT=5\nPATH=/bin\n"))
                .containsExactly(
                        "F:5: TIMEOUT: unknown key, ignored; did you mean TIME_OUT?",
                        "F:6: PATH: unknown key, ignored; remove the line");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SEED_FIRST=yes",
                "RUNTIME_ACCESS=auto",
                "RUNTIME_ACCESS=cri",
                "RUNTIME_ACCESS=crictl",
                "DRIFT=pull",
                "RELAY=failed",
                "STATE_DIR=/srv/state"
            })
    void settingWhatIsThereIsNoWarning(String line) {
        assertThat(Conf.warnings(line)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | NODE1 NODE2 PREFIX1 LOG_DIR",
                "NODE1=a;NODE2=b | PREFIX1 LOG_DIR",
                "NODES='a b' | PREFIX1 LOG_DIR",
                "NODES=', ';PREFIXES=,;IMAGES=,;LOG_DIR=/l | NODE1 NODE2 PREFIX1",
                "PREFIX3=x | NODE1 NODE2 LOG_DIR",
                "PREFIXES=x | NODE1 NODE2 LOG_DIR",
                "IMAGES=nginx;NODE7=a | LOG_DIR",
                "NODES='a b';PREFIX1=x | LOG_DIR",
                "PREFIX1=x;LOG_DIR=/l | NODE1 NODE2"
            })
    void missingRequiredKeysAreNamed(String text, String missing) {
        String file = text == null ? "" : text.replaceAll("(NODES|PREFIXES|IMAGES|LOG_DIR)=([^;' ]+)", "$1='$2'");
        String nodes = missing.contains("NODE1") ? "; nodes can also be in NODES, in any number" : "";
        assertThat(Conf.errorsOfWhole(file))
                .containsExactly("Missing required configuration variables: " + missing + "; set them in F" + nodes);
    }

    @Test
    void aFleetThatIsAllInRepairIsNoFleet() {
        assertThat(Conf.errors("EXCLUDE_NODES='w1 w2'"))
                .containsExactly("F:5: EXCLUDE_NODES: leaves out every node; remove the nodes that are not in repair");
        assertThat(Conf.warnings("EXCLUDE_NODES=w1")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "LOCK_FILE=/etc/is.conf | LOCK_FILE: /etc/is.conf is the configuration",
                "METRICS_FILE=/etc/is.conf | METRICS_FILE: /etc/is.conf is the configuration",
                "METRICS_FILE=/var/run/image-sync.lock | METRICS_FILE: /var/run/image-sync.lock is LOCK_FILE",
                "AUTH_FILE=/a;METRICS_FILE=/a | METRICS_FILE: /a is AUTH_FILE",
                "AUTH_FILE=/a;LOCK_FILE=/a | LOCK_FILE: /a is AUTH_FILE",
                "METRICS_FILE=/var/lib/image-sync/history.jsonl | METRICS_FILE: /var/lib/image-sync/history.jsonl is a"
                        + " file of STATE_DIR",
                "LOCK_FILE=/var/lib/image-sync/memory.json | LOCK_FILE: /var/lib/image-sync/memory.json is a file of"
                        + " STATE_DIR",
                "METRICS_FILE=/l/image-sync-2026-01-01.log | METRICS_FILE: /l/image-sync-2026-01-01.log is a log"
            })
    void aFileThatIsWrittenToIsNothingElse(String lines, String what) {
        ConfigResult result = ConfigReader.parse(
                "NODES='a b'\nPREFIX1=x\nLOG_DIR=/l\n" + lines,
                new ConfigLocation(Path.of("/etc/is.conf"), Optional.empty()));
        assertThat(((ConfigResult.Rejected) result).problems())
                .singleElement()
                .asString()
                .isEqualTo("/etc/is.conf:4: " + what + ", which would be overwritten; name another file");
    }

    @Test
    void metricsMayBeBesideWhatIsKept() {
        assertThat(Conf.warnings("METRICS_FILE=/var/lib/image-sync/image-sync.prom"))
                .isEmpty();
    }

    @Test
    void whatWasTriedAndIsWrongIsNotMissing() {
        assertThat(Conf.errorsOfWhole("NODES=$X\nPREFIX1='^x'\nLOG_DIR=log"))
                .hasSize(3)
                .noneMatch(p -> p.startsWith("Missing"));
        assertThat(Conf.errorsOfWhole("NODES=\"a b\nPREFIX1=x\nLOG_DIR=/l"))
                .singleElement()
                .asString()
                .contains("never closed");
    }

    @Test
    void oneNodeAloneHasNothingToCompareWith() {
        assertThat(Conf.errorsOfWhole("NODE1=a\nPREFIX1=x\nLOG_DIR=/l"))
                .containsExactly("F: there is only one node, nothing to compare with; add another one (NODE2), or"
                        + " name the images that it should have (IMAGES)");
        assertThat(Conf.errorsOfWhole("NODE1=a;NODE2=a\nPREFIX1=x\nLOG_DIR=/l").getFirst())
                .contains("only one node");
        assertThat(Conf.whole("NODE1=a\nIMAGES=nginx\nLOG_DIR=/l")
                        .config()
                        .fleet()
                        .nodes())
                .hasSize(1);
    }

    @Test
    void allProblemsComeAtOnceErrorsFirstInTheOrderOfTheLines() {
        assertThat(Conf.errorsOfWhole("TIME_OUT=x\nDRIFT=x\nNODES='a;b c'\nif\nSUDO=$X\nHOME=/\nLOG_FOO=1"))
                .extracting(p -> p.replaceFirst("^(F:[0-9]+|Missing|Invalid).*", "$1"))
                .containsExactly("Missing", "F:2", "F:3", "F:4", "F:5", "Invalid", "F:6", "F:7");
    }

    @Test
    void aLongKeyIsCut() {
        String name = "K".repeat(100_000);
        assertThat(Conf.warnings(name + "=1")).singleElement().asString().hasSizeLessThan(250);
        assertThat(Conf.errors(name + " = 1")).singleElement().asString().hasSizeLessThan(800);
    }

    @Test
    void aProblemShowsValuesEscapedAndCut() {
        String error =
                Conf.errors("DRIFT='\u001b[2J\u202E" + "x".repeat(9_000) + "'").getFirst();
        assertThat(error).contains("\\u001B[2J\\u202Exxx").contains("...").hasSizeLessThan(250);
        assertThat(error.chars()).noneMatch(Character::isISOControl);
    }
}
