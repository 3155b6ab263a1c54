package io.imagesync.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ImageRefPropertiesTest {
    private static final String NASTY = "aZ09._-/:@[]+ \n\t\r\0\u001b\u00a0\u2028$`;|&<>*?'\"\\(){}!#~%^=,";

    /// Anything at all, what is nearly a reference, and references with one character put in.
    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> nearly = Arbitraries.strings().withChars(NASTY).ofMaxLength(60);
        Arbitrary<String> broken = Combinators.combine(
                        references(), Arbitraries.integers().between(0, 200), Arbitraries.chars())
                .as((text, at, c) -> new StringBuilder(text)
                        .insert(Math.min(at, text.length()), c.charValue())
                        .toString());
        return Arbitraries.oneOf(Arbitraries.strings().ofMaxLength(80), nearly, broken, references());
    }

    @Provide
    Arbitrary<String> references() {
        Arbitrary<String> registry = Arbitraries.of(
                "", "docker.io/", "index.docker.io/", "localhost/", "reg.example:5000/", "[::1]:5000/", "bcm11/");
        Arbitrary<String> path = Arbitraries.of("app", "a/b", "library/nginx", "a__b/c-d", "docker.io/x", "localhost");
        Arbitrary<String> tag = Arbitraries.of("", ":latest", ":1.2_3-RC");
        Arbitrary<String> digest = Arbitraries.of("", "@sha256:" + "0f".repeat(32));
        return Combinators.combine(registry, path, tag, digest).as((r, p, t, d) -> r + p + t + d);
    }

    @Property
    void acceptsNothingThatAShellOrATerminalCouldMisread(@ForAll("texts") String text) {
        ImageRef.parse(text).ifPresent(ref -> {
            assertThat(ref.toString()).isEqualTo(text).matches("[A-Za-z0-9\\[][A-Za-z0-9._/:@+\\[\\]-]*");
            assertThat(ref.canonical()).matches("[A-Za-z0-9\\[][A-Za-z0-9._/:@+\\[\\]-]*");
        });
    }

    @Property
    void completingOnceIsEnough(@ForAll("texts") String text) {
        ImageRef.parse(text).map(ImageRef::completed).ifPresent(done -> {
            assertThat(ImageRef.parse(done.toString())).contains(done);
            assertThat(done.completed()).isEqualTo(done).hasToString(done.toString());
            assertThat(ImageRef.of(done.toString()).registry()).isEqualTo(done.registry());
        });
    }

    @Property
    void acceptsEveryReferencePutTogetherByTheGrammar(@ForAll("references") String text) {
        assertThat(ImageRef.parse(text)).isPresent();
    }

    @Property
    void agreesWithItselfOnOrder(@ForAll("references") String one, @ForAll("references") String other) {
        ImageRef a = ImageRef.of(one);
        ImageRef b = ImageRef.of(other);

        assertThat(a.compareTo(b) == 0).isEqualTo(a.equals(b));
        assertThat(Integer.signum(a.compareTo(b))).isEqualTo(-Integer.signum(b.compareTo(a)));
        assertThat(Optional.of(a.equals(b))).contains(a.canonical().equals(b.canonical()));
    }
}
