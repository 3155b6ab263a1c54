package io.imagesync.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.ImageRef;
import java.time.Duration;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
    @ParameterizedTest
    @CsvSource({
        "reg.example/app:1,  reg.example/app:1,        true",
        "reg.example/app,    reg.example/app:1,        false",
        "reg.example/app:*,  reg.example/app:1,        true",
        "*:latest,           reg.example/a/b/c:latest, true",
        "*:latest,           reg.example/app:latest-1, false",
        "*/app:*,            reg.example/a/b/app:1,    true",
        "*/app:*,            reg.example/a/b/apple:1,  false",
        "*debug*,            reg.example/debug/app:1,  true",
        "*debug*,            reg.example/app:1-debug,  true",
        "reg*:*dev*,         reg.example/app:a-dev-1,  true",
        "*,                  nginx,                    true",
        "**,                 nginx,                    true",
        "*a*a*,              reg.example/b:a,          true",
        "*aa,                reg.example/b:aaa,        true",
        "reg.example/app:?,  reg.example/app:1,        true",
        "reg.example/app:?,  reg.example/app:12,       false",
        "reg?example/app:1,  reg.example/app:1,        true",
        "reg.example/.*,     reg.example/app:1,        false",
        "reg.example/a[pq]*, reg.example/app:1,        false",
        "'reg.example/\\Eapp*', reg.example/app:1,     false",
        "(a|b)*,             a/b:1,                    false",
        "APP*,               app:1,                    false",
        "nginx*,             docker.io/nginx:1,        true",
        "docker.io/*/nginx*, nginx:1,                  true",
        "bitnami/*,          docker.io/bitnami/x:1,    true",
        "bitnami/*,          quay.io/bitnami/x:1,      false",
        "'',                 nginx,                    false",
    })
    void isNoRegularExpression(String glob, String image, boolean matches) {
        assertThat(new Glob(glob).matches(ImageRef.of(image))).isEqualTo(matches);
    }

    /// One that backtracks through every star would not come back in a life time.
    @Test
    void isQuickWhateverIsAsked() {
        Glob glob = new Glob("*a".repeat(40) + "*b");
        ImageRef image = ImageRef.of("reg.example/" + "a".repeat(255) + ":" + "a".repeat(128));

        boolean matches = Assertions.assertTimeoutPreemptively(Duration.ofSeconds(30), () -> glob.matches(image));

        assertThat(matches).isFalse();
    }

    @Provide
    Arbitrary<String> globs() {
        return Arbitraries.strings().withChars("ab*?").ofMaxLength(8);
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.strings().withChars("ab").ofMinLength(1).ofMaxLength(8);
    }

    @Property
    void agreesWithTheDefinition(@ForAll("globs") String glob, @ForAll("names") String name) {
        assertThat(new Glob(glob).matches(ImageRef.of(name)))
                .isEqualTo(ImageRef.of(name).spellings().stream().anyMatch(spelling -> defined(glob, spelling)));
    }

    private static boolean defined(String glob, String name) {
        if (glob.isEmpty()) {
            return name.isEmpty();
        }
        if (glob.startsWith("*")) {
            return defined(glob.substring(1), name) || (!name.isEmpty() && defined(glob, name.substring(1)));
        }
        return !name.isEmpty()
                && (glob.startsWith("?") || glob.charAt(0) == name.charAt(0))
                && defined(glob.substring(1), name.substring(1));
    }
}
