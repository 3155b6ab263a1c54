package io.imagesync.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.imagesync.model.Credential.IdentityToken;
import io.imagesync.model.Credential.Password;
import io.imagesync.model.Credential.RegistryToken;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class CredentialTest {
    private static List<Credential> all(String secret) {
        return List.of(
                new Password("reg.example:5000", secret, secret),
                new IdentityToken("reg.example:5000", secret),
                new RegistryToken("reg.example:5000", secret));
    }

    @Test
    void theTextSaysWhatItIsAndForWhom() {
        assertThat(all("geheim").toString())
                .isEqualTo("[a user and password for reg.example:5000, an identity token for reg.example:5000,"
                        + " a registry token for reg.example:5000]");
    }

    @Property
    void theTextNeverDependsOnTheSecret(@ForAll String secret) {
        assertThat(all(secret)).hasToString(all("").toString());
    }

    @Test
    void noneKnowsNone() throws Exception {
        Credentials.NONE.refused(
                new IdentityToken("reg.example", "t"), ImageRef.of("reg.example/a:1"), Credentials.Refusal.LOGIN);

        assertThat(Credentials.NONE.forImage(ImageRef.of("reg.example/a:1"))).isEmpty();
    }
}
