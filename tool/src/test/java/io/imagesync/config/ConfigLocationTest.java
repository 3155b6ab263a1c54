package io.imagesync.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.imagesync.model.Effective;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigLocationTest {
    @ParameterizedTest
    @CsvSource({
        ",,,/etc/image-sync/image-sync.conf",
        ",,'',/etc/image-sync/image-sync.conf",
        ",,/v.conf,/v.conf",
        ",gpu,/v.conf,/etc/image-sync/gpu.conf",
        "/c.conf,,/v.conf,/c.conf",
        "/c.conf,gpu,/v.conf,/c.conf",
        "rel.conf,,,rel.conf"
    })
    void theFileIsChosenInOrder(String config, String group, String variable, String file) throws WrongValue {
        Map<String, String> environment = variable == null ? Map.of() : Map.of("IMAGE_SYNC_CONFIG", variable);
        assertThat(ConfigLocation.choose(Optional.ofNullable(config), Optional.ofNullable(group), environment))
                .isEqualTo(new ConfigLocation(Path.of(file), Optional.ofNullable(group)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GPU", "-gpu", "_x", "../gpu", "a/b", "a b", "a.conf", "ä"})
    void aGroupNameIsPlain(String group) {
        assertThatExceptionOfType(WrongValue.class)
                .isThrownBy(() -> ConfigLocation.choose(Optional.empty(), Optional.of(group), Map.of()));
    }

    @Test
    void aFileNameThatCannotBeIsRefused() {
        for (String name : List.of("a\0b", "")) {
            assertThatExceptionOfType(WrongValue.class)
                    .isThrownBy(() -> ConfigLocation.choose(Optional.of(name), Optional.empty(), Map.of()));
        }
    }

    @Test
    void aGroupHasItsOwnLockStateAndLogs() {
        ConfigLocation gpu = new ConfigLocation(Path.of("F"), Optional.of("gpu"));
        ConfigResult.Loaded loaded = (ConfigResult.Loaded) ConfigReader.parse(Conf.BASE, gpu);
        assertThat(loaded.config().files().lock()).hasToString("/var/run/image-sync-gpu.lock");
        assertThat(loaded.config().files().state()).hasToString("/var/lib/image-sync/gpu");
        assertThat(loaded.config().logs().folder()).hasToString("/var/log/is/gpu");
        assertThat(loaded.effective())
                .contains(new Effective("LOG_DIR", "/var/log/is/gpu", "F:4, with the group's sub-folder"));
    }

    @Test
    void theGroupsNameIsNotAddedTwice() {
        ConfigLocation gpu = new ConfigLocation(Path.of("F"), Optional.of("gpu"));
        assertThat(gpu.logFolder(Path.of("/l/gpu"))).isEqualTo(Path.of("/l/gpu"));
        assertThat(gpu.logFolder(Path.of("/l/xgpu"))).isEqualTo(Path.of("/l/xgpu/gpu"));
    }

    @Test
    void whatTheFileOfAGroupSetsCounts() {
        ConfigLocation gpu = new ConfigLocation(Path.of("F"), Optional.of("gpu"));
        ConfigResult.Loaded loaded = (ConfigResult.Loaded) ConfigReader.parse(Conf.BASE + "LOCK_FILE=/run/l", gpu);
        assertThat(loaded.config().files().lock()).hasToString("/run/l");
    }
}
