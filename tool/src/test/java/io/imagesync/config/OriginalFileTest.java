package io.imagesync.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.Level;
import io.imagesync.model.NodeName;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A file written for the original works as it is.
class OriginalFileTest {
    private static final String FILE = """
            # Worker nodes
            NODE1="worker1"
            NODE2="worker2"

            # Image prefixes
            PREFIX1="bcm11"
            PREFIX2="nvcr.io/nvidia"   # from NGC

            LOG_DIR="/var/log/giindia/image-sync"
            TIME_OUT=900
            MAX_PARALLEL=3
            SSH_CONNECT_TIMEOUT=5
            LOG_LEVEL="DEBUG"
            MAX_LOG_SIZE=20971520
            LOG_RETENTION_DAYS=14
            """;

    @Test
    void itIsUnderstoodWithoutAWarning() {
        ConfigResult.Loaded loaded = Conf.whole(FILE);
        Config config = loaded.config();
        assertThat(loaded.warnings()).isEmpty();
        assertThat(config.fleet().nodes()).containsExactly(new NodeName("worker1"), new NodeName("worker2"));
        assertThat(config.wanted().prefixes()).isEqualTo(List.of("bcm11", "nvcr.io/nvidia"));
        assertThat(config.limits().pull()).isEqualTo(Duration.ofMinutes(15));
        assertThat(config.limits().pullsANode()).isEqualTo(3);
        assertThat(config.ssh().connectTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.logs().folder()).hasToString("/var/log/giindia/image-sync");
        assertThat(config.logs().level()).isEqualTo(Level.DEBUG);
        assertThat(config.logs().maxBytes()).isEqualTo(20_971_520);
        assertThat(config.logs().retentionDays()).isEqualTo(14);
    }

    @Test
    void windowsLineEndsChangeNothing() {
        assertThat(Conf.whole("\uFEFF" + FILE.replace("\n", "\r\n"))).isEqualTo(Conf.whole(FILE));
    }
}
