package io.imagesync.auth;

import static io.imagesync.auth.AuthLab.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.Credential.Password;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthMatchingTest {
    @TempDir
    private Path folder = Path.of("");

    private AuthLab lab = new AuthLab(folder);

    @BeforeEach
    void inTheFolder() {
        lab = new AuthLab(folder);
    }

    @ParameterizedTest
    @CsvSource({
        "reg.example, reg.example/a:1",
        "reg.example/, reg.example/a/b@sha256:0123456789012345678901234567890123456789012345678901234567890123",
        "REG.Example, reg.example/a:1",
        "reg.example, REG.Example/a:1",
        "https://reg.example, reg.example/a:1",
        "http://reg.example/, reg.example/a:1",
        "HTTPS://reg.example/any/path/, reg.example/a:1",
        "reg.example:5000, reg.example:5000/a:1",
        "https://reg.example:5000/v2/, reg.example:5000/a:1",
        "localhost, localhost/a:1",
        "10.0.0.1:5000, 10.0.0.1:5000/a:1",
        "'[::1]:5000', '[::1]:5000/a:1'",
        "quay.io/org, quay.io/org/repo:1",
        "quay.io/org/, quay.io/org/repo:1",
        "quay.io/org//, quay.io/org/repo:1",
        "quay.io/org/repo, quay.io/org/repo:1",
        "quay.io/org/repo, quay.io/org/repo/more",
        "quay.io/org/repo, quay.io/org/repo@sha256:01234567890123456789012345678901",
        "https://index.docker.io/v1/, nginx",
        "index.docker.io/v1/, nginx",
        "index.docker.io, docker.io/library/nginx:1",
        "registry-1.docker.io, nginx",
        "docker.io, index.docker.io/me/app:1",
        "docker.io, registry-1.docker.io/me/app:1",
        "https://docker.io, me/app:1",
        "docker.io/library, nginx",
        "docker.io/library/nginx, nginx",
        "docker.io/me, me/app",
    })
    void aKeyThatCoversAnImage(String key, String image) throws Exception {
        assertThat(lab.ask("{\"auths\": {" + entry(key, "me", "x") + "}}", image))
                .isPresent();
        assertThat(lab.warnings).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "reg.example, reg.example:5000/a:1",
        "reg.example:5000, reg.example/a:1",
        "reg.example, sub.reg.example/a:1",
        "sub.reg.example, reg.example/a:1",
        "reg.example, reg.example.com/a:1",
        "reg.example, reg.exampl/a:1",
        "reg.example, docker.io/reg.example/a:1",
        "reg.example, other.example/reg.example/a:1",
        "https://reg.example:443, reg.example/a:1",
        "quay.io/org, quay.io/organ/repo:1",
        "quay.io/org, quay.io/other/repo:1",
        "quay.io/org, quay.io/other/org:1",
        "quay.io/org/repo, quay.io/org/repo2:1",
        "quay.io/org/repo, quay.io/org/repo-x:1",
        "quay.io/org/repo, quay.io/org:1",
        "quay.io/v1, quay.io/org:1",
        "docker.io/me, you/app:1",
        "docker.io/me, me",
        "docker.io, registry.docker.io/app:1",
        "docker.io, docker.io:443/a/b:1",
        "docker.io, quay.io/docker.io/a:1",
    })
    void aKeyThatDoesNot(String key, String image) throws Exception {
        assertThat(lab.ask("{\"auths\": {" + entry(key, "me", "x") + "}}", image))
                .isEmpty();
        assertThat(lab.warnings).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "quay.io/org/repo:1, c",
        "quay.io/org/repo/x:1, c",
        "quay.io/org/other:1, b",
        "quay.io/organ:1, a",
        "nginx, d",
        "gcr.io/x, ",
    })
    void theLongestPrefixWins(String image, String user) throws Exception {
        String json = "{\"auths\": {" + entry("quay.io/org", "b", "x") + "," + entry("quay.io", "a", "x") + ","
                + entry("quay.io/org/repo", "c", "x") + "," + entry("docker.io", "d", "x") + "}}";

        assertThat(lab.ask(json, image).map(c -> ((Password) c).user()).orElse(null))
                .isEqualTo(user);
    }

    @Test
    void anEmptyEntryHidesNoShorterPrefix() throws Exception {
        assertThat(lab.ask("{\"auths\": {\"quay.io/org\": {}, " + entry("quay.io", "a", "x") + "}}", "quay.io/org/a"))
                .isPresent();
    }

    @Test
    void ofTwoSpellingsTheFirstWinsWithAWarning() throws Exception {
        String json = "{\"auths\": {\"docker.io\": {}, " + entry("https://index.docker.io/v1/", "a", "x") + ",\n"
                + entry("docker.io/", "b", "x") + "}, \"credHelpers\": {\"a.example\": \"x\",\n\"A.example\": \"y\"}}";

        assertThat(lab.ask(json, "nginx")).contains(new Password("docker.io", "a", "x"));
        assertThat(lab.warnings)
                .containsExactly(
                        lab.file + ": docker.io is there twice in different spellings: the second one is ignored"
                                + " (line 2, column 1)",
                        lab.file + ": a.example is there twice in different spellings: the second one is ignored"
                                + " (line 3, column 1)");
    }
}
