package io.imagesync.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.fuzz.Fuzzing;
import io.imagesync.json.StrictJson.Broken;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class AuthFuzzTest {
    private static final List<String> FILES = List.of(
            "{\"auths\":{\"reg.example\":{\"auth\":\"dTpodW50ZXIy\"},\"https://index.docker.io/v1/\":"
                    + "{\"username\":\"u\",\"password\":\"hunter2\"}}}",
            "{\"auths\":{\"reg.example:5000/team\":{\"identitytoken\":\"hunter2\"}},\"credHelpers\":"
                    + "{\"gcr.io\":\"gcloud\"},\"credsStore\":\"pass\",\"HttpHeaders\":{\"a\":[1,2,{}]}}",
            "{}");

    private static final Pattern IN_A_NAME = Pattern.compile("hunter2[^\"]*\"\\s*:");

    /// Whatever is wrong with it is said in plain words that tell no secret.
    @Property(tries = 80)
    void files(@ForAll long seed) {
        Fuzzing.texts(seed, FILES, text -> {
            try {
                AuthContent content = AuthContent.read(text.getBytes(StandardCharsets.UTF_8));
                content.warnings().forEach(words -> fitToBeShown(words, text));
            } catch (Broken e) {
                fitToBeShown(String.valueOf(e.getMessage()), text);
            }
        });
    }

    /// A word that stands in a name, which is shown, is no secret any more.
    private static void fitToBeShown(String words, String text) {
        assertThat(words).hasSizeBetween(1, 1000).matches("\\P{Cntrl}+");
        if (!IN_A_NAME.matcher(text).find()) {
            assertThat(words).doesNotContain("hunter2");
        }
    }
}
