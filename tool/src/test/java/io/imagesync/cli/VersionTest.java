package io.imagesync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VersionTest {
    /// Classes that no jar holds have no version; the commit is beside them already.
    @Test
    void saysTheVersionTheCommitAndTheJava() {
        String[] lines = new Version().getVersion();
        assertThat(lines).hasSize(3);
        assertThat(lines[0]).isEqualTo("image-sync (not from a jar)");
        assertThat(lines[1]).matches("commit ([0-9a-f]{12}(-dirty)?|unknown)");
        assertThat(lines[2]).isEqualTo("Java " + Runtime.version());
    }
}
