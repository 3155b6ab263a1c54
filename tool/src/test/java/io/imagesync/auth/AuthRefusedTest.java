package io.imagesync.auth;

import static io.imagesync.auth.AuthLab.answers;
import static io.imagesync.auth.AuthLab.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.Credential;
import io.imagesync.model.Credential.Password;
import io.imagesync.model.Credentials;
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

    @Test
    void aRefusedOneIsNotUsedAgainNorALesserOneInItsPlace() throws Exception {
        Credentials credentials = lab.usable("{\"auths\": {" + entry("quay.io/org", "org", "x") + ","
                + entry("quay.io", "all", "x") + "," + entry("b.example", "org", "x") + "}}");
        credentials.refused(ask(credentials, IN_ORG));

        assertThat(credentials.forImage(IN_ORG)).isEmpty();
        assertThat(credentials.forImage(ImageRef.of("quay.io/org/b:1"))).isEmpty();
        assertThat(credentials.forImage(ImageRef.of("quay.io/b:1"))).contains(new Password("quay.io", "all", "x"));
        assertThat(credentials.forImage(ImageRef.of("b.example/b:1"))).contains(new Password("b.example", "org", "x"));
        assertThat(lab.warnings)
                .containsExactly("quay.io refused the credential of AUTH_FILE (key quay.io/org); it is not used again"
                        + " in this run, correct it in " + lab.file + " or log in anew");
    }

    @Test
    void thatOfAProgramIsNotAskedForAgainNorReplacedFromTheFile() throws Exception {
        lab.program("one", answers("me", "geheim"));
        Credentials credentials =
                lab.usable("{\"credsStore\": \"one\", \"auths\": {" + entry("quay.io", "all", "x") + "}}");
        credentials.refused(ask(credentials, IN_ORG));

        assertThat(credentials.forImage(IN_ORG)).isEmpty();
        assertThat(lab.text("calls")).isEqualTo("get\n");
        assertThat(lab.warnings).singleElement().asString().contains("of AUTH_FILE (docker-credential-one); it");
    }

    @Test
    void manyRefusalsAtOnceAreOneWarning() throws Exception {
        Credentials credentials = lab.usable("{\"auths\": {" + entry("quay.io", "all", "geheim") + "}}");
        Credential credential = ask(credentials, IN_ORG);
        List<Thread> threads = IntStream.range(0, 50)
                .mapToObj(_ -> Thread.ofVirtual().start(() -> credentials.refused(credential)))
                .toList();
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(lab.warnings).hasSize(1).allSatisfy(w -> assertThat(w).doesNotContain("geheim"));
        assertThat(credentials.forImage(IN_ORG)).isEmpty();
    }

    @Test
    void oneThatWasNeverGivenIsRefusedToo() throws Exception {
        Credentials credentials = lab.usable("{\"auths\": {" + entry("quay.io", "all", "x") + "}}");
        credentials.refused(new Password("quay.io", "all", "x"));

        assertThat(credentials.forImage(IN_ORG)).isEmpty();
    }
}
