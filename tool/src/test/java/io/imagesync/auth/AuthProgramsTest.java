package io.imagesync.auth;

import static io.imagesync.auth.AuthLab.answers;
import static io.imagesync.auth.AuthLab.await;
import static io.imagesync.auth.AuthLab.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.imagesync.model.Credential;
import io.imagesync.model.Credential.IdentityToken;
import io.imagesync.model.Credential.Password;
import io.imagesync.model.Credentials;
import io.imagesync.model.ImageRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is asked of programs and what becomes of their answers.
@Timeout(60)
class AuthProgramsTest {
    private static final String IMAGE = "reg.example/a:1";
    private static final String FROM_FILE = "\"auths\": {" + entry("reg.example", "file", "x") + "}";
    private static final String ONE = "{\"credHelpers\": {\"reg.example\": \"one\"}, " + FROM_FILE + "}";
    private static final Optional<Credential> OF_FILE = Optional.of(new Password("reg.example", "file", "x"));

    @TempDir
    private Path folder = Path.of("");

    private AuthLab lab = new AuthLab(folder);

    @BeforeEach
    void inTheFolder() {
        lab = new AuthLab(folder);
    }

    @AfterEach
    void nothingIsLeftBehind() {
        await(() -> lab.processes().isEmpty());
    }

    private void assertWarning(String expected) {
        assertThat(lab.warnings)
                .containsExactly(
                        "docker-credential-one from AUTH_FILE gives no credential for reg.example: it " + expected);
    }

    private static String byHand() {
        return "; run this and look at the output: printf reg.example | docker-credential-one get";
    }

    @ParameterizedTest
    @CsvSource({
        "reg.example:5000, reg.example:5000/a/b:1, reg.example:5000",
        "https://reg.example/v1/, REG.example/a:1, reg.example",
        "docker.io, nginx, https://index.docker.io/v1/",
        "https://index.docker.io/v1/, me/app:1, https://index.docker.io/v1/",
    })
    void theRegistryIsGivenOnStdinAsDockerDoesIt(String key, String image, String expected) throws Exception {
        lab.program("one", "cat > stdin", answers("me", "geheim"));

        assertThat(lab.ask("{\"credHelpers\": {\"" + key + "\": \"one\"}}", image))
                .get()
                .isInstanceOf(Password.class);
        assertThat(lab.text("stdin")).isEqualTo(expected);
        assertThat(lab.text("calls")).isEqualTo("get\n");
    }

    @Test
    void theEnvironmentIsOursButForThePath() throws Exception {
        lab.program("one", "printf %s \"$PATH\" > path", "printf %s \"$HOME\" > home", answers("me", "geheim"));

        assertThat(lab.ask(ONE, IMAGE)).contains(new Password("reg.example", "me", "geheim"));
        assertThat(lab.text("path")).isEqualTo(folder + ":/usr/bin:/bin");
        assertThat(lab.text("home")).isEqualTo(System.getenv("HOME"));
    }

    @Test
    void theStandardIsTenSecondsAndAPathThatNobodyElseSets() {
        assertThat(CredentialHelpers.OF_THIS_HOST)
                .isEqualTo(new CredentialHelpers(
                        "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", Duration.ofSeconds(10)));
    }

    @Test
    void theUserTokenMeansAnIdentityToken() throws Exception {
        lab.program("one", answers("<token>", "geheim"));

        assertThat(lab.ask(ONE, IMAGE)).contains(new IdentityToken("reg.example", "geheim"));
    }

    @Test
    void theProgramOfTheRegistryGoesBeforeTheStoreAndTheStoreBeforeTheFile() throws Exception {
        String all = "{\"credsStore\": \"all\", \"credHelpers\": {\"reg.example\": \"one\"}, " + FROM_FILE + "}";
        lab.program("one", answers("one", "x"));
        lab.program("all", answers("all", "x"));

        Credentials credentials = lab.usable(all);
        assertThat(credentials.forImage(ImageRef.of(IMAGE))).contains(new Password("reg.example", "one", "x"));
        assertThat(credentials.forImage(ImageRef.of("b.example/a"))).contains(new Password("b.example", "all", "x"));
        assertThat(lab.text("calls")).isEqualTo("get\nget\n");

        Files.delete(folder.resolve("calls"));
        lab.program("one", "echo credentials not found in native keychain; exit 1");
        assertThat(lab.ask(all, IMAGE)).contains(new Password("reg.example", "all", "x"));
        assertThat(lab.text("calls")).isEqualTo("get\nget\n");

        lab.program("all", "echo credentials not found in native keychain; exit 1");
        assertThat(lab.ask(all, IMAGE)).isEqualTo(OF_FILE);
        assertThat(lab.warnings).isEmpty();
    }

    @Test
    void theSameProgramIsNotAskedTwice() throws Exception {
        lab.program("one", "echo credentials not found in native keychain; exit 1");

        assertThat(lab.ask("{\"credsStore\": \"one\", \"credHelpers\": {\"reg.example\": \"one\"}}", IMAGE))
                .isEmpty();
        assertThat(lab.text("calls")).isEqualTo("get\n");
    }

