package io.imagesync.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InUseTest {
    private static final String HEX = "a".repeat(64);
    private static final String DIGEST = "sha256:" + "b".repeat(64);
    private static final HeldImage IMAGE = new HeldImage(
            "sha256:" + HEX,
            List.of(ImageRef.of("nginx:1"), ImageRef.of("r.io:5000/app:2")),
            List.of(ImageRef.of("r.io:5000/app@" + DIGEST)),
            OptionalLong.empty());

    private static boolean uses(String used) {
        return new InUse(List.of(new InUse.Use(used, "container web")))
                .by(IMAGE)
                .isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "nginx:1,                               true",
        "docker.io/library/nginx:1,             true",
        "library/nginx:1,                       true",
        "nginx,                                 false",
        "r.io:5000/app:2,                       true",
        "r.io:5000/app:3,                       false",
        "r.io:5000/app@DIGEST,                  true",
        "r.io:5000/app:3@DIGEST,                true",
        "r.io@DIGEST,                           true",
        "docker-pullable://r.io:5000/app@DIGEST, true",
        "r.io:5000/app@sha256:HEX,              true",
        "sha256:HEX,                            true",
        "HEX,                                   true",
        "docker://sha256:HEX,                   true",
        "DIGEST,                                false",
        "'Bad Name',                            false",
        "'@',                                   false",
        "'',                                    false",
    })
    void anImageIsNamedInManyWays(String used, boolean its) {
        assertThat(uses(used.replace("DIGEST", DIGEST).replace("HEX", HEX))).isEqualTo(its);
    }

    @Test
    void theFirstWhoUsesItIsTold() {
        InUse inUse = new InUse(List.of(
                new InUse.Use("r.io/other:1", "container a"),
                new InUse.Use("nginx:1", "container b (exited)"),
                new InUse.Use(IMAGE.id(), "container c (running)")));

        assertThat(inUse.by(IMAGE)).contains("container b (exited)");
        assertThat(new InUse(List.of()).by(IMAGE)).isEmpty();
    }
}
