package io.imagesync.node;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskTest {
    private static final String JWT = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJodW50ZXIyIn0.c2lnbmF0dXJl";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Get \"https://u:hunter2@reg.example/v2/\": x",
                "https://reg.example/token?account=u&password=hunter2 x",
                "Authorization: Bearer hunter2hunter2",
                "authorization: basic hunter2=",
                "header BEARER  aHVudGVyhunter2",
                "token=hunter2",
                "access_token=hunter2&x=1",
                "{\"token\":\"hunter2\",\"expires\":1}",
                "{\\\"refresh_token\\\": \\\"hunter2\\\"}",
                "password=hunter2, x",
                "PASSWD=hunter2",
                "client_secret=hunter2;",
                "apikey=hunter2 api_key=hunter2",
                "X-Amz-Signature=hunter2&X-Amz-Security-Token=hunter2",
                "?sig=hunter2",
                JWT,
                "got " + JWT + ": denied"
            })
    void hidesCredentials(String text) {
        String masked = Mask.of(text);
        assertThat(masked).contains("***").doesNotContain("hunter2").doesNotContain("eyJ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "unexpected status code [manifests 1.0]: 401 Unauthorized",
                "no basic auth credentials",
                "basic authentication required",
                "Www-Authenticate: Bearer realm=\"https://auth.example/token\"",
                "failed to fetch anonymous token: unexpected status: 403 Forbidden",
                "reg.example:5000/team/secret/token:1@sha256:0123456789abcdef0123456789abcdef: not found",
                "dial tcp 10.0.0.9:443: connect: connection refused",
                "unexpected commit digest sha256:22, expected sha256:11: failed precondition",
                "Head \"https://reg.example:5000/v2/eyes/bearer/manifests/1\": EOF"
            })
    void leavesWhatAHumanNeeds(String text) {
        assertThat(Mask.of(text)).isEqualTo(text);
    }

    @Property(tries = 300)
    void hidesWhateverFollowsTheNameOfASecret(
            @ForAll @AlphaChars @NumericChars @StringLength(min = 8, max = 60) String secret) {
        assertThat(Mask.of("a token=" + secret + " b")).isEqualTo("a token=*** b");
        assertThat(Mask.of("a Bearer X1" + secret + " b")).isEqualTo("a Bearer *** b");
    }
}
