package io.imagesync.auth;

import static io.imagesync.auth.AuthLab.answers;
import static io.imagesync.auth.AuthLab.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.Credential;
import io.imagesync.model.Credential.Password;
import io.imagesync.model.Credentials;
import io.imagesync.model.Credentials.Refusal;
import io.imagesync.model.ImageRef;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AuthRefusedTest {
    private static final ImageRef IN_ORG = ImageRef.of("quay.io/org/a:1");

    @TempDir
    private Path folder = Path.of("");

    private AuthLab lab = new AuthLab(folder);

    @BeforeEach
    void inTheFolder() {
        lab = new AuthLab(folder);
    }

    private static Credential ask(Credentials credentials, ImageRef image) throws InterruptedException {
        return credentials.forImage(image).orElseThrow();
    }

    private static boolean withheld(Credentials credentials, String image) throws InterruptedException {
        ImageRef ref = ImageRef.of(image);
        return credentials.isWithheld(ask(credentials, ref), ref);
    }

    private Credentials two() throws Exception {
        return lab.usable("{\"auths\": {" + entry("quay.io/org", "org", "x") + "," + entry("quay.io", "all", "x") + ","
                + entry("b.example", "org", "x") + "}}");
    }

    @Test
    void aRefusalCountsForItsRepositoryAlone() throws Exception {
        Credentials credentials = two();
        credentials.refused(ask(credentials, IN_ORG), IN_ORG, Refusal.REPOSITORY);
        credentials.refused(ask(credentials, IN_ORG), ImageRef.of("quay.io/org/b:1"), Refusal.REPOSITORY);

        assertThat(withheld(credentials, "quay.io/org/a:2")).isTrue();
        assertThat(withheld(credentials, "quay.io/org/b:1")).isTrue();
        assertThat(withheld(credentials, "quay.io/org/c:1")).isFalse();
        assertThat(withheld(credentials, "quay.io/a:1")).isFalse();
        assertThat(lab.warnings)
                .containsExactly(
                        "quay.io refused the credential from AUTH_FILE (key quay.io/org) for org/a; this run does not"
                                + " use it again for that; check its rights",
                        "quay.io refused the credential from AUTH_FILE (key quay.io/org) for org/b; this run does not"
                                + " use it again for that; check its rights");
    }

    @Test
    void whatIsNoLoginToTwoRepositoriesIsNotUsedAgainNorALesserOneInItsPlace() throws Exception {
        Credentials credentials = two();
        credentials.refused(ask(credentials, IN_ORG), IN_ORG, Refusal.LOGIN);
        credentials.refused(ask(credentials, IN_ORG), IN_ORG, Refusal.LOGIN);
        assertThat(withheld(credentials, "quay.io/org/b:1")).isFalse();
        credentials.refused(ask(credentials, IN_ORG), ImageRef.of("quay.io/org/b:1"), Refusal.LOGIN);

        assertThat(withheld(credentials, "quay.io/org/c:1")).isTrue();
        assertThat(ask(credentials, IN_ORG)).isEqualTo(new Password("quay.io", "org", "x"));
        assertThat(withheld(credentials, "quay.io/b:1")).isFalse();
        assertThat(withheld(credentials, "b.example/b:1")).isFalse();
        assertThat(lab.warnings)
                .hasSize(2)
                .last()
                .isEqualTo("quay.io refused the credential from AUTH_FILE (key quay.io/org); this run does not use it"
                        + " again; correct it in " + lab.file + " or log in again");
    }

    @Test
    void aPasswordThatIsWrongForCertainIsNotUsedAgain() throws Exception {
        lab.program("one", answers("me", "geheim"));
        Credentials credentials =
                lab.usable("{\"credsStore\": \"one\", \"auths\": {" + entry("quay.io", "all", "x") + "}}");
        credentials.refused(ask(credentials, IN_ORG), IN_ORG, Refusal.CREDENTIAL);

        assertThat(withheld(credentials, "quay.io/other:1")).isTrue();
        assertThat(lab.text("calls")).isEqualTo("get\n");
        assertThat(lab.warnings)
                .singleElement()
                .asString()
                .contains("from AUTH_FILE (docker-credential-one); this run");
    }

    @Test
    void manyRefusalsAtOnceAreOneWarning() throws Exception {
        Credentials credentials = lab.usable("{\"auths\": {" + entry("quay.io", "all", "geheim") + "}}");
        Credential credential = ask(credentials, IN_ORG);
        List<Thread> threads = IntStream.range(0, 50)
                .mapToObj(_ ->
                        Thread.ofVirtual().start(() -> credentials.refused(credential, IN_ORG, Refusal.CREDENTIAL)))
                .toList();
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(lab.warnings).hasSize(1).allSatisfy(w -> assertThat(w).doesNotContain("geheim"));
    }
}
