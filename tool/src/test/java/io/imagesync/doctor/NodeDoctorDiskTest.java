package io.imagesync.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.DiskUsage;
import io.imagesync.model.Finding;
import java.util.OptionalInt;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeDoctorDiskTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            60 | 80 |  0 | OK      | /d is 60% full; DISK_LIMIT 80%, the kubelet deletes images from 85% by default | ''
            60 | 80 | 90 | OK      | the kubelet deletes images from 90%                                            | ''
            80 | 80 |  0 | WARNING | /d is 80% full                                        | no pull starts there
            85 | 80 |  0 | WARNING | /d is 85% full                                        | is deleting images there
            60 | 85 |  0 | WARNING | DISK_LIMIT 85%                                        | set DISK_LIMIT below 85
            60 | 80 | 75 | WARNING | the kubelet deletes images from 75%                   | set DISK_LIMIT below 75
            60 |  0 |  0 | WARNING | DISK_LIMIT is off                                     | set DISK_LIMIT below 85
            """)
    void comparesTheDiskWithBothLimits(
            int used, int limit, int kubelet, Finding.Level level, String text, String remedy) {
        OptionalInt threshold = kubelet == 0 ? OptionalInt.empty() : OptionalInt.of(kubelet);
        Finding finding = NodeDoctor.disk("n", new DiskUsage("/d", 100, used), limit, threshold);
        assertThat(finding.level()).isEqualTo(level);
        assertThat(finding.text()).contains(text);
        assertThat(finding.remedy()).contains(remedy);
    }
}
