package io.imagesync.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.imagesync.cri.AuthConfig;
import io.imagesync.cri.PullImageRequest;
import io.imagesync.cri.PullImageResponse;
import io.imagesync.model.ConnectFailure.ConnectionLost;
import io.imagesync.model.Credential;
import io.imagesync.model.Credentials;
import io.imagesync.model.Credentials.Refusal;
import io.imagesync.model.ImageRef;
import io.imagesync.model.PullFailure;
import io.imagesync.model.PullFailure.CredentialRefused;
import io.imagesync.model.PullFailure.Kind;
import io.imagesync.model.PullFailure.NodeTrouble;
import io.imagesync.model.PullFailure.Refused;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Pulls by CRI: why they fail, that they end in the runtime too, and the credentials that go along.
@Timeout(60)
class CriPullTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final ImageRef APP = ImageRef.of("r.io:5000/app:1");
    private static final String PULL = "runtime.v1.ImageService/PullImage";

    private final FakeCri cri = new FakeCri();
    private final List<Credential> refused = new ArrayList<>();
    private final List<Credentials.Refusal> refusals = new ArrayList<>();

    @AfterEach
    void end() {
        cri.close();
    }

    private CriNode node() throws IOException {
        return node(Credentials.NONE);
    }

    private CriNode node(Credentials credentials) throws IOException {
        return cri.start().node(credentials);
    }

    private Optional<PullFailure> pull(CriNode node) throws InterruptedException {
        return node.pull(APP, LIMIT, _ -> {});
    }

    private void pullFails(Status status) {
        cri.on(PULL, PullImageRequest.getDefaultInstance(), (_, out) -> out.onError(status.asRuntimeException()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NOT_FOUND | r.io:5000/app:1: not found | NOT_FOUND",
                "NOT_FOUND | no match for platform in manifest sha256:aa: not found | NO_PLATFORM",
                "UNKNOWN | unexpected status code [manifests 1]: 401 Unauthorized | UNAUTHORIZED",
                "UNAUTHENTICATED | who are you | UNAUTHORIZED",
                "PERMISSION_DENIED | policy | FORBIDDEN",
                "UNKNOWN | write /var/lib/x: no space left on device | NO_SPACE",
                "RESOURCE_EXHAUSTED | write /var/lib/x: no space left on device | NO_SPACE",
                "UNAVAILABLE | failed to copy: ref layer-sha256:aa locked for 1.2s (since 3.4s): unavailable | BUSY",
                "UNAVAILABLE | server is not initialized yet | RUNTIME_UNAVAILABLE",
                "DEADLINE_EXCEEDED | context deadline exceeded | DEADLINE",
                "CANCELLED | context canceled | DEADLINE",
                "INTERNAL | something new | OTHER",
            })
    void whyAPullFails(Status.Code code, String text, Kind kind) throws Exception {
        pullFails(code.toStatus().withDescription(text));

        assertThat(pull(node()))
                .hasValueSatisfying(why -> assertThat(why).isInstanceOfSatisfying(Refused.class, r -> {
                    assertThat(r.kind()).isEqualTo(kind);
                    assertThat(r.exitCode()).isEqualTo(1);
                    assertThat(r.detail()).isEqualTo(text);
                }));
    }

    @Test
    void aPullIsCancelledInTheRuntimeAtItsLimit() throws Exception {
        CountDownLatch cancelled = pullThatHangs(new CountDownLatch(1));
        Duration limit = Duration.ofMillis(300);

        assertThat(node().pull(APP, limit, _ -> {})).contains(new PullFailure.TimedOut(limit));
        assertThat(cancelled.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aPullIsCancelledInTheRuntimeWhenItsThreadIsInterrupted() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch cancelled = pullThatHangs(asked);
        CriNode node = node();
        CompletableFuture<Optional<PullFailure>> result = new CompletableFuture<>();
        Thread thread = Thread.ofVirtual().start(() -> {
            try {
                result.complete(pull(node));
            } catch (InterruptedException e) {
                result.completeExceptionally(e);
            }
        });
        asked.await();
        thread.interrupt();

        assertThatThrownBy(() -> result.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(InterruptedException.class);
        assertThat(cancelled.await(30, TimeUnit.SECONDS)).isTrue();
    }

    private CountDownLatch pullThatHangs(CountDownLatch asked) {
        CountDownLatch cancelled = new CountDownLatch(1);
        cri.on(PULL, PullImageRequest.getDefaultInstance(), (_, out) -> {
            out.setOnCancelHandler(cancelled::countDown);
            asked.countDown();
        });
        return cancelled;
    }

    @Test
    void aPullOfALostConnectionIsANodesTrouble() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        pullThatHangs(asked);
        CriNode node = node();
        CompletableFuture<Optional<PullFailure>> result = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                result.complete(pull(node));
            } catch (InterruptedException e) {
                result.completeExceptionally(e);
            }
        });
        asked.await();
        cri.connected = false;
        cri.breakConnections();

        assertThat(result.get(30, TimeUnit.SECONDS))
                .hasValueSatisfying(why -> assertThat(why)
                        .isInstanceOfSatisfying(
                                NodeTrouble.class,
                                trouble -> assertThat(trouble.cause()).isInstanceOf(ConnectionLost.class)));
    }

    private Credentials knowing(Credential credential) {
        return new Credentials() {
            @Override
            public Optional<Credential> forImage(ImageRef image) {
                return Optional.of(credential);
            }

            @Override
            public void refused(Credential no, ImageRef image, Refusal refusal) {
                refused.add(no);
                refusals.add(refusal);
            }

            @Override
            public boolean isWithheld(Credential known, ImageRef image) {
                return refused.size() > 1;
            }
        };
    }

    @Test
    void aCredentialGoesAlongWithTheAddressOfItsRegistry() throws Exception {
        CompletableFuture<AuthConfig> sent = pullThatKeepsItsCredential();

        assertThat(pull(node(knowing(new Credential.Password("r.io:5000", "me", "pa:ss")))))
                .isEmpty();

        assertThat(sent.join())
                .isEqualTo(AuthConfig.newBuilder()
                        .setServerAddress("https://r.io:5000")
                        .setUsername("me")
                        .setPassword("pa:ss")
                        .build());
    }

    @Test
    void anIdentityTokenGoesToContainerd() throws Exception {
        CompletableFuture<AuthConfig> sent = pullThatKeepsItsCredential();

        assertThat(pull(cri.start().containerd(knowing(new Credential.IdentityToken("docker.io", "t")))))
                .isEmpty();

        assertThat(sent.join())
                .isEqualTo(AuthConfig.newBuilder()
                        .setServerAddress("https://registry-1.docker.io")
                        .setIdentityToken("t")
                        .build());
    }

    @Test
    void aTokenThatTheRuntimeCannotTakeStaysHere() throws Exception {
        CompletableFuture<AuthConfig> sent = pullThatKeepsItsCredential();

        assertThat(pull(node(knowing(new Credential.IdentityToken("docker.io", "t")))))
                .isEmpty();

        assertThat(sent.join()).isEqualTo(AuthConfig.getDefaultInstance());
    }

    @Test
    void aTokenThatStayedHereIsNotCalledRefused() throws Exception {
        pullFails(Status.UNKNOWN.withDescription("unexpected status code [manifests 1]: 401 Unauthorized"));

        assertThat(pull(cri.start().containerd(knowing(new Credential.RegistryToken("r.io:5000", "t")))))
                .hasValueSatisfying(why -> assertThat(why).isInstanceOf(PullFailure.CredentialNotSent.class));
        assertThat(refused).isEmpty();
    }

    private CompletableFuture<AuthConfig> pullThatKeepsItsCredential() {
        CompletableFuture<AuthConfig> sent = new CompletableFuture<>();
        cri.on(PULL, PullImageRequest.getDefaultInstance(), (asked, out) -> {
            sent.complete(asked.getAuth());
            FakeCri.reply(out, PullImageResponse.getDefaultInstance().toByteArray());
        });
        return sent;
    }

    /// A proxy's no, and that of a blob store, which was sent none, are not about the credential.
    @ParameterizedTest
    @CsvSource({
        "unexpected status code [manifests 1]: 401 Unauthorized, LOGIN",
        "unexpected status code [manifests 1]: 401 Unauthorized: basic auth failed, CREDENTIAL",
        "unexpected status code [manifests 1]: 403 Forbidden, REPOSITORY",
        "unexpected status code [manifests 1]: 429 Too Many Requests, ",
        "failed to do request: Head \"https://r.io:5000/v2/\": Proxy Authentication Required, ",
        "failed to copy: httpReadSeeker: failed open: unexpected status code https://s.io/a: 403 Forbidden, ",
    })
    void aRegistryThatRefusesACredentialEndsItsUse(String text, @Nullable Refusal refusal) throws Exception {
        boolean ends = refusal != null;
        pullFails(Status.UNKNOWN.withDescription(text));
        Credential credential = new Credential.Password("r.io:5000", "me", "secret");

        Optional<PullFailure> failure = pull(node(knowing(credential)));

        assertThat(failure.orElseThrow() instanceof CredentialRefused).isEqualTo(ends);
        assertThat(refused).isEqualTo(ends ? List.of(credential) : List.of());
        assertThat(refusals).isEqualTo(ends ? List.of(refusal) : List.of());
        assertThat(failure.toString()).doesNotContain("secret");
    }

    @Test
    void aPullWhoseCredentialIsNotUsedAnyMoreIsNotTriedWithoutIt() throws Exception {
        CompletableFuture<AuthConfig> sent = pullThatKeepsItsCredential();
        Credential credential = new Credential.Password("r.io:5000", "me", "secret");
        refused.addAll(List.of(credential, credential));

        assertThat(pull(node(knowing(credential))))
                .hasValueSatisfying(why -> assertThat(why).isInstanceOf(PullFailure.CredentialWithheld.class));
        assertThat(sent).isNotDone();
    }

    @Test
    void aReasonThatIsTooLongIsNotTakenIn() throws Exception {
        pullFails(Status.UNKNOWN.withDescription("x".repeat(200_000)));

        assertThat(pull(node()))
                .hasValueSatisfying(why -> assertThat(why)
                        .isInstanceOfSatisfying(
                                Refused.class, r -> assertThat(r.detail()).hasSizeLessThan(600)));
    }

    @Test
    void aSecretThatARegistrySaysAgainIsNotShown() throws Exception {
        pullFails(Status.UNKNOWN.withDescription("you said me:secret, bWU6c2VjcmV0: no space left on device"));

        assertThat(pull(node(knowing(new Credential.Password("r.io:5000", "me", "secret")))))
                .hasValueSatisfying(why -> assertThat(why)
                        .isInstanceOfSatisfying(
                                Refused.class,
                                r -> assertThat(r.detail())
                                        .isEqualTo("you said me:***, ***: no space left on device")));
    }
}
