package io.imagesync.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemporaryNameTest {
    private static final String TOKEN = "0123456789abcdef";
    private static final String DIGEST = "sha256:" + "a".repeat(64);
    /// What containerd takes for a host and a repository.
    private static final int MAX_NAME = 255;

    @ParameterizedTest
    @CsvSource({
        "registry.io:5000/a/b:1.0, a/b:1.0",
        "nginx, library/nginx:latest",
        "localhost/app:x, app:x",
        "r.io/app@" + "sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa,"
                + " app@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
    })
    void standsForAnImage(String image, String rest) {
        ImageRef name = TemporaryName.of(40123, TOKEN, ImageRef.of(image));

        assertThat(name).hasToString("127.0.0.1:40123/image-sync-" + TOKEN + "/" + rest);
        assertThat(name.registry()).isEqualTo("127.0.0.1:40123");
        assertThat(TemporaryName.is(name.toString())).isTrue();
    }

    @Test
    void staysShortWhateverTheImageIsCalled() {
        ImageRef one = ImageRef.of("r.io/" + "a".repeat(250) + ":1");
        ImageRef other = ImageRef.of("r.io/" + "a".repeat(249) + "b:1");

        ImageRef name = TemporaryName.of(65535, TOKEN, one);

        assertThat(name.name()).hasSizeLessThan(MAX_NAME);
        assertThat(name).isNotEqualTo(TemporaryName.of(65535, TOKEN, other));
        assertThat(TemporaryName.of(65535, TOKEN, ImageRef.of("r.io/" + "a".repeat(200)))
                        .name())
                .hasSizeLessThan(MAX_NAME)
                .contains("aaa");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "127.0.0.1:5000/app:1",
                "127.0.0.1:5000/image-sync-0123456789abcdef",
                "127.0.0.1:5000/image-sync-0123456789abcde/app:1",
                "127.0.0.1:5000/image-sync-0123456789ABCDEF/app:1",
                "127.0.0.1:5000/image-sync-0123456789abcdef0/app:1",
                "127.0.0.1:5000/x/image-sync-0123456789abcdef/app:1",
                "127.0.0.1/image-sync-0123456789abcdef/app:1",
                "127.0.0.1:/image-sync-0123456789abcdef/app:1",
                "127.0.0.10:5000/image-sync-0123456789abcdef/app:1",
                "r.io/image-sync-0123456789abcdef/app:1"
            })
    void othersAreNone(String name) {
        assertThat(TemporaryName.is(name)).isFalse();
    }

    @Test
    void oneWithADigestIsOneToo() {
        assertThat(TemporaryName.is("127.0.0.1:5000/image-sync-" + TOKEN + "/app@" + DIGEST))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0123456789abcde", "0123456789abcdeg", "../../../../etc/"})
    void aTokenIsSixteenHexadecimalDigits(String token) {
        assertThatThrownBy(() -> TemporaryName.of(1, token, ImageRef.of("app")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
