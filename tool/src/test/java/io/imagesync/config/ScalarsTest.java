package io.imagesync.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.Effective;
import io.imagesync.model.Level;
import io.imagesync.model.Limits;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Numbers, sizes, words with a meaning and paths, as the keys take them.
class ScalarsTest {
    @ParameterizedTest
    @CsvSource({
        "TIME_OUT,60,60",
        "TIME_OUT,08888,8888",
        "MAX_PARALLEL,08,8",
        "MAX_PARALLEL,1,1",
        "MAX_PARALLEL,2147483647,2147483647",
        "MAX_PARALLEL,0000000000000000000000000000012,12",
        "RETRIES,0,0",
        "RETRY_DELAY,1,1",
        "DISK_LIMIT,100,100",
        "DISK_LIMIT,0,0",
        "SSH_PORT,65535,65535",
        "MAX_LOG_SIZE,1024,1024",
        "LOG_RETENTION_DAYS,1,1",
        "MAX_IMAGE_SIZE,20G,21474836480",
        "MAX_IMAGE_SIZE,1,1",
        "MAX_IMAGE_SIZE,512MiB,536870912",
        "MAX_IMAGE_SIZE,010kb,10240",
        "MAX_IMAGE_SIZE,2T,2199023255552",
        "MAX_RELAYS,1,1",
        "RELAY_RATE,0,0",
        "RELAY_RATE,50M,52428800"
    })
    void aNumberIsDecimal(String key, String text, String value) {
        assertThat(Conf.warnings(key + "=" + text)).isEmpty();
        assertThat(Conf.effective(key + "=" + text, key)).isEqualTo(new Effective(key, value, "F:5"));
    }

    @ParameterizedTest
    @CsvSource({
        "TIME_OUT,59,too small",
        "TIME_OUT,abc,not a number",
        "TIME_OUT,12s,not a number",
        "TIME_OUT,0x10,not a number",
        "TIME_OUT,+100,not a number",
        "TIME_OUT,1e3,not a number",
        "TIME_OUT,'1 2',not a number",
        "TIME_OUT,٣٠٠,not a number",
        "TIME_OUT,2147483648,too large",
        "TIME_OUT,99999999999999999999999999,too large",
        "RUN_LIMIT,-1,too small",
        "MAX_PARALLEL,0,too small",
        "MAX_PARALLEL_TOTAL,-1,too small",
        "MAX_PARALLEL_REGISTRY,-1,too small",
        "MAX_CONNECTIONS,0,too small",
        "RETRIES,-1,too small",
        "RETRY_DELAY,0,too small",
        "DISK_LIMIT,101,too large",
        "SSH_CONNECT_TIMEOUT,0,too small",
        "SSH_PORT,0,too small",
        "SSH_PORT,65536,too large",
        "MAX_LOG_SIZE,1023,too small",
        "LOG_RETENTION_DAYS,0,too small",
        "MAX_IMAGE_SIZE,0,too small",
        "MAX_RELAYS,0,too small",
        "RELAY_RATE,fast,not a size",
        "RELAY_RATE,-1,not a size",
        "MAX_IMAGE_SIZE,999999999999T,too large",
        "MAX_IMAGE_SIZE,20X,not a size",
        "MAX_IMAGE_SIZE,1.5G,not a size",
        "LOG_LEVEL,LOUD,not understood"
    })
    void aNumberThatCannotBeUsedIsAWarningAndTheDefault(String key, String text, String why) {
        ConfigResult.Loaded loaded = Conf.loaded(key + "='" + text + "'");
        assertThat(loaded.config()).isEqualTo(Conf.config(""));
        assertThat(loaded.warnings())
                .singleElement()
                .asString()
                .startsWith("Invalid " + key + " value '" + text + "', using default: ")
                .contains(" (F:5: \"" + text + "\" is ")
                .contains(why)
                .contains("; write ");
        assertThat(loaded.effective())
                .filteredOn(e -> e.key().equals(key))
                .singleElement()
                .extracting(Effective::origin)
                .isEqualTo("default, as F:5 cannot be used");
    }

