package io.imagesync.auth;

import static io.imagesync.auth.AuthLab.base64;
import static io.imagesync.auth.AuthLab.unusable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.imagesync.json.StrictJson;
import io.imagesync.model.Credential;
import io.imagesync.model.Credential.IdentityToken;
import io.imagesync.model.Credential.Password;
import io.imagesync.model.Credential.RegistryToken;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthFileTest {
    private static final String REGISTRY = "reg.example";
    private static final String SECRET = "geheim";

    @TempDir
    private Path folder = Path.of("");

    private AuthLab lab = new AuthLab(folder);

    @BeforeEach
    void inTheFolder() {
        lab = new AuthLab(folder);
    }

    private static String auths(String entry) {
        return "{\"auths\": {\"reg.example\": " + entry + "}}";
    }

    private static String auth(String decoded) {
        return auths("{\"auth\": \"" + base64(decoded) + "\"}");
    }

    static Stream<Arguments> entries() {
        Credential password = new Password(REGISTRY, "me", SECRET);
        return Stream.of(
                arguments(auth("me:geheim"), password),
                arguments(auth("me:geheim\0\0"), password),
                arguments(auth("me:ge:heim:"), new Password(REGISTRY, "me", "ge:heim:")),
                arguments(auth("mé:ü€😀"), new Password(REGISTRY, "mé", "ü€😀")),
                arguments(auth("$oauthtoken:nvapi-1"), new Password(REGISTRY, "$oauthtoken", "nvapi-1")),
                arguments(auths("{\"auth\": \"bWU6\\r\\nZ2Vo\\nZWlt\\n\"}"), password),
                arguments(auths("{\"username\": \"me\", \"password\": \"geheim\"}"), password),
                arguments(auths("{\"username\": \"me\", \"password\": \"geheim\", \"auth\": \"\"}"), password),
                arguments(auths("{\"username\": \"x\", \"password\": \"x\", \"auth\": \"bWU6Z2VoZWlt\"}"), password),
                arguments(
                        auths("{\"identitytoken\": \"geheim\", \"auth\": \"bWU6\"}"),
                        new IdentityToken(REGISTRY, SECRET)),
                arguments(
                        auths("{\"auth\": \"bWU6eA==\", \"registrytoken\": \"geheim\"}"),
                        new RegistryToken(REGISTRY, SECRET)),
                arguments(
                        auths("{\"registrytoken\": \"x\", \"identitytoken\": \"geheim\"}"),
                        new IdentityToken(REGISTRY, SECRET)),
                arguments(
                        "{\"HttpHeaders\": {\"a\": [{}]}, \"x\": 1, \"auths\": {\"a.example\": {}, \"reg.example\":"
                                + " {\"email\": [1, {\"b\": null}], \"auth\": \"bWU6Z2VoZWlt\", \"y\": {\"z\": 1e3}}},"
                                + " \"credsStore\": \"\", \"credHelpers\": {}}",
                        password));
    }

    @ParameterizedTest
    @MethodSource("entries")
    void whatAnEntryMeans(String json, Credential expected) throws Exception {
        assertThat(lab.ask(json, "reg.example/a:1")).contains(expected);
        assertThat(lab.warnings).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"auths\": {}}",
                "{\"auths\": null, \"credHelpers\": null, \"credsStore\": null}",
                "{\"auths\": {\"reg.example\": {}}}",
                "{\"auths\": {\"reg.example\": null}}",
                "{\"auths\": {\"reg.example\": {\"email\": \"me@reg.example\"}}}",
                "{\"auths\": {\"reg.example\": {\"auth\": \"\", \"username\": \"\", \"password\": null}}}",
                "{\"auths\": {\"reg.example\": {\"identitytoken\": null}}}",
            })
    void whatIsNoCredential(String json) throws Exception {
        assertThat(lab.ask(json, "reg.example/a:1")).isEmpty();
        assertThat(lab.warnings).isEmpty();
    }

    static Stream<Arguments> unfit() {
        String character = "the entry of reg.example has a character that cannot be sent (line 1, column 12)";
        return Stream.of(
                arguments(auths("{\"auth\": \"!geheim!\"}"), "has an auth that is not base64 (line 1, column 12)"),
                arguments(auths("{\"auth\": \"geheim_-\"}"), "has an auth that is not base64"),
                arguments(auths("{\"auth\": \"/+geheim\"}"), "has an auth that is not the base64 of UTF-8 text"),
                arguments(auth("geheim"), "has an auth that is not the base64 of USER:PASSWORD"),
                arguments(auth(":geheim"), "has an auth without a user or without a password"),
                arguments(auth("geheim:"), "has an auth without a user or without a password"),
                arguments(auth("geheim:\0\0"), "has an auth without a user or without a password"),
                arguments(auth("me:ge\nheim"), character),
                arguments(auth("me:ge\0heim"), character),
                arguments(auth("m\u001be:geheim"), character),
                arguments(auth("me:geheim\u007f"), character),
                arguments(auths("{\"username\": \"m:e\", \"password\": \"geheim\"}"), character),
                arguments(auths("{\"username\": \"me\\u0009\", \"password\": \"geheim\"}"), character),
                arguments(auths("{\"username\": \"me\", \"password\": \"geheim\\ud83d\"}"), character),
                arguments(auths("{\"identitytoken\": \"geheim\\r\"}"), character),
                arguments(auths("{\"registrytoken\": \"geheim\\u001f\"}"), character),
                arguments(auths("{\"password\": \"geheim\"}"), "has a user name or a password without the other"),
                arguments(auths("{\"username\": \"geheim\"}"), "has a user name or a password without the other"));
    }

    @ParameterizedTest
    @MethodSource("unfit")
    void anUnfitEntryIsNamedByItsRegistryAndNotQuoted(String json, String expected) {
        assertThat(unusable(lab.read(json)).what())
                .startsWith(lab.file + " cannot be used: the entry of reg.example ")
                .contains(expected)
                .doesNotContain(SECRET);
    }

    static Stream<Arguments> broken() {
        String notJson = "this is not JSON, or has a field twice";
        return Stream.of(
                arguments("", "the whole is not a JSON object (line 1, column 1)"),
                arguments("null", "the whole is not a JSON object (line 1, column 1)"),
                arguments("[]", "the whole is not a JSON object (line 1, column 1)"),
                arguments("\"geheim\"", "the whole is not a JSON object"),
                arguments("geheim", notJson),
                arguments("{\"auths\":\n  {geheim: {}}}", notJson + " (line 2, column "),
                arguments("{\"auths\":\n  {\"geheim", notJson + " (line 2, column "),
                arguments("{\"auths\": {}", notJson),
                arguments("{\"auths\": {}} geheim", notJson),
                arguments("{\"auths\": {}} {\"geheim\": 1}", "something follows the JSON object (line 1, column 15)"),
                arguments("{\"auths\": {}, \"auths\": {}}", notJson + " (line 1, column 22)"),
                arguments("{\"auths\": {\"geheim.example\": {}, \"geheim.example\": {}}}", notJson),
                arguments("{\"auths\": {\"a.example\": {\"auth\": \"geheim\", \"auth\": \"\"}}}", notJson),
                arguments("{\"auths\": {\"a.example\": {\"auth\": \"geh\neim\"}}}", notJson),
                arguments("{\"auths\": {\"a.example\": {\"auth\": \"\\geheim\"}}}", notJson),
                arguments("{\"auths\": [\"geheim\"]}", "an object should be here (line 1, column 11)"),
                arguments("{\"auths\": {\"a.example\":\n\"geheim\"}}", "an object should be here (line 2, column 1)"),
                arguments(
                        "{\"auths\": {\"a.example\": {\"auth\": [\"geheim\"]}}}",
                        "a text should be here (line 1, column 34)"),
                arguments("{\"auths\": {\"a.example\": {\"identitytoken\": 1}}}", "a text should be here"),
                arguments("{\"credHelpers\": \"geheim\"}", "an object should be here"),
                arguments("{\"credHelpers\": {\"a.example\": {}}}", "a text should be here"),
                arguments("{\"credsStore\": true}", "a text should be here"),
                arguments("{\"x\": " + "9".repeat(65) + "}", "something is nested too deeply or too long"),
                arguments(
                        "{\"" + "geheim".repeat(683) + "\": 1}",
                        "something is nested too deeply or too long (line 1, column "));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void whatIsBrokenIsToldByItsPlaceAlone(String json, String expected) {
        AuthLab.Read.Unusable unusable = unusable(lab.read(json));

        assertThat(unusable.what())
                .startsWith(lab.file + " cannot be used: " + expected)
                .doesNotContain(SECRET);
        assertThat(unusable.remedy()).startsWith("correct it there, or create it again");
    }

    @Test
    void namesAndNumbersAreBounded() {
        AuthLab.usable(lab.read("{\"" + "n".repeat(StrictJson.MAX_NAME) + "\": " + "9".repeat(64) + "}"));
    }

    @Test
    void nestingIsBounded() {
        int inner = StrictJson.MAX_DEPTH - 1;
        AuthLab.usable(lab.read("{\"x\": " + "[".repeat(inner) + "]".repeat(inner) + "}"));

        assertThat(unusable(lab.read("{\"x\": " + "[".repeat(inner + 1) + "]".repeat(inner + 1) + "}"))
                        .what())
                .contains("something is nested too deeply");
    }

    @ParameterizedTest
    @ValueSource(ints = {0x80, 0xC0, 0xFF, 0xED})
    void whatIsNotUtf8IsRefusedAtItsPlace(int unexpected) {
        byte[] bytes = "{\"x\":\n \"ü?\"}".getBytes(StandardCharsets.UTF_8);
        bytes[bytes.length - 3] = (byte) unexpected;

        assertThat(unusable(lab.read(bytes)).what()).endsWith("a byte is not UTF-8 (line 2, column 4)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-32BE"})
    void otherEncodingsOfUnicodeAreRefused(String charset) {
        unusable(lab.read("{\"auths\": {}}".getBytes(java.nio.charset.Charset.forName(charset))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../x", "a/b", "a b", "Ecr", "$(id)", "x\\u0000", "."})
    void aProgramsNameThatIsNoPlainWordIsRefused(String name) {
        assertThat(unusable(lab.read("{\"credHelpers\":\n{\"reg.example\": \"" + name + "\"}}"))
                        .what())
                .endsWith("the name of a program in credHelpers is empty or has other characters than a-z, 0-9 and -"
                        + " (line 2, column 2)");
        if (!name.isEmpty()) {
            assertThat(unusable(lab.read("{\"credsStore\": \"" + name + "\"}")).what())
                    .contains("the name of a program in credsStore");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "geheim", "bWU6Z2VoZWlt", "https://", "me:geheim@reg.example", "reg.example/a:geheim"})
    void aKeyThatNamesNoRegistryIsPassedOverAndNotQuoted(String key) throws Exception {
        String entry = AuthLab.entry("b.example", "me", SECRET);

        assertThat(lab.ask("{\"auths\": {\n\"" + key + "\": {}, " + entry + "}}", "b.example/a:1"))
                .isPresent();
        assertThat(lab.warnings)
                .containsExactly(lab.file + ": a key of auths names no registry and is ignored (line 2, column 1)");
    }

    @Test
    void aProgramIsOnlyForAWholeRegistry() {
        lab.usable("{\"credHelpers\": {\"reg.example/team\": \"x\"}}");

        assertThat(lab.warnings)
                .containsExactly(lab.file + ": a key of credHelpers is not just a registry and is ignored (line 1,"
                        + " column 18)");
    }
}