    @Test
    void anAnswerIsAskedForOnceAlsoWhenItIsNone() throws Exception {
        lab.program("one", "exit 3");
        Credentials credentials = lab.usable(ONE);

        for (String image : new String[] {IMAGE, "reg.example/b:1", "REG.EXAMPLE/c"}) {
            assertThat(credentials.forImage(ImageRef.of(image))).isEqualTo(OF_FILE);
        }
        assertThat(lab.text("calls")).isEqualTo("get\n");
        assertWarning("ended with exit code 3" + byHand());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"ServerURL\":\"\",\"Username\":\"\",\"Secret\":\"\"}",
                "{}",
                "{\"Username\": null, \"Secret\": null}"
            })
    void anEmptyAnswerIsNone(String json) throws Exception {
        Files.writeString(folder.resolve("answer"), json);
        lab.program("one", "cat answer");

        assertThat(lab.ask(ONE, IMAGE)).isEqualTo(OF_FILE);
        assertThat(lab.warnings).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "geheim",
                "null",
                "[\"geheim\"]",
                "{\"Username\":\"me\",\"Secret\":\"geheim\"",
                "{\"Username\":\"me\",\"Secret\":\"geheim\"} geheim",
                "{\"Username\":\"me\",\"Secret\":\"geheim\",\"Secret\":\"geheim\"}",
                "{\"Username\":\"me\",\"Secret\":[\"geheim\"]}",
            })
    void whatIsNotItsJsonIsAFailureAndNeverShown(String answer) throws Exception {
        Files.writeString(folder.resolve("answer"), answer);
        lab.program("one", "cat answer");

        assertThat(lab.ask(ONE, IMAGE)).isEqualTo(OF_FILE);
        assertWarning("did not answer with the JSON of a credential helper; correct or replace it");
    }

    @ParameterizedTest
    @CsvSource({
        "me, '', a user or a secret without the other",
        "'', geheim, a user or a secret without the other",
        "me, geheim\\n, a character that cannot be sent",
        "m:e, geheim, a character that cannot be sent",
        "<token>, geheim\\u0000, a character that cannot be sent",
    })
    void anUnfitAnswerIsAFailureAndNeverShown(String user, String secret, String expected) throws Exception {
        lab.program("one", answers(user, secret));

        assertThat(lab.ask(ONE, IMAGE)).isEqualTo(OF_FILE);
        assertWarning("answered with " + expected + "; log in again");
    }

    @Test
    void whatItSaysWhenItFailsIsNotShown() throws Exception {
        lab.program("one", "echo geheim; echo geheim >&2; exit 1");

        assertThat(lab.ask(ONE, IMAGE)).isEqualTo(OF_FILE);
        assertWarning("ended with exit code 1" + byHand());
    }

    @Test
    void oneThatCannotBeStartedIsAFailure() throws Exception {
        Path program = Files.writeString(folder.resolve("docker-credential-one"), "#!/no/such/interpreter\n");
        AuthLab.mode(program, "rwx------");

        assertThat(lab.ask(ONE, IMAGE)).isEqualTo(OF_FILE);
        assertThat(lab.warnings).singleElement().asString().contains("ended with exit code 12");
    }

    @Test
    void aMissingOneIsAFailure() throws Exception {
        Path notExecutable = Files.writeString(folder.resolve("docker-credential-one"), "");
        AuthLab.mode(notExecutable, "rw-------");

        assertThat(lab.ask(ONE, IMAGE)).isEqualTo(OF_FILE);
        assertWarning("is not found on " + folder + ":/usr/bin:/bin; install docker-credential-one there");
    }

    @Test
    void withoutSetsidNothingIsStarted() throws Exception {
        lab.program("one", answers("me", "geheim"));

        CredentialHelpers helpers = new CredentialHelpers(folder.toString(), lab.limit);
        assertThatThrownBy(() -> helpers.run("docker-credential-one", "get", "x"))
                .isInstanceOf(CredentialHelpers.Failed.class)
                .hasMessage("cannot be run without setsid; install setsid there");
        assertThat(lab.text("calls")).isEmpty();
    }

    @Test
    void noStderrIsTooLong() throws Exception {
        lab.program("one", "head -c 1000000 /dev/zero >&2", answers("me", "geheim"));

        assertThat(lab.ask(ONE, IMAGE)).contains(new Password("reg.example", "me", "geheim"));
    }

    @Test
    void oneThatDoesNotReadItsInputIsHeard() throws Exception {
        lab.program("one", "exec <&-", answers("me", "geheim"));

        assertThat(lab.ask(ONE, IMAGE)).contains(new Password("reg.example", "me", "geheim"));
    }

    private void answerOfSize(int size) throws IOException {
        String json = "{\"Username\":\"me\",\"Secret\":\"geheim\"}";
        Files.writeString(folder.resolve("answer"), json + " ".repeat(size - json.length()));
        lab.program("one", "cat answer");
    }

    @Test
    void anAnswerOf64KiBIsTakenAndOneByteMoreIsNot() throws Exception {
        answerOfSize(64 * 1024);
        assertThat(lab.ask(ONE, IMAGE)).contains(new Password("reg.example", "me", "geheim"));

        answerOfSize(64 * 1024 + 1);
        assertThat(lab.ask(ONE, IMAGE)).isEqualTo(OF_FILE);
        assertWarning("printed more than 64 KiB" + byHand());
    }

    @Test
    void oneThatNeverStopsTalkingIsEnded() throws Exception {
        lab.program("one", "cat /dev/zero");

        assertThat(lab.ask(ONE, IMAGE)).isEqualTo(OF_FILE);
        assertWarning("printed more than 64 KiB" + byHand());
    }
}
