package io.imagesync.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.json.StrictJson;
import io.imagesync.model.Credential;
import io.imagesync.model.Credential.Password;
import io.imagesync.model.ImageRef;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/// Whatever the file holds: no exception, no secret in a message, no credential for another registry.
class AuthPropertiesTest {
    private static final String SECRET = "geheim";

    /// Secrets wherever they can be, also where they should not.
    private static final String FILE = """
            {
              "auths": {
                "reg.example": {"auth": "bWU6geheim/geheim+", "email": "geheim"},
                "https://b.example/v1/": {"username": "geheim", "password": "geheim"},
                "quay.io/org": {"identitytoken": "geheim"},
                "c.example": {"registrytoken": "geheim"},
                "geheim": {},
                "https://me:geheim@d.example": {"auth": "bWU6Z2VoZWlt"}
              },
              "credHelpers": {"e.example": "pass", "geheim": "ecr-login"},
              "credsStore": "desktop",
              "HttpHeaders": {"geheim": "geheim"},
              "geheim": ["geheim", 1, true, null]
            }
            """;

    /// All that can be seen of reading it.
    private static String shown(byte[] bytes) {
        try {
            AuthContent content = AuthContent.read(bytes);
            return content.warnings() + content.toString();
        } catch (StrictJson.Broken e) {
            return e.toString() + e.getMessage();
        }
    }

    private static String shown(String json) {
        return shown(json.getBytes(StandardCharsets.UTF_8));
    }

    @Property
    void anyBytesCauseNoException(@ForAll byte[] bytes) {
        assertThat(shown(bytes)).isNotEmpty();
    }

    @Property
    void piecesOfJsonLeakNothing(@ForAll("pieces") List<String> pieces) {
        assertThat(shown("{" + String.join("", pieces))).doesNotContain(SECRET);
    }

    @Provide
    Arbitrary<List<String>> pieces() {
        return Arbitraries.of(
                        "{",
                        "}",
                        "[",
                        "]",
                        ":",
                        ",",
                        "\"",
                        "\n",
                        "\\",
                        "1e",
                        "tru",
                        "null",
                        "geheim",
                        "\"geheim\"",
                        "\"auths\":",
                        "\"credHelpers\":",
                        "\"credsStore\":",
                        "\"reg.example\":",
                        "\"auth\":",
                        "\"geheim\":",
                        "{\"auth\":\"geheim\"}",
                        "{\"password\":\"geheim\"}")
                .list()
                .ofMaxSize(30);
    }

    @Property
    void oneChangedCharacterLeaksNothing(@ForAll @IntRange(max = 699) int at, @ForAll("characters") String changed) {
        int place = at % FILE.length();

        assertThat(shown(FILE.substring(0, place) + changed + FILE.substring(place + 1)))
                .doesNotContain(SECRET);
        assertThat(shown(FILE.substring(0, place))).doesNotContain(SECRET);
    }

    @Provide
    Arbitrary<String> characters() {
        return Arbitraries.of("", "{", "}", "[", "]", ":", ",", "\"", "\\", "\n", "\0", "x", "9", "\u20ac");
    }

    private static String key(int index, String key) {
        return AuthLab.entry(key, "u" + index, "p");
    }

    @Provide
    Arbitrary<String> hosts() {
        return Arbitraries.of("docker.io", "a.example", "b.a.example", "a.example:5000", "a.example.com", "localhost");
    }

    @Provide
    Arbitrary<String> prefixes() {
        Arbitrary<String> parts = Arbitraries.of("a", "ab", "a-b", "b");
        return Combinators.combine(hosts(), parts.list().ofMaxSize(3))
                .as((host, path) -> path.isEmpty() ? host : host + "/" + String.join("/", path));
    }

    /// Judged on plain texts, with keys as the containers tools write them.
    @Property
    void theLongestPrefixOfTheRegistryItselfOrNone(
            @ForAll("prefixes") String image, @ForAll("keySets") Set<String> keySet) throws Exception {
        List<String> keys = List.copyOf(keySet);
        ImageRef ref = ImageRef.of(image + "/a:1");
        String name = ref.canonical().substring(0, ref.canonical().length() - ":1".length()) + "/";
        Optional<String> expected =
                keys.stream().filter(key -> name.startsWith(key + "/")).max(Comparator.comparingInt(String::length));
        String entries = IntStream.range(0, keys.size())
                .mapToObj(i -> key(i, keys.get(i)))
                .collect(Collectors.joining(","));

        Optional<Credential> found = AuthContent.read(
                        ("{\"auths\": {" + entries + "}}").getBytes(StandardCharsets.UTF_8))
                .entryFor(ref)
                .map(Held::credential);

        assertThat(found).isEqualTo(expected.map(key -> new Password(ref.registry(), "u" + keys.indexOf(key), "p")));
    }

    @Provide
    Arbitrary<Set<String>> keySets() {
        return prefixes().set().ofMaxSize(8);
    }

    @Property
    void anyTextAsAKeyGivesNoCredentialToAnotherRegistry(@ForAll String text, @ForAll("hosts") String host) {
        RegistryKey.of(text)
                .ifPresent(key -> assertThat(key.covers(ImageRef.of(host + "/a:1")))
                        .isEqualTo(key.toString().equals(host)));
    }

    @Property
    void aHostInAnyDressIsThatHostOnly(
            @ForAll("hosts") String host, @ForAll("hosts") String other, @ForAll("dresses") String dress) {
        RegistryKey key = RegistryKey.of(dress.replace("HOST", host)).orElseThrow();

        assertThat(key.covers(ImageRef.of(other + "/a:1"))).isEqualTo(host.equals(other));
    }

    @Provide
    Arbitrary<String> dresses() {
        return Arbitraries.of(
                "HOST", "HOST/", "https://HOST", "http://HOST/", "HTTPS://HOST/v2/", "https://HOST/b.example");
    }
}
