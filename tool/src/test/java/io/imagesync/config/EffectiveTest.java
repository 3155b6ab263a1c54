package io.imagesync.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.Effective;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class EffectiveTest {
    @Test
    void everyKeyIsShownInTheOrderOfTheTable() {
        List<String> labels = Conf.whole("NODES='a b';IMAGES=x;LOG_DIR=/l").effective().stream()
                .map(Effective::key)
                .toList();
        assertThat(labels).isEqualTo(Arrays.stream(Key.values()).map(Key::label).toList());
    }

    @Test
    void numberedKeysAreShownByTheirNumbers() {
        assertThat(Conf.loaded("NODE10=w10\n").effective())
                .startsWith(
                        new Effective("NODE1", "w1", "F:1"),
                        new Effective("NODE2", "w2", "F:2"),
                        new Effective("NODE10", "w10", "F:5"),
                        new Effective("NODES", "", "default"));
    }

    @Test
    void valuesAreShownAsUnderstood() {
        assertThat(Conf.effective("NODES='a[1-3],b'", "NODES")).isEqualTo(new Effective("NODES", "a1 a2 a3 b", "F:5"));
        assertThat(Conf.effective("IMAGES=nginx", "IMAGES").value()).isEqualTo("docker.io/library/nginx:latest");
        assertThat(Conf.effective("CRICTL='k3s  crictl'", "CRICTL").value()).isEqualTo("k3s crictl");
        assertThat(Conf.effective("LOCK_FILE=/run//x/", "LOCK_FILE").value()).isEqualTo("/run/x");
    }

    @Test
    void whatIsShownIsEscaped() {
        Effective effective = new Effective("LOCK_FILE", "/run/\u202Ex", "a\nb:1");
        assertThat(effective.value()).isEqualTo("/run/\\u202Ex");
        assertThat(effective.origin()).isEqualTo("a\\nb:1");
    }

    @Test
    void theOriginIsTheLineOrTheDefault() {
        assertThat(Conf.effective("\nTIME_OUT=0090", "TIME_OUT")).isEqualTo(new Effective("TIME_OUT", "90", "F:6"));
        assertThat(Conf.effective("", "TIME_OUT")).isEqualTo(new Effective("TIME_OUT", "1800", "default"));
        assertThat(Conf.effective("TIME_OUT=", "TIME_OUT").origin()).isEqualTo("default");
        assertThat(Conf.effective("", "SSH_USER")).isEqualTo(new Effective("SSH_USER", "", "default"));
    }
}
