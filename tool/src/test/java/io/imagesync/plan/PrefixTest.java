package io.imagesync.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.ImageRef;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrefixTest {
    @ParameterizedTest
    @CsvSource({
        "bcm11,                   bcm11/app:1",
        "bcm11,                   bcm11:5000/app:1",
        "bcm11,                   bcm11-head:5000/app:1",
        "bcm11,                   bcm11.cluster/app:1",
        "bcm11/,                  bcm11/app:1",
        "bcm11/app,               bcm11/app:1",
        "bcm11/app,               bcm11/app-two:1",
        "bcm11/app:,              bcm11/app:1",
        "bcm11/app:1,             bcm11/app:1",
        "bcm11/app:1,             bcm11/app:1.2",
        "bcm11/app,               bcm11/app",
        "nvcr.io/nvidia,          nvcr.io/nvidia/cuda:12",
        "nvcr.io/nvidia/tensor*,  nvcr.io/nvidia/tensorrt:1",
        "nvcr.io/nvidia/tensor*,  nvcr.io/nvidia/tensor:1",
        "bcm11*,                  bcm111/app:1",
        "bcm11,                   docker.io/bcm11/app:1",
        "docker.io/bcm11,         bcm11/app:1",
        "nginx,                   docker.io/library/nginx:1",
        "library/nginx,           nginx:1",
        "docker.io/library/,      nginx:1",
        "*,                       anything/at-all:1",
    })
    void takes(String prefix, String image) {
        assertThat(new Prefix(prefix).takes(ImageRef.of(image))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "bcm11,       bcm111/app:1,          true",
        "bcm11,       bcm11a/app:1,          true",
        "bcm11/app,   bcm11/apple:1,         true",
        "bcm11/app:1, bcm11/app:12,          true",
        "bcm11,       xbcm11/app:1,          false",
        "BCM11,       bcm11/app:1,           false",
        "bcm11/app,   bcm11/ap,              false",
        "bcm1.,       bcm11/app:1,           false",
        "bcm1[0-9],   bcm11/app:1,           false",
        "b*m11,       bcm11/app:1,           false",
        "nvcr.io/n*,  nvcr.io/x:1,           false",
    })
    void takesNot(String prefix, String image, boolean asPlainText) {
        assertThat(new Prefix(prefix).takes(ImageRef.of(image))).isFalse();
        assertThat(new Prefix(prefix)
                        .plainTextMatch(List.of(ImageRef.of(image)))
                        .isPresent())
                .isEqualTo(asPlainText);
    }
}
