package io.imagesync.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageRefTest {
    private static final String HEX = "0123456789abcdef".repeat(4);

    @ParameterizedTest
    @CsvSource({
        "nginx,                             docker.io, docker.io/library/nginx:latest",
        "nginx:1.27,                        docker.io, docker.io/library/nginx:1.27",
        "bitnami/redis,                     docker.io, docker.io/bitnami/redis:latest",
        "docker.io/nginx,                   docker.io, docker.io/library/nginx:latest",
        "docker.io/library/nginx:latest,    docker.io, docker.io/library/nginx:latest",
        "index.docker.io/nginx,             docker.io, docker.io/library/nginx:latest",
        "index.docker.io/a/b:1,             docker.io, docker.io/a/b:1",
        "nvcr.io/nvidia/cuda:12.4.1-base,   nvcr.io, nvcr.io/nvidia/cuda:12.4.1-base",
        "localhost/app,                     localhost, localhost/app:latest",
        "localhost:5000/app:v1,             localhost:5000, localhost:5000/app:v1",
        "bcm11:5000/app,                    bcm11:5000, bcm11:5000/app:latest",
        "bcm11/app,                         docker.io, docker.io/bcm11/app:latest",
        "10.0.0.1:5000/a/b/c:1,             10.0.0.1:5000, 10.0.0.1:5000/a/b/c:1",
        "[fd00::1]:5000/app:1,              [fd00::1]:5000, [fd00::1]:5000/app:1",
        "reg.example/a__b/c-d/e---f.g:T_1.2, reg.example, reg.example/a__b/c-d/e---f.g:T_1.2",
        "REG.example/app:1,                 REG.example, REG.example/app:1",
        "MyHost/app:1,                      MyHost, MyHost/app:1",
        "H/a/b,                             H, H/a/b:latest",
        "xn--7o8h.com/myimage:1,            xn--7o8h.com, xn--7o8h.com/myimage:1",
        "a.b.c/d:_1,                        a.b.c, a.b.c/d:_1",
    })
    void completesWhatIsWritten(String text, String registry, String canonical) {
        ImageRef ref = ImageRef.of(text);

        assertThat(ref.registry()).isEqualTo(registry);
        assertThat(ref.canonical()).isEqualTo(canonical);
        assertThat(ref).hasToString(text);
        assertThat(ref.isDigested()).isFalse();
        assertThat(ref.completed()).isEqualTo(ref).hasToString(canonical);
    }

    @ParameterizedTest
    @CsvSource({
        "reg.example/app@sha256:,        reg.example/app@sha256:",
        "reg.example/app:1.2@sha256:,    reg.example/app@sha256:",
        "nginx@sha256:,                  docker.io/library/nginx@sha256:",
        "nginx@sha256+b64u.x:,           docker.io/library/nginx@sha256+b64u.x:",
    })
    void digestDecidesWithoutTag(String head, String canonicalHead) {
        ImageRef ref = ImageRef.of(head + HEX);

        assertThat(ref.isDigested()).isTrue();
        assertThat(ref.canonical()).isEqualTo(canonicalHead + HEX);
        assertThat(ref.completed().isDigested()).isTrue();
    }

    @Test
    void equalWhenTheSameIsMeant() {
        assertThat(ImageRef.of("nginx"))
                .isEqualTo(ImageRef.of("docker.io/library/nginx:latest"))
                .hasSameHashCodeAs(ImageRef.of("index.docker.io/nginx"))
                .isEqualByComparingTo(ImageRef.of("nginx:latest"))
                .isNotEqualTo(ImageRef.of("nginx:1"))
                .isNotEqualTo(ImageRef.of("quay.io/library/nginx"))
                .isNotEqualTo(ImageRef.of("nginx@sha256:" + HEX));
        assertThat(ImageRef.of("localhost:5000/a")).isNotEqualTo(ImageRef.of("localhost/a"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "/",
                ":",
                "@",
                ".",
                "-",
                "nginx:",
                "nginx@",
                ":tag",
                "@sha256:abc",
                "/nginx",
                "nginx/",
                "a//b",
                "-nginx",
                "--help",
                "-rm/x:1",
                "reg.example/-app",
                "reg.example/app-",
                "a..b/c",
                "a___b",
                "a._b",
                "_a",
                "reg.example/App:1",
                "Nginx",
                "host/App:1",
                "MyHost/",
                "nginx:.1",
                "nginx:-1",
                "nginx:a:b",
                "nginx:v1/2",
                "nginx:tag with blank",
                " nginx",
                "nginx ",
                "nginx\n",
                "\nnginx",
                "ngi\0nx",
                "nginx\u001b[31m",
                "nginx:\u00e9",
                "ngin\u0445",
                "nginx;id",
                "nginx|id",
                "nginx&",
                "$(id)",
                "`id`",
                "nginx$HOME",
                "nginx>x",
                "nginx'",
                "nginx\"",
                "nginx\\",
                "nginx*",
                "nginx?",
                "nginx!",
                "nginx#",
                "~/nginx",
                "nginx{a,b}",
                "nginx%20",
                "nginx=1",
                "http://reg.example/app",
                "reg.example:port/app",
                "reg.example:123456/app",
                "reg.example:/app",
                "reg..example/app",
                "-reg.example/app",
                "reg-.example/app",
                "[fd00::1/app",
                "[]/app",
                "[1844]/app",
                "fd00::1/app",
                "<none>",
                "<none>:<none>",
                "nginx@sha256",
                "nginx@sha256:",
                "nginx@:abc",
                "nginx@sha256:xyz",
                "user@reg.example/app",
                "nginx@sha256:0123456789abcdef0123456789abcde",
            })
    void refusesWhatTheGrammarDoesNotHave(String text) {
        assertThat(ImageRef.parse(text)).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> ImageRef.of(text));
    }

    /// The grammar's limits: 128 characters for a tag, 255 for the repository with all that Docker Hub adds to it.
    static Stream<String> longest() {
        return Stream.of(
                "reg.example/" + "a".repeat(255),
                "a".repeat(255 - "library/".length()),
                "nginx:" + "t".repeat(128),
                "reg.example/app@sha512:" + HEX + HEX);
    }

    @ParameterizedTest
    @MethodSource("longest")
    void takesTheLongestNames(String text) {
        assertThat(ImageRef.parse(text)).isPresent();
    }

    static Stream<String> tooLong() {
        return Stream.of(
                "reg.example/" + "a".repeat(256),
                "a".repeat(256 - "library/".length()),
                "a/".repeat(128) + "b",
                "nginx:" + "t".repeat(129),
                "nginx@sha512:" + HEX + HEX + "0",
                "reg.example/" + "a".repeat(250) + ":" + "t".repeat(128) + "@sha512:" + HEX + HEX,
                "a".repeat(1 << 20));
    }

    @ParameterizedTest
    @MethodSource("tooLong")
    void refusesLongerNames(String text) {
        assertThat(ImageRef.parse(text)).isEmpty();
    }

    @Test
    void saysWhatItRefusedWithoutItsControlCharacters() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ImageRef.of("a\nb\u001b[31m"))
                .withMessage("not an image reference: a\\nb\\u001B[31m");
    }
}
