package io.imagesync.lab.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PullLogTest {
    private static final String ONE = "registry.lab:5000/app:1";
    private static final String TWO = "docker.io/library/odd\"name\\:2";

    @Test
    void readsStartsAndEndsOfPulls() {
        PullLog log = PullLog.parse("""
                time="2026-11-25T12:00:00.1Z" level=info msg="starting containerd" revision=1 version="1.6.20"
                time="2026-11-25T12:00:01.5Z" level=info msg="PullImage \\"registry.lab:5000/app:1\\""
                time="2026-11-25T13:00:01.500000001+01:00" level=info msg="PullImage \\"docker.io/library/odd\\\\\\"name\\\\\\\\:2\\""
                time="2026-11-25T12:00:01.6Z" level=info msg="ImageCreate event &ImageCreate{Name:x,Labels:map[string]string{},}"
                time="2026-11-25T12:00:02Z" level=info msg="PullImage \\"registry.lab:5000/app:1\\" returns image reference \\"sha256:0\\""
                time="2026-11-25T12:00:03Z" level=error msg="PullImage \\"docker.io/library/odd\\\\\\"name\\\\\\\\:2\\" failed" error="rpc error: desc = \\"PullImage \\\\\\"x\\\\\\"\\""
                """);

        assertThat(log.started()).containsExactly(ONE, TWO);
        assertThat(log.entries()).extracting(PullLog.Entry::start).containsExactly(true, true, false, false);
        assertThat(log.entries().get(1).nanos() - log.entries().get(0).nanos()).isEqualTo(1);
        assertThat(log.running()).isZero();
        assertThat(log.peak()).isEqualTo(2);
        assertThat(log.only(ONE::equals).peak()).isEqualTo(1);
    }

    @Test
    void countsWhatRuns() {
        String start = "time=\"2026-11-25T12:00:00Z\" level=info msg=\"PullImage \\\"app:1\\\"\"\n";
        String failed =
                "time=\"2026-11-25T12:00:01Z\" level=error msg=\"PullImage \\\"app:1\\\" failed\" error=canceled\n";

        assertThat(PullLog.parse(start).running()).isEqualTo(1);
        assertThat(PullLog.parse(failed + start).running()).isEqualTo(1);
        assertThat(PullLog.merge(Stream.of(PullLog.parse(start), PullLog.parse(start)))
                        .peak())
                .isEqualTo(2);
    }

    @Test
    void readsOverWhatIsNotALogLine() {
        PullLog log = PullLog.parse("""
                panic: PullImage "x"

                time="2026-11-25T12:00:00Z" level=info msg="PullImage \\"cut off
                time=yesterday
                msg="PullImage \\"without a time\\""
                time="2026-11-25T12:00:00Z" level=info msg=PullImage
                """);

        assertThat(log.entries()).isEmpty();
    }
}
