package io.imagesync.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.fuzz.Fuzzing;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class ModelFuzzTest {
    private static final String DIGEST = "@sha256:" + "0f".repeat(32);
    private static final List<String> REFERENCES = List.of(
            "nginx",
            "docker.io/library/nginx:latest",
            "reg.example:5000/a/b-c/d__e:1.2_3-RC",
            "localhost/x" + DIGEST,
            "[::1]:5000/app:v1",
            "bcm11:5000/app:1" + DIGEST,
            "a".repeat(300) + "/b:1");

    @Property(tries = 300)
    void referencesAreWhatTheyWereReadFrom(@ForAll long seed) {
        Fuzzing.texts(
                seed,
                REFERENCES,
                text -> ImageRef.parse(text).ifPresent(ref -> {
                    assertThat(ref.toString()).isEqualTo(text);
                    assertThat(ImageRef.parse(ref.canonical())).contains(ref);
                    assertThat(ref.canonical()).matches("[A-Za-z0-9\\[][A-Za-z0-9._/:@+\\[\\]-]*");
                    assertThat(ref.canonical()).startsWith(ref.registry() + "/" + ref.repository());
                }));
    }

    @Property(tries = 30)
    void whatIsShownIsBoundedAndPlain(@ForAll long seed) {
        Fuzzing.texts(seed, REFERENCES, text -> {
            String shown = Texts.printable(text, 40);
            assertThat(shown.length()).isLessThanOrEqualTo(43);
            assertThat(shown).matches("[^\\p{Cntrl}\\u2028\\u202e\\ufeff]*");
        });
    }
}