    @Test
    void anInvalidValueIsSaidInTheWordsOthersWatchFor() {
        assertThat(Conf.warnings("TIME_OUT=5\nSSH_PORT=x\n"))
                .containsExactly(
                        "Invalid TIME_OUT value '5', using default: 1800 (F:5: \"5\" is too small; write a whole number"
                                + " from 60 to 2147483647)",
                        "Invalid SSH_PORT value 'x', using default: none (F:6: \"x\" is not a number; write a whole"
                                + " number from 1 to 65535)");
    }

    @Test
    void zeroIsNoLimitWhereTheTableSaysSo() {
        Limits limits = Conf.config("RUN_LIMIT=0\nMAX_PARALLEL_TOTAL=0\nMAX_PARALLEL_REGISTRY=0\nDISK_LIMIT=0\n")
                .limits();
        assertThat(limits.run()).isZero();
        assertThat(limits.pulls()).isZero();
        assertThat(limits.pullsARegistry()).isZero();
        assertThat(limits.disk().percent()).isZero();
        assertThat(Conf.config("RUN_LIMIT=90").limits().run()).hasSeconds(90);
    }

    @ParameterizedTest
    @CsvSource({"yes,true", "YES,true", "true,true", "1,true", "no,false", "No,false", "FALSE,false", "0,false"})
    void yesAndNoAreUnderstood(String text, boolean value) {
        Config config = Conf.config("SUDO=" + text + "\nSYNC_DIGESTS=" + text);
        assertThat(config.runtime().sudo()).isEqualTo(value);
        assertThat(config.wanted().digests()).isEqualTo(value);
        assertThat(Conf.effective("SUDO=" + text, "SUDO").value()).isEqualTo(value ? "yes" : "no");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SUDO", "SYNC_DIGESTS"})
    void somethingBetweenYesAndNoIsAnError(String key) {
        assertThat(Conf.errors("\n" + key + "=perhaps"))
                .containsExactly("F:6: " + key + ": \"perhaps\" is neither yes nor no; write yes or no");
    }

    @ParameterizedTest
    @CsvSource({"DEBUG,DEBUG", "info,INFO", "Warning,WARNING", "ERROR,ERROR", "SUCCESS,INFO", "success,INFO"})
    void theLogLevelIsUnderstood(String text, Level level) {
        assertThat(Conf.config("LOG_LEVEL=" + text).logs().level()).isEqualTo(level);
    }

    @ParameterizedTest
    @CsvSource({
        "SEED_FIRST,perhaps,'no, yes, waves'",
        "DRIFT,mend,'report, pull'",
        "RUNTIME_ACCESS,docker,'auto, cri, crictl'"
    })
    void anotherWordIsAnError(String key, String text, String choice) {
        assertThat(Conf.errors(key + "=" + text))
                .containsExactly("F:5: " + key + ": \"" + text + "\" is not understood; write one of: " + choice);
    }

    @ParameterizedTest
    @ValueSource(strings = {"LOG_DIR", "STATE_DIR", "LOCK_FILE", "METRICS_FILE", "AUTH_FILE"})
    void aPathIsAbsoluteAndPlain(String key) {
        for (String path : List.of("relative", "./x", "~/x", "/a/../b", "/..", "/a/..", "../a", "/a\nb", "/a\tb")) {
            assertThat(Conf.errorsOfWhole("NODES='a b';PREFIX1=x;" + (key.equals("LOG_DIR") ? "" : "LOG_DIR=/l;") + key
                            + "='" + path + "'"))
                    .as(path)
                    .singleElement()
                    .asString()
                    .startsWith("F:1: " + key + ": ")
                    .contains("; ");
        }
        assertThat(Conf.read(Scalars::path, "/a//b..c/./d/")).hasToString("/a/b..c/d");
    }
}
